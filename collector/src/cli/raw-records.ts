import type { TextBuilder } from '../bytes/text-builder.ts';
import { type MrtRecord, TABLE_DUMP_V2 } from '../mrt/record.ts';
import { recordBytes } from '../mrt/record-bytes.ts';
import { PEER_INDEX_TABLE } from '../mrt/table-dump-v2.ts';
import type { Part } from '../dump/part.ts';

/** Writes whole records as they came: those with a part that is wanted, and the peer index that such a record needs. */
export class RawRecords {
  readonly #all: boolean;
  /** The index that has not been needed yet. */
  #index: Uint8Array | undefined;
  #last: MrtRecord | undefined;

  /** `all`: nothing is filtered, and records without any part are wanted too. */
  constructor(all: boolean) {
    this.#all = all;
  }

  /** A record begins. */
  begin(record: MrtRecord, text: TextBuilder): void {
    if (this.#all) {
      text.raw(recordBytes(record));
    } else if (record.type === TABLE_DUMP_V2 && record.subtype === PEER_INDEX_TABLE) {
      this.#index = recordBytes(record).slice();
    }
  }

  add(record: MrtRecord, _part: Part, text: TextBuilder): void {
    if (this.#all || record === this.#last) {
      return;
    }
    this.#last = record;
    if (record.type === TABLE_DUMP_V2 && this.#index) {
      text.raw(this.#index);
      this.#index = undefined;
    }
    text.raw(recordBytes(record));
  }
}
