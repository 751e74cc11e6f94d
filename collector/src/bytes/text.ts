/**
 * What the text of a peer must not bring to a terminal, a log or a row: control characters (C0, DEL, C1), the ends of line that
 * Unicode adds, the marks that change the direction of writing, and the byte order mark.
 */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Text of others with a blank for each character that does more than stand there. */
export function plainText(text: string): string {
  return text.replace(UNSAFE, ' ');
}

/** UTF-8 of a hostile peer as plain text: what is no UTF-8 becomes U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  return plainText(new TextDecoder().decode(bytes)).trim();
}
