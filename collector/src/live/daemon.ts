import type { Config } from '../config/load.ts';
import { type DeliveryOptions, Delivery } from '../influx/delivery/delivery.ts';
import { Pipeline } from '../pipeline.ts';
import { Clock } from './clock.ts';
import { DeliveryOutlet } from './delivery-outlet.ts';
import { Hearing } from './hearing.ts';
import { LiveRun } from './live-run.ts';
import { Routers } from './routers.ts';

/** A record is written, noticed and read within this time: until then it is not late. */
const FILE_LAG_US = 2_000_000;

/** `earshot run`: all that hears, judges and writes, from its start to its end. */
export class Daemon {
  readonly delivery: Delivery;
  readonly pipeline: Pipeline;
  readonly hearing: Hearing;
  /** Rejects when something failed for good, which is a fault of this program. */
  readonly failed: Promise<never>;
  readonly #config: Config;
  readonly #clock: Clock;
  readonly #fail: (error: unknown) => void;

  /** Opens the journal; nothing is heard before `hear`. */
  static async open(config: Config, onState: DeliveryOptions['onState'] = () => {}): Promise<Daemon> {
    const { connection, databases, journal } = config;
    return new Daemon(config, await Delivery.open(journal.path, { connection, databases, journal, onState }));
  }

  private constructor(config: Config, delivery: Delivery) {
    const outlet = new DeliveryOutlet(delivery, config.collector);
    this.#config = config;
    this.delivery = delivery;
    this.pipeline = new Pipeline(config.judgement, outlet);
    const run = new LiveRun(this.pipeline, outlet);
    const followsFiles = config.sources.some(({ type }) => type === 'mrtdump');
    this.#clock = new Clock(run, followsFiles ? FILE_LAG_US : 0);
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    this.#fail = reject;
    const { nowUs } = this.#clock;
    this.hearing = new Hearing({ run, routers: new Routers(config.router), nowUs, failed: reject });
  }

  /** Begins to hear: returns when files have been read to where they grow. */
  async hear(): Promise<void> {
    await this.hearing.start(this.#config.sources, new Map());
    this.#clock.start(this.#fail);
  }

  /** Stops hearing, and leaves on disk what the databases have not answered for. */
  async stop(): Promise<void> {
    await this.hearing.stop();
    await this.#clock.stop();
    await this.delivery.flushed();
    await this.delivery.close();
  }
}
