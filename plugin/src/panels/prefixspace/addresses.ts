import { type Family, type Prefix } from '../../shared/prefix';

/** How many words of 32 bits an address has. */
export const wordsIn: Readonly<Record<Family, number>> = { ipv4: 1, ipv6: 4 };
export const bitsIn: Readonly<Record<Family, number>> = { ipv4: 32, ipv6: 128 };

/** Writes the address of a prefix as big-endian words of 32 bits. */
export function writeWords(bytes: readonly number[], words: Uint32Array, at: number): void {
  for (let index = 0; index < bytes.length; index += 4) {
    words[at + index / 4] =
      (bytes[index]! << 24) | (bytes[index + 1]! << 16) | (bytes[index + 2]! << 8) | bytes[index + 3]!;
  }
}

export function wordsOf({ bytes }: Pick<Prefix, 'bytes'>): Uint32Array {
  const words = new Uint32Array(bytes.length / 4);
  writeWords(bytes, words, 0);
  return words;
}

export function prefixOf(words: Uint32Array, lengthBits: number): Prefix {
  const bytes = [...words].flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]);
  return { family: words.length === 1 ? 'ipv4' : 'ipv6', bytes, lengthBits, hasLength: true };
}

/** How many addresses a prefix has; a double, exact as a power of two. */
export function sizeOf(lengthBits: number, family: Family): number {
  return 2 ** (bitsIn[family] - lengthBits);
}

/** How many leading bits two addresses have in common. */
export function commonBits(a: Uint32Array, aAt: number, b: Uint32Array, bAt: number, count: number): number {
  for (let word = 0; word < count; word++) {
    const differs = a[aAt + word]! ^ b[bAt + word]!;
    if (differs !== 0) {
      return word * 32 + Math.clz32(differs);
    }
  }
  return count * 32;
}

/**
 * How many addresses lie between two, as a double. Words that are equal cancel before anything is rounded, so that it is right to
 * 53 bits also for two neighbours far up in the IPv6 space.
 */
export function distance(a: Uint32Array, aAt: number, b: Uint32Array, bAt: number, count: number): number {
  let sum = 0;
  for (let word = 0; word < count; word++) {
    sum += (b[bAt + word]! - a[aAt + word]!) * 2 ** (32 * (count - 1 - word));
  }
  return sum;
}
