import { decodeOpen } from '../bgp/open.ts';
import { Reader } from '../bytes/reader.ts';
import { encodeOpen } from './message-writer.ts';
import type { Offer } from './offer.ts';
import type { Terms } from './session.ts';

const HEADER_BYTES = 19;

/** Terms with the OPEN that an offer comes to. */
export function makeTerms(offer: Offer, rest: Omit<Terms, 'offer' | 'openBytes' | 'sentOpen'>): Terms {
  const openBytes = encodeOpen(offer);
  const open = decodeOpen(new Reader(openBytes, HEADER_BYTES));
  return { ...rest, offer, openBytes, sentOpen: { open, body: openBytes.subarray(HEADER_BYTES) } };
}
