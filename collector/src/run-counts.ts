import type { MessageType } from './bgp/message.ts';
import type { RouteEvent } from './event/types.ts';
import type { MrtGap } from './mrt/framer.ts';

/** Reasons hold numbers from the input, which could be made to differ without end. */
const MAX_REASONS = 100;

export type SavedRunCounts = Omit<RunCounts, 'save' | 'record' | 'event' | 'taken' | 'gap' | 'routes'>;

/** What a run has read: every record is decoded, faulty or filtered. */
export class RunCounts {
  records = 0;
  decoded = 0;
  faulty = 0;
  filtered = 0;
  /** Lists of prefixes that only made sense with path identifiers, and paths with AS numbers of a width, that nobody announced. */
  ambiguous = 0;
  announced = 0;
  withdrawn = 0;
  tableRoutes = 0;
  readonly messages = new Map<MessageType, number>();
  /** What was left out, by reason: parts of records too. */
  readonly filteredReasons = new Map<string, number>();
  /** Stretches of each file that belong to no record, and what is wrong with the first. */
  readonly gaps = new Map<string, { count: number; skippedBytes: number; first: string }>();
  /** Damaged records of each file that has any, and what is wrong with the first. */
  readonly faults = new Map<string, { records: number; first: string }>();
  firstUs: number | undefined;
  lastUs: number | undefined;
  #recordFaulty = false;
  #recordFiltered = false;

  static load(saved: SavedRunCounts): RunCounts {
    return Object.assign(new RunCounts(), saved);
  }

  /** Call it between two records. */
  save(): SavedRunCounts {
    return { ...this };
  }

  /** A record begins. */
  record(timeUs: number): void {
    this.records++;
    this.#recordFaulty = false;
    this.#recordFiltered = false;
    this.firstUs = Math.min(this.firstUs ?? timeUs, timeUs);
    this.lastUs = Math.max(this.lastUs ?? timeUs, timeUs);
  }

  /** One event of the record; `name` is its file. */
  event(event: RouteEvent, name: string): void {
    switch (event.kind) {
      case 'announce':
        this.announced++;
        break;
      case 'withdraw':
        this.withdrawn++;
        break;
      case 'table-route':
        this.tableRoutes++;
        break;
      case 'message':
        this.messages.set(event.type, (this.messages.get(event.type) ?? 0) + 1);
        break;
      case 'decode-fault':
        this.#fault(name, event.problem);
        break;
      case 'filtered':
        // A record that is faulty as well counts as that alone.
        this.filtered += this.#recordFiltered || this.#recordFaulty ? 0 : 1;
        this.#recordFiltered = true;
        this.#filter(event.reason);
        break;
      case 'ambiguous':
        this.ambiguous++;
        break;
      default:
    }
  }

  /** All events of the record have been taken in. */
  taken(): void {
    this.decoded += this.#recordFaulty || this.#recordFiltered ? 0 : 1;
  }

  gap({ skippedBytes, offset, problem }: MrtGap, name: string): void {
    const gaps = this.gaps.get(name) ?? { count: 0, skippedBytes: 0, first: `at offset ${offset}, ${problem}` };
    gaps.count++;
    gaps.skippedBytes += skippedBytes;
    this.gaps.set(name, gaps);
  }

  #filter(reason: string): void {
    const known = this.filteredReasons.has(reason) || this.filteredReasons.size < MAX_REASONS;
    const counted = known ? reason : 'other reasons';
    this.filteredReasons.set(counted, (this.filteredReasons.get(counted) ?? 0) + 1);
  }

  #fault(name: string, reason: string): void {
    if (this.#recordFaulty) {
      return;
    }
    this.#recordFaulty = true;
    this.faulty++;
    this.filtered -= this.#recordFiltered ? 1 : 0;
    const faults = this.faults.get(name) ?? { records: 0, first: reason };
    faults.records++;
    this.faults.set(name, faults);
  }

  get routes(): number {
    return this.announced + this.withdrawn + this.tableRoutes;
  }
}
