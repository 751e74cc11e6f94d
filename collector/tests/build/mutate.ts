/** Where an input was damaged, and what came of it. */
export interface Damaged {
  readonly bytes: Uint8Array;
  /** First and last offset in the original that are not as they were. */
  readonly from: number;
  readonly to: number;
}

/** Numbers from 0 up to but not including 1, the same for the same seed: mulberry32. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Bytes that lengths, types and flags take most often where something is wrong. */
const TELLING = [0, 1, 2, 4, 14, 15, 16, 32, 33, 64, 127, 128, 129, 240, 254, 255];

/** Overwrites, inserts or deletes a few bytes within `from` to `to` (not included) of a copy. */
export function damage(bytes: Uint8Array, from: number, to: number, random: () => number): Damaged {
  const below = (limit: number): number => Math.floor(random() * limit);
  const byte = (): number => (random() < 0.5 ? TELLING[below(TELLING.length)]! : below(256));
  const at = from + below(to - from);
  const count = 1 + below(Math.min(4, to - at));
  switch (below(4)) {
    case 0: {
      const inserted = Uint8Array.from({ length: 1 + below(24) }, byte);
      return { bytes: concat(bytes.subarray(0, at), inserted, bytes.subarray(at)), from: at, to: at };
    }
    case 1:
      return { bytes: concat(bytes.subarray(0, at), bytes.subarray(at + count)), from: at, to: at + count - 1 };
    default: {
      const copy = bytes.slice();
      for (let i = 0; i < count; i++) {
        copy[at + i] = random() < 0.5 ? copy[at + i]! ^ (1 << below(8)) : byte();
      }
      return { bytes: copy, from: at, to: at + count - 1 };
    }
  }
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
