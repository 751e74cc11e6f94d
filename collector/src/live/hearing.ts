import type { SourceOptions } from '../config/sources-schema.ts';
import type { MrtdumpSource } from '../config/mrtdump-schema.ts';
import { formatEndpoint } from '../sources/bmp-dialer.ts';
import type { SourceStatus } from '../sources/source-status.ts';
import { catchUp } from './catch-up.ts';
import { openStation } from './bmp-source.ts';
import type { LiveSource, Surroundings } from './live-source.ts';
import type { SavedFeed } from './mrt-feed.ts';
import { MrtdumpReader } from './mrtdump-source.ts';
import { OpeningSource } from './opening-source.ts';
import { openRisLive } from './ris-live-source.ts';
import { openSpeaker } from './speaker-source.ts';

type SocketSource = Exclude<SourceOptions, MrtdumpSource>;

/** All configured sources at work. */
export class Hearing {
  readonly #surroundings: Surroundings;
  /** By their options as text: what is the same after a change of the configuration goes on undisturbed. */
  readonly #sources = new Map<string, LiveSource>();
  readonly #readers = new Map<string, MrtdumpReader>();
  readonly #stop = new AbortController();

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /**
   * Reads what files hold first, so that the tables are those of now when sockets are heard, then hears all. `saved`: where to go
   * on in files, by their path.
   */
  async start(sources: readonly SourceOptions[], saved: ReadonlyMap<string, SavedFeed>): Promise<void> {
    const { run, routers, nowUs } = this.#surroundings;
    for (const source of sources) {
      if (source.type === 'mrtdump') {
        this.#readers.set(keyOf(source), new MrtdumpReader(source, saved.get(source.path), run, routers));
      }
    }
    const readers = [...this.#readers.values()];
    const feeds = readers.flatMap(({ seed, feed }) => (seed === undefined ? [feed] : [seed, feed]));
    await catchUp(feeds, run, nowUs, this.#stop.signal);
    if (!this.#stop.signal.aborted) {
      this.#hear(sources);
    }
  }

  /** Goes over to other sources: those that are the same are not disturbed. */
  async change(sources: readonly SourceOptions[]): Promise<void> {
    const wanted = new Map(sources.map((source) => [keyOf(source), source]));
    const closed: Promise<void>[] = [];
    for (const [key, source] of [...this.#sources].filter(([before]) => !wanted.has(before))) {
      this.#sources.delete(key);
      this.#readers.delete(key);
      const heir = [...wanted].find(([other, options]) => !this.#sources.has(other) && source.adopt?.(options));
      if (heir === undefined) {
        closed.push(source.close());
      } else {
        this.#sources.set(heir[0], source);
      }
    }
    await Promise.all(closed);
    const { run, routers } = this.#surroundings;
    for (const source of sources) {
      const key = keyOf(source);
      if (source.type === 'mrtdump' && !this.#sources.has(key)) {
        this.#readers.set(key, new MrtdumpReader(source, undefined, run, routers));
      }
    }
    this.#hear(sources);
  }

  /** Of files that are read before anything is heard, too. */
  statuses(): SourceStatus[] {
    const { run } = this.#surroundings;
    const behind = [...this.#readers].filter(([key]) => !this.#sources.has(key));
    return [
      ...behind.map(([, reader]) => reader.status(run)),
      ...[...this.#sources.values()].map((source) => source.status()),
    ];
  }

  /** Where to go on in files after a restart, by their path. */
  save(): Map<string, SavedFeed> {
    const files = new Map<string, SavedFeed>();
    for (const { source, feed } of this.#readers.values()) {
      const saved = feed.save();
      if (saved !== undefined) {
        files.set(source.path, saved);
      }
    }
    return files;
  }

  /** Stops hearing; ends when all that was heard has been taken. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#readers.forEach((reader) => reader.stop());
    await Promise.all([...this.#sources.values()].map((source) => source.close()));
  }

  #hear(sources: readonly SourceOptions[]): void {
    const { failed } = this.#surroundings;
    for (const options of sources) {
      const key = keyOf(options);
      if (!this.#sources.has(key)) {
        const source = this.#open(options, key);
        source.done.catch(failed);
        this.#sources.set(key, source);
      }
    }
  }

  #open(options: SourceOptions, key: string): LiveSource {
    const { run, nowUs } = this.#surroundings;
    if (options.type === 'mrtdump') {
      return this.#readers.get(key)!.follow(run, nowUs);
    }
    const { type, name, open } = opener(options, this.#surroundings);
    return new OpeningSource({ type, name }, open);
  }
}

interface Opener extends Pick<SourceStatus, 'type' | 'name'> {
  readonly open: () => Promise<LiveSource>;
}

function opener(options: SocketSource, surroundings: Surroundings): Opener {
  const { type } = options;
  switch (type) {
    case 'bmp': {
      const { listen, connect } = options.station;
      const name = [...listen, ...connect].map(formatEndpoint).join(', ');
      return { type, name, open: () => openStation(options, surroundings) };
    }
    case 'bgp':
      return { type, name: options.speaker.bgpId, open: () => openSpeaker(options, surroundings) };
    case 'ris-live':
      return { type, name: options.live.url, open: () => Promise.resolve(openRisLive(options, surroundings)) };
  }
}

function keyOf(source: SourceOptions): string {
  return JSON.stringify(source);
}
