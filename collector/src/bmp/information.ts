import type { Reader } from '../bytes/reader.ts';
import { decodeText } from '../bytes/text.ts';

export type InformationType = 'string' | 'sysDescr' | 'sysName' | 'VRF/table name' | 'admin label';

/** Type codes 0 to 4. RFC 7854 §4.4, RFC 9069 §5.2.1, RFC 8671 §6.3.1 */
const INFORMATION_TYPES: readonly InformationType[] = [
  'string',
  'sysDescr',
  'sysName',
  'VRF/table name',
  'admin label',
];

/** What a router tells of itself or a peer in words. */
export interface Information {
  /** The type's name, or its number where it has none. */
  readonly type: InformationType | number;
  /** Without control characters; undefined for a type without a name. */
  readonly text: string | undefined;
  /** A view of the input: copy it to keep it. */
  readonly bytes: Uint8Array;
}

/** Decodes information TLVs up to the reader's end: type (2 bytes), length (2), value. RFC 7854 §4.4 */
export function decodeInformation(reader: Reader): Information[] {
  return decodeTlvs(reader, (code, value) => {
    const bytes = value.take(value.left, 'information');
    const type = INFORMATION_TYPES[code];
    return type === undefined ? { type: code, text: undefined, bytes } : { type, text: decodeText(bytes), bytes };
  });
}

/** Decodes TLVs up to the reader's end, each value by itself, of which `decode` need not read all. */
export function decodeTlvs<T>(reader: Reader, decode: (type: number, value: Reader) => T): T[] {
  const items: T[] = [];
  while (reader.left > 0) {
    const type = reader.u16('TLV type');
    const end = reader.enter(reader.u16('TLV length'), 'TLV');
    items.push(decode(type, reader));
    reader.leave(end);
  }
  return items;
}

/** The text of the first information of a type; undefined where there is none. */
export function informationText(all: readonly Information[], type: InformationType): string | undefined {
  return all.find((one) => one.type === type)?.text;
}
