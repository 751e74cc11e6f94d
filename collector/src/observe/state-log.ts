import type { DatabaseState } from '../influx/delivery/state.ts';
import type { StoreName } from '../influx/schema.gen.ts';
import { type CollectorState, imbalances } from './collector-state.ts';
import { partOf } from './collector-rows.ts';
import type { Log, LogEvent } from './log.ts';

/** Logs what changes in the state of the collector: its sources, who is connected to them, its journals and databases. */
export class StateLog {
  readonly #log: Log;
  /** What was told last of each thing. */
  #told = new Map<string, string>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** The sending to a database is in another state. */
  database(store: StoreName, state: DatabaseState): void {
    const about = `store ${store}`;
    switch (state.kind) {
      case 'ok':
        this.#log.info({ event: 'database-answers', about }, 'the database answers again');
        return;
      case 'retrying':
        this.#log.warn({ event: 'database-away', about }, `${state.words}; points are kept meanwhile`);
        return;
      case 'refused':
      case 'disk-trouble':
        this.#log.error({ event: `database-${state.kind}`, about }, `${state.words}; points are kept meanwhile`);
    }
  }

  /** Compares with what was told last. Call it about once a second. */
  observe(state: CollectorState): void {
    const told = new Map<string, string>();
    const changed = (event: LogEvent, now: string): boolean => {
      const key = `${event.event} ${event.about ?? ''}`;
      told.set(key, now);
      return this.#told.get(key) !== now;
    };
    for (const source of state.sources) {
      const { gaps = 0, skipped_bytes: bytes = 0 } = source.counts;
      const gap = { event: 'gap', about: partOf(source) };
      if (changed(gap, String(gaps)) && gaps > 0) {
        this.#log.warn(gap, `messages may be lost: ${gaps} stretches of the file belong to no record, ${bytes} bytes`);
      }
      const event = { event: 'source-state', about: partOf(source) };
      if (changed(event, source.state)) {
        this.#log[source.state === 'trouble' ? 'error' : 'info'](event, `${source.state}: ${source.words}`);
      }
      for (const { name, up, words } of source.connections) {
        const connection = { event: 'connection', about: `${partOf(source)}: ${name}` };
        if (changed(connection, up ? 'up' : 'down')) {
          this.#log[up ? 'info' : 'warn'](connection, `${up ? 'up' : 'down'}: ${words}`);
        }
      }
    }
    for (const [store, { journal }] of Object.entries(state.stores)) {
      const event = { event: 'journal-state', about: `store ${store}` };
      if (changed(event, journal.kind) && (journal.kind !== 'ok' || this.#told.has(`journal-state store ${store}`))) {
        this.#log[journal.kind === 'ok' ? 'info' : 'error'](event, journal.words ?? 'the journal can be written again');
      }
    }
    for (const { what, words } of imbalances(state)) {
      const event = { event: 'unaccounted', about: what };
      if (changed(event, words)) {
        this.#log.error(event, words);
      }
    }
    this.#told = told;
  }
}
