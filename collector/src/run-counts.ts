import type { MessageType } from './bgp/message.ts';
import type { RouteEvent } from './event/types.ts';

/** What a run has read: every record is decoded, faulty or filtered. */
export class RunCounts {
  records = 0;
  faulty = 0;
  filtered = 0;
  announced = 0;
  withdrawn = 0;
  tableRoutes = 0;
  readonly messages = new Map<MessageType, number>();
  /** What was left out, by reason: parts of records too. */
  readonly filteredReasons = new Map<string, number>();
  /** Damaged records of each file that has any, and what is wrong with the first. */
  readonly faults = new Map<string, { records: number; first: string }>();
  firstUs: number | undefined;
  lastUs: number | undefined;
  #recordFaulty = false;
  #recordFiltered = false;

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
        this.#fault(name, event.reason);
        break;
      case 'filtered':
        this.filtered += this.#recordFiltered ? 0 : 1;
        this.#recordFiltered = true;
        this.filteredReasons.set(event.reason, (this.filteredReasons.get(event.reason) ?? 0) + 1);
        break;
      default:
    }
  }

  #fault(name: string, reason: string): void {
    if (this.#recordFaulty) {
      return;
    }
    this.#recordFaulty = true;
    this.faulty++;
    const faults = this.faults.get(name) ?? { records: 0, first: reason };
    faults.records++;
    this.faults.set(name, faults);
  }

  get routes(): number {
    return this.announced + this.withdrawn + this.tableRoutes;
  }
}
