/** One MRT record with its body still undecoded. RFC 6396 §2, §3 */
export interface MrtRecord {
  readonly kind: 'record';
  /** Unix microseconds; whole seconds unless `extended`. */
  readonly timeUs: number;
  /** Whether the record carries microseconds (BGP4MP_ET). */
  readonly extended: boolean;
  readonly type: number;
  readonly subtype: number;
  /** Without the header and the microseconds. A view of the chunk: valid until the next chunk is pushed. */
  readonly body: Uint8Array;
  /** Offset of the record's header in the decompressed input, in bytes. */
  readonly offset: number;
  /** Offset of `body` there. */
  readonly bodyOffset: number;
}

/** Archives up to 2001. */
export const LEGACY_BGP = 5;
export const TABLE_DUMP = 12;
export const TABLE_DUMP_V2 = 13;
export const BGP4MP = 16;
export const BGP4MP_ET = 17;
const ISIS_ET = 33;
const OSPFV3_ET = 49;

/** Record types of RFC 6396 §4 and of the formats before it; a stream with any other has lost its boundaries. */
const TYPE_NAMES: Readonly<Record<number, string>> = {
  0: 'NULL',
  1: 'START',
  2: 'DIE',
  3: 'I_AM_DEAD',
  4: 'PEER_DOWN',
  5: 'BGP',
  6: 'RIP',
  7: 'IDRP',
  8: 'RIPNG',
  9: 'BGP4PLUS',
  10: 'BGP4PLUS_01',
  11: 'OSPFv2',
  12: 'TABLE_DUMP',
  13: 'TABLE_DUMP_V2',
  16: 'BGP4MP',
  17: 'BGP4MP_ET',
  32: 'ISIS',
  33: 'ISIS_ET',
  48: 'OSPFv3',
  49: 'OSPFv3_ET',
};

/** Whether microseconds stand behind the header. RFC 6396 §3 */
export function hasMicroseconds(type: number): boolean {
  return type === BGP4MP_ET || type === ISIS_ET || type === OSPFV3_ET;
}

export function isKnownType(type: number): boolean {
  return TYPE_NAMES[type] !== undefined;
}

/** `TYPE/subtype` for messages to people. */
export function formatRecordType({ type, subtype }: Pick<MrtRecord, 'type' | 'subtype'>): string {
  return `${TYPE_NAMES[type] ?? type}/${subtype}`;
}
