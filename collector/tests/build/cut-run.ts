import { deserialize, serialize } from 'node:v8';
import type { RoaTable } from '../../src/detect/rpki/roa-table.ts';
import type { JudgementSettings } from '../../src/detect/settings.ts';
import { MrtEvents, type SavedMrtEvents } from '../../src/event/mrt-events.ts';
import { PeerRegistry } from '../../src/event/peer-registry.ts';
import { SessionBelief } from '../../src/event/session-belief.ts';
import { LineBuilder } from '../../src/influx/line.ts';
import { RouteParts } from '../../src/influx/points/route-parts.ts';
import { toRows } from '../../src/influx/points/rows.ts';
import { MrtFramer, type SavedFramer } from '../../src/mrt/framer.ts';
import { type Outlet, Pipeline, type SavedPipeline } from '../../src/pipeline.ts';

/** All that such a run remembers: one graph, in which each peer is one object. */
interface Saved {
  readonly pipeline: SavedPipeline;
  readonly peers: ReturnType<PeerRegistry['save']>;
  readonly sessions: ReturnType<SessionBelief['save']>;
  readonly lines: ReturnType<LineBuilder['save']>;
  readonly events: SavedMrtEvents;
  readonly framer: SavedFramer;
}

export interface CutOptions {
  readonly roas?: RoaTable;
  /** Whose memory is lost whenever the run is taken down. */
  readonly forget?: string;
  /** The lines that it should write: where it writes another one, it throws. */
  readonly like?: readonly string[];
  /** What a clock showed since the record before, given the time of the next. Unix microseconds. */
  readonly clock?: (nextUs: number) => readonly number[];
}

/** A run over MRT files that is taken down between any two chunks, and put up again from what it saved. */
export class CutRun {
  readonly lines: string[] = [];
  /** How often it was taken down. */
  cuts = 0;
  readonly #router: string;
  readonly #settings: JudgementSettings;
  readonly #options: CutOptions;
  #builder = new LineBuilder();
  #parts = new RouteParts();
  #pipeline: Pipeline;
  #peers: PeerRegistry;
  #sessions = new SessionBelief();
  #events: MrtEvents;
  #framer = new MrtFramer({ lookAhead: true });

  constructor(router: string, settings: JudgementSettings, options: CutOptions = {}) {
    this.#router = router;
    this.#settings = settings;
    this.#options = options;
    this.#peers = new PeerRegistry(router);
    this.#events = new MrtEvents({ peers: this.#peers, sessions: this.#sessions });
    this.#pipeline = new Pipeline(settings, this.#outlet);
    if (options.roas !== undefined) {
      this.#pipeline.replaceRoas(options.roas);
    }
  }

  /** Reads a file. `cutAfter` says how many bytes to take in before the run is taken down, again and again: a record at least. */
  async read(bytes: Uint8Array, cutAfter: () => number): Promise<void> {
    this.#builder = new LineBuilder();
    this.#events = new MrtEvents({ peers: this.#peers, sessions: this.#sessions });
    this.#framer = new MrtFramer({ lookAhead: true });
    for (let at = 0; at < bytes.length;) {
      const end = at + cutAfter();
      await this.#take(this.#framer.push(bytes.subarray(at, end)));
      at = end < bytes.length ? this.#cut() : end;
    }
    await this.#take(this.#framer.end());
    this.#pipeline.conclude(this.#events.end(true), 'input');
    this.#pipeline.end();
  }

  /** Gives where to read on. */
  #cut(): number {
    this.cuts++;
    const state: Saved = {
      pipeline: this.#pipeline.save(),
      peers: this.#peers.save(),
      sessions: this.#sessions.save(),
      lines: this.#builder.save(),
      events: this.#events.save(),
      framer: this.#framer.save(),
    };
    const saved = deserialize(serialize(state)) as Saved;
    this.#peers = new PeerRegistry(this.#router, saved.peers);
    this.#sessions = new SessionBelief(saved.sessions);
    this.#events = MrtEvents.load(saved.events, { peers: this.#peers, sessions: this.#sessions });
    this.#framer = MrtFramer.load(saved.framer, { lookAhead: true });
    this.#builder = new LineBuilder(saved.lines);
    this.#parts = new RouteParts();
    this.#pipeline = new Pipeline(this.#settings, this.#outlet, this.#withoutForgotten(saved.pipeline));
    return saved.framer.offset;
  }

  #withoutForgotten(saved: SavedPipeline): SavedPipeline {
    const { forget } = this.#options;
    if (forget === undefined) {
      return saved;
    }
    const { judgement } = new Pipeline(this.#settings, this.#outlet).save();
    return { ...saved, judgement: { ...saved.judgement, [forget]: judgement[forget] } };
  }

  async #take(items: ReturnType<MrtFramer['push']>): Promise<void> {
    for (const item of items) {
      if (item.kind === 'gap') {
        this.#events.gap();
        continue;
      }
      const { timeUs } = item;
      for (const shownUs of this.#options.clock?.(timeUs) ?? []) {
        await this.#pipeline.advance(shownUs, async () => true);
      }
      await this.#pipeline.advance(timeUs, async () => true);
      this.#pipeline.counts.record(timeUs);
      this.#pipeline.take(this.#events.events(item), 'input');
    }
  }

  readonly #outlet: Outlet = {
    beginFile: () => {},
    take: (observation) => {
      for (const row of toRows(observation, 'local', this.#parts)) {
        const line = this.#builder.toLine(row)!;
        const expected = this.#options.like?.[this.lines.length];
        if (expected !== undefined && line !== expected) {
          throw new Error(`${line} in the place of ${expected}`);
        }
        this.lines.push(line);
      }
    },
    full: false,
    relieved: async () => {},
  };
}
