import type { Reader } from '../bytes/reader.ts';
import { decodeText } from '../bytes/text.ts';
import { decodeTlvs } from './information.ts';

export type TerminationReason =
  | 'administratively closed'
  | 'unspecified reason'
  | 'out of resources'
  | 'redundant connection'
  | 'permanently administratively closed';

/** Reason codes 0 to 4. RFC 7854 §4.5 */
const REASONS: readonly TerminationReason[] = [
  'administratively closed',
  'unspecified reason',
  'out of resources',
  'redundant connection',
  'permanently administratively closed',
];

/** Termination message: the router closes the BMP connection. It says nothing of its BGP sessions. RFC 7854 §4.5 */
export interface Termination {
  readonly kind: 'termination';
  /** The reason's name, its number where it has none; undefined where the router does not say. */
  readonly reason: TerminationReason | number | undefined;
  /** Without control characters. */
  readonly strings: readonly string[];
  /** TLVs of a type without a name. Views of the input: copy them to keep them. */
  readonly others: readonly { readonly type: number; readonly bytes: Uint8Array }[];
}

const STRING = 0;
const REASON = 1;

export function decodeTermination(reader: Reader): Termination {
  let reason: Termination['reason'];
  const strings: string[] = [];
  const others: { type: number; bytes: Uint8Array }[] = [];
  decodeTlvs(reader, (type, value) => {
    if (type === STRING) {
      strings.push(decodeText(value.take(value.left, 'string')));
    } else if (type === REASON) {
      const code = value.u16('termination reason');
      reason ??= REASONS[code] ?? code;
    } else {
      others.push({ type, bytes: value.take(value.left, 'TLV') });
    }
  });
  return { kind: 'termination', reason, strings, others };
}
