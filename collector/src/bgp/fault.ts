import { DecodeError } from '../bytes/decode-error.ts';

/** What a malformed part of an UPDATE asks for, mildest first. RFC 7606 §2 */
export const FAULT_CLASSES = ['attribute-discard', 'treat-as-withdraw', 'afi-safi-disable', 'session-reset'] as const;
export type FaultClass = (typeof FAULT_CLASSES)[number];

/** One thing wrong with an UPDATE: a value, never an exception that ends the stream. */
export interface Fault {
  readonly class: FaultClass;
  /** Type code of the path attribute; undefined where the fault lies outside of one. */
  readonly attribute: number | undefined;
  /** Field, offset in the input, and what is wrong, such as `MED at offset 77: need 4 bytes, have 2`. */
  readonly problem: string;
  readonly offset: number;
  /** The bytes in question, a copy of at most 64. */
  readonly bytes: Uint8Array;
}

const KEPT_BYTES = 64;

export function fault(
  faultClass: FaultClass,
  attribute: number | undefined,
  { message, offset }: DecodeError,
  bytes: Uint8Array
): Fault {
  return { class: faultClass, attribute, problem: message, offset, bytes: bytes.slice(0, KEPT_BYTES) };
}

/** The strongest class among faults; undefined without any. */
export function worstClass(faults: readonly Fault[]): FaultClass | undefined {
  return FAULT_CLASSES[Math.max(-1, ...faults.map((one) => FAULT_CLASSES.indexOf(one.class)))];
}

/** Turns a DecodeError into a value; anything else is thrown on. */
export function asDecodeError(error: unknown): DecodeError {
  if (error instanceof DecodeError) {
    return error;
  }
  throw error;
}
