/** Lower-case hex without separators. */
export function formatHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

/** The bytes of hex without separators, of either case; undefined where it is none. */
export function parseHex(text: string): Uint8Array | undefined {
  // Decoding stops at what is no hex.
  const bytes = Buffer.from(text, 'hex');
  return 2 * bytes.length === text.length ? bytes : undefined;
}
