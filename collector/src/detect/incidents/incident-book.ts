import { type Incident, type IncidentKind, type Trouble, incidentId } from './incident.ts';
import { MAX_SILENCE_US } from '../interval-clock.ts';
import type { Emit } from '../observation.ts';
import type { Remembers } from '../detector.ts';

/** Troubles that are followed at a time; more are counted and left out, so that nobody can fill the memory with them. */
const MAX_ENTRIES = 10_000;
/** How often an open incident is written again, so that an alert on it stays true. */
const REPEAT_US = 60_000_000;

interface Entry {
  trouble: Trouble;
  startedUs: number;
  /** When it opens if it lasts; undefined once it is open. */
  opensUs: number | undefined;
  /** When it is resolved if it does not come back; undefined while it lasts. */
  resolvesUs: number | undefined;
  changed: boolean;
  /** When it was written last. */
  writtenUs: number;
}

interface Memory {
  /** By the identifier of the incident. */
  readonly entries: Map<string, Entry>;
  readonly overflowed: number;
}

/**
 * All incidents. Detectors raise and clear troubles; what lasts longer than its hold-down opens, what stays away long enough is
 * resolved, and each open one is written again every minute. Times are Unix microseconds of event time.
 */
export class IncidentBook implements Remembers<Memory> {
  #entries = new Map<string, Entry>();
  readonly #off: ReadonlySet<string>;
  #overflowed = 0;

  /** `off`: kinds that are not wanted. */
  constructor(off: readonly string[] = []) {
    this.#off = new Set(off);
  }

  save(): Memory {
    return { entries: this.#entries, overflowed: this.#overflowed };
  }

  load({ entries, overflowed }: Memory): void {
    this.#entries = entries;
    this.#overflowed = overflowed;
  }

  /**
   * Takes over the incidents of a book that is given up, with their identifiers and starts. What is not raised again until `untilUs`
   * is resolved then, but for what those remember who go on: of that `goesOn` is true.
   */
  adopt(other: IncidentBook, untilUs: number, goesOn: (trouble: Trouble) => boolean): void {
    for (const [id, entry] of other.#entries) {
      const resolvesUs = goesOn(entry.trouble) ? entry.resolvesUs : (entry.resolvesUs ?? untilUs);
      if (entry.opensUs === undefined || goesOn(entry.trouble)) {
        this.#entries.set(id, { ...entry, resolvesUs });
      }
    }
    this.#overflowed += other.#overflowed;
  }

  /** How many troubles were left out since there were too many at a time. */
  get overflowed(): number {
    return this.#overflowed;
  }

  /** Counts a trouble that a detector has no room to follow. */
  leaveOut(): void {
    this.#overflowed++;
  }

  /** The trouble is there, or has changed. It opens when it has lasted for `holdUs`. */
  raise(trouble: Trouble, timeUs: number, holdUs = 0): void {
    if (this.#off.has(trouble.kind)) {
      return;
    }
    const id = incidentId(trouble.kind, trouble.key);
    const entry = this.#entries.get(id);
    if (entry !== undefined) {
      entry.trouble = trouble;
      entry.resolvesUs = undefined;
      entry.changed = true;
    } else if (this.#entries.size >= MAX_ENTRIES) {
      this.#overflowed++;
    } else {
      this.#entries.set(id, {
        trouble,
        startedUs: timeUs,
        opensUs: timeUs + holdUs,
        resolvesUs: undefined,
        changed: false,
        writtenUs: timeUs,
      });
    }
  }

  /** The trouble is gone. It is resolved when it has stayed away for `afterUs`; one that has not opened yet is forgotten. */
  clear(kind: IncidentKind, key: string, timeUs: number, afterUs = 0): void {
    const id = incidentId(kind, key);
    const entry = this.#entries.get(id);
    if (entry?.opensUs !== undefined && entry.opensUs > timeUs) {
      this.#entries.delete(id);
    } else if (entry !== undefined) {
      entry.resolvesUs ??= timeUs + afterUs;
    }
  }

  /** The trouble as it was last raised, while it is followed. */
  get(kind: IncidentKind, key: string): Trouble | undefined {
    return this.#entries.get(incidentId(kind, key))?.trouble;
  }

  /** Time goes on: writes what opened, changed or was resolved, and what has been open for another minute. */
  tick(timeUs: number, emit: Emit): void {
    for (const [id, entry] of this.#entries) {
      if (entry.opensUs !== undefined && entry.opensUs <= timeUs) {
        this.#write(id, entry, 'open', entry.opensUs, emit);
        entry.opensUs = undefined;
      }
      const { resolvesUs } = entry;
      const untilUs = Math.min(timeUs, resolvesUs ?? Infinity);
      if (entry.opensUs === undefined) {
        this.#repeat(id, entry, untilUs, emit);
      }
      if (resolvesUs !== undefined && resolvesUs <= timeUs) {
        this.#write(id, entry, 'resolved', resolvesUs, emit);
        this.#entries.delete(id);
      }
    }
  }

  /** In a gap of hearing nothing is repeated: what was open before it may not have been all the time. */
  #repeat(id: string, entry: Entry, untilUs: number, emit: Emit): void {
    if (untilUs - entry.writtenUs > MAX_SILENCE_US) {
      entry.writtenUs = untilUs - REPEAT_US;
    }
    while (entry.writtenUs + REPEAT_US <= untilUs) {
      this.#write(id, entry, 'open', entry.writtenUs + REPEAT_US, emit);
    }
    if (entry.changed) {
      this.#write(id, entry, 'open', untilUs, emit);
    }
  }

  #write(id: string, entry: Entry, state: Incident['state'], timeUs: number, emit: Emit): void {
    entry.writtenUs = timeUs;
    entry.changed = false;
    const incident = { ...entry.trouble, id, state, startedUs: entry.startedUs };
    emit({ kind: 'incident', timeNs: BigInt(timeUs) * 1000n, incident });
  }
}
