import type { Config } from '../config/load.ts';
import { CollectorRows } from '../observe/collector-rows.ts';
import { type CollectorParts, type CollectorState, collectorState } from '../observe/collector-state.ts';
import { type ObserveOptions, type Observed, ObserveServer } from '../observe/http.ts';
import { Log } from '../observe/log.ts';
import { Secrets } from '../observe/secrets.ts';
import { StateLog } from '../observe/state-log.ts';
import { systemWords } from '../sources/file-source.ts';
import type { DeliveryOutlet } from './delivery-outlet.ts';
import type { LiveRun } from './live-run.ts';

const LOOK_MS = 1000;

/** The secrets of a configuration, to be kept out of what is told. */
export function secretsOf({ connection: { password, token, tls, user } }: Config): Secrets {
  return new Secrets([password, token, tls?.key], user);
}

/** A log on standard error: for people on a terminal, else as JSON lines. */
export function openLog(config: Config): Log {
  const { logLevel: level, collector } = config;
  const forPeople = process.stderr.isTTY;
  const options = { level, collector, secrets: secretsOf(config), forPeople, nowMs: Date.now };
  return new Log(options, (line) => process.stderr.write(line));
}

/** What a collector that runs tells of itself: log, HTTP, and rows of each interval. */
export class SelfObservation {
  readonly stateLog: StateLog;
  readonly #log: Log;
  #parts: CollectorParts | undefined;
  #server: ObserveServer | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(log: Log) {
    this.#log = log;
    this.stateLog = new StateLog(log);
  }

  /** `run`: whose ticks show that the process turns over. */
  async start(config: Config, parts: CollectorParts, run: LiveRun, outlet: DeliveryOutlet): Promise<void> {
    this.#parts = parts;
    const rows = new CollectorRows();
    const intervalMs = config.intervalUs / 1000;
    let dueMs = performance.now() + intervalMs;
    this.#timer = setInterval(() => {
      const state = this.state();
      this.stateLog.observe(state);
      this.#log.tick();
      const passedMs = performance.now();
      if (passedMs >= dueMs) {
        dueMs = passedMs + intervalMs;
        outlet.write(rows.next(state));
      }
    }, LOOK_MS);
    if (config.observe !== undefined) {
      const observed = { state: () => this.state(), tickedMs: () => run.tickedMs, secrets: secretsOf(config) };
      this.#server = await this.#open(config.observe, observed);
    }
  }

  /** Hearing does not end for want of somebody to tell of it. */
  async #open(options: ObserveOptions, observed: Observed): Promise<ObserveServer | undefined> {
    try {
      return await ObserveServer.open(options, observed);
    } catch (error) {
      const words = `nothing is told at ${options.address} port ${options.port}: ${systemWords(error)}; see observe.listen`;
      this.#log.error({ event: 'observe-not-open' }, words);
      return undefined;
    }
  }

  state(): CollectorState {
    return collectorState(this.#parts!, Date.now());
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#server?.close();
  }
}
