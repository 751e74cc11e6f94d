import { DecodeError } from '../bytes/decode-error.ts';
import type { Reader } from '../bytes/reader.ts';
import { type MessageType, type RawMessage, decodeHeader } from '../bgp/message.ts';

/** Reads the header of a BGP message that has to be of one type where it stands. */
export function decodeEmbedded(reader: Reader, type: MessageType): RawMessage {
  const { offset } = reader;
  const message = decodeHeader(reader);
  if (message.type !== type) {
    throw new DecodeError('message type', offset + TYPE_OFFSET, `${message.type} in the place of ${type}`);
  }
  return message;
}

/** Of the type, in the header of a BGP message. RFC 4271 §4.1 */
const TYPE_OFFSET = 18;
