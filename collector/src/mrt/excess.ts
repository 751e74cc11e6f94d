import { DecodeError } from '../bytes/decode-error.ts';
import type { Reader } from '../bytes/reader.ts';

/** What to say of bytes of a record that nothing accounts for, behind the `field` that stands last: a length or count is wrong. */
export function excessOf(reader: Reader, field: string): DecodeError | undefined {
  return reader.left > 0
    ? new DecodeError(field, reader.offset, `${reader.left} bytes of the record behind it`)
    : undefined;
}
