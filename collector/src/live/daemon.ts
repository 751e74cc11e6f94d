import { Archive } from '../archive/archive.ts';
import { CheckpointError, encodeCheckpoint, readCheckpoint, writeCheckpoint } from '../checkpoint/checkpoint-file.ts';
import type { Config } from '../config/load.ts';
import { Delivery } from '../influx/delivery/delivery.ts';
import type { SavedLines } from '../influx/line.ts';
import { type CollectorParts, total } from '../observe/collector-state.ts';
import type { Log } from '../observe/log.ts';
import { Pipeline, type SavedPipeline } from '../pipeline.ts';
import { Clock } from './clock.ts';
import { DeliveryOutlet } from './delivery-outlet.ts';
import { Hearing } from './hearing.ts';
import { KnownPeers } from './known-peers.ts';
import { LiveRun } from './live-run.ts';
import type { SavedFeed } from './mrt-feed.ts';
import { type RoaSource, openRoas } from './roas.ts';
import { Routers, type SavedRouters } from './routers.ts';
import { SelfObservation } from './self-observation.ts';

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

/** What a daemon takes from the process that it is. */
export interface Process {
  readonly log: Log;
  readonly version: string;
}

interface Opened {
  readonly observation: SelfObservation;
  readonly delivery: Delivery;
  readonly archive: Archive | undefined;
}

/** `earshot run`: all that hears, judges and writes, from its start to its end. */
export class Daemon {
  /** Rejects when something failed for good, which is a fault of this program. */
  readonly failed: Promise<never>;
  readonly #process: Process;
  readonly #pipeline: Pipeline;
  readonly #hearing: Hearing;
  readonly #observation: SelfObservation;
  readonly #outlet: DeliveryOutlet;
  readonly #run: LiveRun;
  readonly #routers: Routers;
  readonly #clock: Clock;
  readonly #fail: (error: unknown) => void;
  readonly #saved: SavedDaemon | undefined;
  readonly #archive: Archive | undefined;
  readonly #startedMs = Date.now();
  #config: Config;
  #delivery: Delivery;
  #roas: RoaSource;
  #checkpoints: NodeJS.Timeout | undefined;
  /** Checkpoints and changes of the configuration, one after the other. */
  #working: Promise<void> = Promise.resolve();

  /** Opens the journal and takes up the checkpoint; nothing is heard before `hear`. */
  static async open(config: Config, process: Process): Promise<Daemon> {
    const saved = await readCheckpoint(config.checkpoint.path);
    const observation = new SelfObservation(process.log);
    const delivery = await openDelivery(config, observation);
    const archive = config.archive && (await Archive.open(config.archive));
    return new Daemon(config, process, { observation, delivery, archive }, saved as SavedDaemon | undefined);
  }

  private constructor(
    config: Config,
    process: Process,
    { observation, delivery, archive }: Opened,
    saved: SavedDaemon | undefined
  ) {
    const { collector, judgement, judgementDigest, router, sources } = config;
    const goesOn = saved?.collector === collector ? saved : undefined;
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    this.#fail = reject;
    this.#process = process;
    this.#observation = observation;
    this.#config = config;
    this.#delivery = delivery;
    this.#archive = archive;
    this.#saved = goesOn;
    this.#outlet = new DeliveryOutlet(delivery, collector, goesOn?.lines);
    this.#pipeline = new Pipeline(
      judgement,
      this.#outlet,
      goesOn?.pipeline,
      goesOn?.judgementDigest === judgementDigest
    );
    this.#run = new LiveRun(this.#pipeline, this.#outlet);
    this.#routers = new Routers(router, goesOn?.routers);
    this.#clock = new Clock(this.#run, sources.some(({ type }) => type === 'mrtdump') ? FILE_LAG_US : 0);
    this.#hearing = new Hearing({
      run: this.#run,
      routers: this.#routers,
      known: new KnownPeers(this.#pipeline.rib.peers()),
      archive,
      nowUs: this.#clock.nowUs,
      failed: reject,
    });
    this.#roas = this.#openRoas();
  }

  /** Begins to hear: returns when files have been read to where they grow. */
  async hear(): Promise<void> {
    // Before anybody can ask: what is known of them is of the process before.
    await this.#forgetSockets();
    await this.#observation.start(this.#config, this.#parts(), this.#run, this.#outlet);
    this.#checkpoints = setInterval(() => void this.#work(() => this.#checkpoint()), this.#config.checkpoint.everyMs);
    await this.#hearing.start(this.#config.sources, this.#saved?.files ?? new Map());
    this.#clock.start(this.#fail);
  }

  /** Goes over to another configuration, without disturbing what is the same in it. */
  reload(config: Config): Promise<void> {
    return this.#work(async () => {
      const before = this.#config;
      this.#config = config;
      if (differs(before, config, ['connection', 'databases', 'journal'])) {
        await this.#run.between(() => this.#reopenDelivery());
      }
      if (before.judgementDigest !== config.judgementDigest) {
        await this.#run.between(() => this.#pipeline.follow(config.judgement));
      }
      if (differs(before, config, ['roaFile', 'rtr'])) {
        await this.#roas.close();
        this.#roas = this.#openRoas();
      }
      await this.#hearing.change(config.sources);
      await this.#forgetFiles(before);
      if (differs(before, config, ['collector', 'router', 'observe', 'checkpoint', 'archive'])) {
        const words =
          'collector, router, observe, checkpoint and archive are as they were: only a restart changes them';
        this.#process.log.warn({ event: 'reload-in-part' }, words);
      }
    });
  }

  /** Stops hearing, and leaves on disk what the databases have not answered for. */
  async stop(): Promise<void> {
    clearInterval(this.#checkpoints);
    await this.#hearing.stop();
    await this.#clock.stop();
    await this.#roas.close();
    await this.#work(() => this.#checkpoint());
    await this.#observation.close();
    await this.#archive?.close();
    await this.#delivery.close();
  }

  #openRoas(): RoaSource {
    return openRoas(this.#config, (roas) => this.#pipeline.replaceRoas(roas));
  }

  async #reopenDelivery(): Promise<void> {
    await this.#delivery.close();
    this.#delivery = await openDelivery(this.#config, this.#observation);
    this.#outlet.replace(this.#delivery);
  }

  #parts(): CollectorParts {
    const pipeline = this.#pipeline;
    return {
      collector: this.#config.collector,
      version: this.#process.version,
      startedMs: this.#startedMs,
      messages: () => {
        const { records: received, decoded, faulty, filtered, filteredReasons } = pipeline.counts;
        return { received, decoded, faulty, filtered, filteredReasons: Object.fromEntries(filteredReasons) };
      },
      delivery: () => this.#delivery,
      lagMs: () => this.#run.lagMs,
      sources: () => [...this.#hearing.statuses(), ...this.#roas.status()],
      leftOut: () => pipeline.leftOut,
      losses: () => this.#losses(),
      rib: () => pipeline.rib,
      peerSettings: () => this.#config.judgement.peers,
    };
  }

  #losses(): Record<string, number> {
    const archive = this.#archive?.health;
    return {
      snapshots_abandoned: this.#pipeline.abandonedSnapshots,
      series_over: total(this.#outlet.seriesCounts.overflow),
      ...(archive && {
        archive_buffer_full: archive.dropped.buffer_full,
        archive_routers: archive.dropped.too_many_routers,
      }),
      ...(archive && { archive_failures: archive.failures, archive_removed_files: archive.removed.files }),
    };
  }

  /** Who was heard by a socket is heard no more since the process before ended. */
  #forgetSockets(): Promise<void> {
    const files = filesRouters(this.#config);
    return this.#run.forget('restart', ({ router }) => !files.has(router), this.#clock.nowUs());
  }

  /** What is no file of a source any more is not gone on with. */
  #forgetFiles(before: Config): Promise<void> {
    const [then, now] = [filesRouters(before), filesRouters(this.#config)];
    return this.#run.forget('reload', ({ router }) => then.has(router) && !now.has(router), this.#clock.nowUs());
  }

  #work(work: () => Promise<void>): Promise<void> {
    this.#working = this.#working.then(work).catch(this.#fail);
    return this.#working;
  }

  /** Writes down what is remembered, when all rows that came of it are safe. A disk that takes no more is no reason to end. */
  async #checkpoint(): Promise<void> {
    const { log } = this.#process;
    const bytes = await this.#run.between(() => encodeCheckpoint(this.#save()));
    await this.#delivery.flushed();
    try {
      await writeCheckpoint(this.#config.checkpoint.path, bytes);
    } catch (error) {
      if (!(error instanceof CheckpointError)) {
        throw error;
      }
      log.error({ event: 'checkpoint-unwritable' }, error.message);
    }
  }

  #save(): SavedDaemon {
    const { judgementDigest, collector } = this.#config;
    return {
      judgementDigest,
      collector,
      pipeline: this.#pipeline.save(),
      lines: this.#outlet.save(),
      routers: this.#routers.save(),
      files: this.#hearing.save(),
    };
  }
}

function openDelivery(config: Config, { stateLog }: SelfObservation): Promise<Delivery> {
  const { connection, databases, journal } = config;
  const onState = stateLog.database.bind(stateLog);
  return Delivery.open(journal.path, { connection, databases, journal, onState });
}

/** Names of the routers that are heard by files. */
function filesRouters({ sources, router }: Config): Set<string> {
  return new Set(sources.flatMap((source) => (source.type === 'mrtdump' ? [source.router ?? router] : [])));
}

function differs(one: Config, other: Config, keys: readonly (keyof Config)[]): boolean {
  return keys.some((key) => JSON.stringify(one[key]) !== JSON.stringify(other[key]));
}
