import type { Config } from '../config/load.ts';
import type { RoaTable } from '../detect/rpki/roa-table.ts';
import { watchRoaFile } from '../sources/roa-file.ts';
import { RtrClient } from '../sources/rtr-client.ts';
import type { SourceStatus } from '../sources/source-status.ts';
import { counted } from '../bytes/counted.ts';

/** How often a file of ROAs is looked at. */
const POLL_MS = 10_000;

/** Where ROAs come from while the collector runs. */
export interface RoaSource {
  status(): readonly SourceStatus[];
  close(): Promise<void>;
}

/** ROAs of a file or of caches, as the configuration says; none where it names neither. */
export function openRoas(
  { roaFile, rtr }: Pick<Config, 'roaFile' | 'rtr'>,
  replace: (roas: RoaTable) => void
): RoaSource {
  if (rtr !== undefined) {
    const client = RtrClient.open(rtr, replace);
    return { status: () => [client.status()], close: async () => client.close() };
  }
  return roaFile === undefined ? { status: () => [], close: async () => {} } : new RoaFile(roaFile, replace);
}

/** A file of ROAs, read again when it is another one. While it cannot be read, the ROAs before hold on. */
class RoaFile implements RoaSource {
  readonly #path: string;
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;
  #held: RoaTable | undefined;
  #problem: string | undefined;
  #readMs: number | undefined;

  constructor(path: string, replace: (roas: RoaTable) => void) {
    this.#path = path;
    this.#done = this.#watch(replace);
  }

  status(): readonly SourceStatus[] {
    const problem = this.#problem;
    return [
      {
        type: 'roa-file',
        name: this.#path,
        state: problem !== undefined ? 'trouble' : this.#held === undefined ? 'waiting' : 'hearing',
        words: problem === undefined ? this.#holds() : `${problem}; ${this.#holds()}`,
        lastHeardMs: this.#readMs,
        connections: [],
        counts: {},
        blindSpots: [],
      },
    ];
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  async #watch(replace: (roas: RoaTable) => void): Promise<void> {
    const { signal } = this.#stop;
    const onError = ({ message }: Error): void => void (this.#problem = message);
    for await (const roas of watchRoaFile(this.#path, { pollMs: POLL_MS, signal, onError })) {
      this.#held = roas;
      this.#problem = undefined;
      this.#readMs = Date.now();
      replace(roas);
    }
  }

  #holds(): string {
    return this.#held === undefined
      ? 'no ROAs yet: every route counts as not-found'
      : `${counted(this.#held.size, 'ROA')} in use`;
  }
}
