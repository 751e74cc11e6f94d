import { MrtFramer } from '../../src/mrt/framer.ts';
import type { MrtGap } from '../../src/mrt/framer.ts';
import type { MrtRecord } from '../../src/mrt/record.ts';

const HEADER_BYTES = 12;

/** A record of a file that has not been damaged. */
export interface Place {
  readonly offset: number;
  readonly end: number;
  readonly body: Buffer;
}

/** All records and gaps of a file, and what stopped it. */
export function frameFile(bytes: Uint8Array): { items: (MrtRecord | MrtGap)[]; problem: unknown } {
  const framer = new MrtFramer({ lookAhead: true });
  const items: (MrtRecord | MrtGap)[] = [];
  try {
    items.push(...framer.push(bytes));
    for (const item of framer.end()) {
      items.push(item);
    }
  } catch (problem) {
    return { items, problem };
  }
  return { items, problem: undefined };
}

/** Where the records of a well-formed file stand. */
export function placesOf(bytes: Uint8Array): Place[] {
  const { items, problem } = frameFile(bytes);
  if (problem !== undefined) {
    throw problem as Error;
  }
  return items.map((item) => {
    if (item.kind === 'gap') {
      throw new Error(`a gap at offset ${item.offset}`);
    }
    const end = item.bodyOffset + item.body.length;
    return { offset: item.offset, end, body: Buffer.from(item.body) };
  });
}

/** The records of `places` from `first` on whose bodies do not end the list of `items`. */
export function lostRecords(items: readonly (MrtRecord | MrtGap)[], places: readonly Place[], first: number): number {
  const found = items.filter((item): item is MrtRecord => item.kind === 'record');
  let kept = 0;
  for (let at = places.length - 1; at >= first; at--, kept++) {
    if (!found[found.length - 1 - kept]?.body || !places[at]!.body.equals(found[found.length - 1 - kept]!.body)) {
      return at - first + 1;
    }
  }
  return 0;
}

/**
 * Whether the damaged length of a record leads exactly to the beginning of a later one, or to the end of the file: nothing in the
 * framing then tells that it is wrong. `shiftBytes`: how much longer the file became.
 */
export function landsOnBoundary(
  bytes: Uint8Array,
  place: Place,
  places: readonly Place[],
  shiftBytes: number
): boolean {
  const claimed = Buffer.from(bytes.buffer, bytes.byteOffset).readUInt32BE(place.offset + 8);
  const end = place.offset + HEADER_BYTES + claimed - shiftBytes;
  return places.some((one) => one.offset > place.end && one.offset === end) || end === places.at(-1)!.end;
}
