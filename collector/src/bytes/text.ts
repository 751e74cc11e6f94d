/** UTF-8 of a hostile peer: what is no UTF-8 becomes U+FFFD, and control characters, which would reach terminals and rows, blanks. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder()
    .decode(bytes)
    .replace(/\p{Cc}/gu, ' ')
    .trim();
}
