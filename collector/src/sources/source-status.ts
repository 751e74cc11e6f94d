/** What a live source says of itself: for `earshot check`, `/readyz` and the metrics. */
export interface SourceStatus {
  readonly type: 'mrtdump' | 'bmp' | 'bgp' | 'ris-live' | 'rtr' | 'roa-file';
  /** What tells it from the others of its type: a path, the address that it listens at, a URL. */
  readonly name: string;
  /** `waiting` while there is nothing wrong here and nothing to hear yet; `trouble` needs somebody. */
  readonly state: 'hearing' | 'waiting' | 'trouble';
  /** One sentence for people: what is going on, or what is wrong and what to do. */
  readonly words: string;
  /** When something was heard last, Unix milliseconds. */
  readonly lastHeardMs: number | undefined;
  readonly connections: readonly ConnectionStatus[];
  /** What it took, turned away or left out, by name: monotonic, the names are fixed. */
  readonly counts: Readonly<Record<string, number>>;
  /** What cannot be seen from here, a sentence each. */
  readonly blindSpots: readonly string[];
}

/** One router or peer of a source. */
export interface ConnectionStatus {
  /** Router and peer as the rows name them. */
  readonly name: string;
  readonly up: boolean;
  readonly words: string;
  readonly families: readonly string[];
  readonly lastHeardMs: number | undefined;
}

/** When any of them was heard last. */
export function lastHeard(connections: readonly ConnectionStatus[]): number | undefined {
  const times = connections.flatMap(({ lastHeardMs }) => lastHeardMs ?? []);
  return times.length > 0 ? Math.max(...times) : undefined;
}
