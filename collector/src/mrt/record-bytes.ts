import type { MrtRecord } from './record.ts';

/** The whole record as it came, header included: a view of the same bytes as `body`, which stand behind it. */
export function recordBytes({ body, offset, bodyOffset }: MrtRecord): Uint8Array {
  const headBytes = bodyOffset - offset;
  return new Uint8Array(body.buffer, body.byteOffset - headBytes, headBytes + body.length);
}
