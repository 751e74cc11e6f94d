import { encodeCheckpoint, readCheckpoint, writeCheckpoint } from '../checkpoint/checkpoint-file.ts';
import type { Config } from '../config/load.ts';
import { type DeliveryOptions, Delivery } from '../influx/delivery/delivery.ts';
import { Pipeline, type SavedPipeline } from '../pipeline.ts';
import { Clock } from './clock.ts';
import { DeliveryOutlet, type SavedLines } from './delivery-outlet.ts';
import { Hearing } from './hearing.ts';
import { LiveRun } from './live-run.ts';
import type { SavedFeed } from './mrt-feed.ts';
import { Routers, type SavedRouters } from './routers.ts';

/** A record is written, noticed and read within this time: until then it is not late. */
const FILE_LAG_US = 2_000_000;

/** All that a daemon remembers over a restart: one graph, in which each peer is one object. */
interface SavedDaemon {
  readonly judgementDigest: string;
  readonly collector: string;
  readonly pipeline: SavedPipeline;
  readonly lines: SavedLines;
  readonly routers: SavedRouters;
  readonly files: ReadonlyMap<string, SavedFeed>;
}

/** `earshot run`: all that hears, judges and writes, from its start to its end. */
export class Daemon {
  readonly delivery: Delivery;
  readonly pipeline: Pipeline;
  readonly hearing: Hearing;
  /** Rejects when something failed for good, which is a fault of this program. */
  readonly failed: Promise<never>;
  readonly #config: Config;
  readonly #outlet: DeliveryOutlet;
  readonly #run: LiveRun;
  readonly #routers: Routers;
  readonly #clock: Clock;
  readonly #fail: (error: unknown) => void;
  readonly #saved: SavedDaemon | undefined;
  #checkpoints: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** Opens the journal and takes up the checkpoint; nothing is heard before `hear`. */
  static async open(config: Config, onState: DeliveryOptions['onState'] = () => {}): Promise<Daemon> {
    const { connection, databases, journal, checkpoint } = config;
    const saved = (await readCheckpoint(checkpoint.path)) as SavedDaemon | undefined;
    const delivery = await Delivery.open(journal.path, { connection, databases, journal, onState });
    return new Daemon(config, delivery, saved);
  }

  private constructor(config: Config, delivery: Delivery, saved: SavedDaemon | undefined) {
    const { collector, judgement, router, sources } = config;
    const goesOn = saved?.judgementDigest === config.judgementDigest && saved.collector === collector;
    this.#saved = goesOn ? saved : undefined;
    this.#config = config;
    this.delivery = delivery;
    this.#outlet = new DeliveryOutlet(delivery, collector, this.#saved?.lines);
    this.pipeline = new Pipeline(judgement, this.#outlet, this.#saved?.pipeline);
    this.#run = new LiveRun(this.pipeline, this.#outlet);
    this.#routers = new Routers(router, this.#saved?.routers);
    this.#clock = new Clock(this.#run, sources.some(({ type }) => type === 'mrtdump') ? FILE_LAG_US : 0);
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    this.#fail = reject;
    const { nowUs } = this.#clock;
    this.hearing = new Hearing({ run: this.#run, routers: this.#routers, nowUs, failed: reject });
  }

  /** Begins to hear: returns when files have been read to where they grow. */
  async hear(): Promise<void> {
    this.#forgetSockets();
    this.#checkpoints = setInterval(() => {
      this.#writing = this.#writing.then(() => this.#checkpoint()).catch(this.#fail);
    }, this.#config.checkpoint.everyMs);
    await this.hearing.start(this.#config.sources, this.#saved?.files ?? new Map());
    this.#clock.start(this.#fail);
  }

  /** Stops hearing, and leaves on disk what the databases have not answered for. */
  async stop(): Promise<void> {
    clearInterval(this.#checkpoints);
    await this.hearing.stop();
    await this.#clock.stop();
    await this.#writing;
    await this.#checkpoint();
    await this.delivery.close();
  }

  /** Who was heard by a socket is heard no more since the process before ended: what was known of them may hold or not. */
  #forgetSockets(): void {
    const { sources, router } = this.#config;
    const files = new Set(sources.flatMap((one) => (one.type === 'mrtdump' ? [one.router ?? router] : [])));
    const timeUs = this.#clock.nowUs();
    for (const { peer, live } of this.pipeline.rib.peers()) {
      if (live && !files.has(peer.router)) {
        this.pipeline.take([{ kind: 'feed-lost', peer, timeUs, timeNs: BigInt(timeUs) * 1000n }], 'restart');
      }
    }
  }

  /** Writes down what is remembered, when all rows that came of it are safe. */
  async #checkpoint(): Promise<void> {
    const bytes = await this.#run.between(() => encodeCheckpoint(this.#save()));
    await this.delivery.flushed();
    await writeCheckpoint(this.#config.checkpoint.path, bytes);
  }

  #save(): SavedDaemon {
    const { judgementDigest, collector } = this.#config;
    return {
      judgementDigest,
      collector,
      pipeline: this.pipeline.save(),
      lines: this.#outlet.save(),
      routers: this.#routers.save(),
      files: this.hearing.save(),
    };
  }
}
