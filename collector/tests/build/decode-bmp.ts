import { BmpFramer } from '../../src/bmp/framer.ts';
import { type BmpMessage, decodeBmp } from '../../src/bmp/message.ts';

/** All messages of a stream. */
export function decodeAll(bytes: Uint8Array): BmpMessage[] {
  return [...new BmpFramer().push(bytes)].map(decodeBmp);
}

/** The one message of a stream, which is of this kind. */
export function decodeOne<K extends BmpMessage['kind']>(bytes: Uint8Array, kind: K): Extract<BmpMessage, { kind: K }> {
  const [message, ...more] = decodeAll(bytes);
  if (message?.kind !== kind || more.length > 0) {
    throw new Error(`${message?.kind} and ${more.length} more in the place of ${kind}`);
  }
  return message as Extract<BmpMessage, { kind: K }>;
}
