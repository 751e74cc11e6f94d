/** Error codes of an Error Report. RFC 8210 §12 */
export const CORRUPT_DATA = 0;
export const UNSUPPORTED_VERSION = 4;
export const UNSUPPORTED_PDU_TYPE = 5;
export const UNKNOWN_WITHDRAWAL = 6;
export const DUPLICATE_ANNOUNCEMENT = 7;
export const UNEXPECTED_VERSION = 8;

const NAMES: readonly string[] = [
  'Corrupt Data',
  'Internal Error',
  'No Data Available',
  'Invalid Request',
  'Unsupported Protocol Version',
  'Unsupported PDU Type',
  'Withdrawal of Unknown Record',
  'Duplicate Announcement Received',
  'Unexpected Protocol Version',
];

/** `Corrupt Data`; a code without a name as its number. */
export function formatErrorCode(code: number): string {
  return NAMES[code] ?? `error ${code}`;
}
