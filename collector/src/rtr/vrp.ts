import type { Prefix } from '../net/prefix.ts';

/** A Validated ROA Payload: an AS that may originate a prefix and its parts up to a length. RFC 6811 §2 */
export interface Vrp {
  readonly prefix: Prefix;
  /** Bits; not below those of the prefix. */
  readonly maxLengthBits: number;
  readonly as: number;
}

/** Different VRPs, a short string of 16-bit units each: 5 units for IPv4 and 11 for IPv6, where an object takes ten times as much. */
export class VrpSet {
  readonly #keys = new Set<string>();

  get size(): number {
    return this.#keys.size;
  }

  /** False where it is there already. */
  add(vrp: Vrp): boolean {
    const before = this.#keys.size;
    return this.#keys.add(pack(vrp)).size > before;
  }

  has(vrp: Vrp): boolean {
    return this.#keys.has(pack(vrp));
  }

  /** False where it is not there. */
  delete(vrp: Vrp): boolean {
    return this.#keys.delete(pack(vrp));
  }

  *[Symbol.iterator](): Generator<Vrp> {
    for (const key of this.#keys) {
      yield unpack(key);
    }
  }
}

const IPV4_UNITS = 5;

/** Both lengths, the AS, and as many words as the address has. */
function pack({ prefix: { addressBits, w0, w1, w2, w3, lengthBits }, maxLengthBits, as }: Vrp): string {
  const lengths = (lengthBits << 8) | maxLengthBits;
  const [asHigh, asLow] = [as >>> 16, as & 0xffff];
  if (addressBits === 32) {
    return String.fromCharCode(lengths, asHigh, asLow, w0 >>> 16, w0 & 0xffff);
  }
  const high = [w0 >>> 16, w0 & 0xffff, w1 >>> 16, w1 & 0xffff] as const;
  const low = [w2 >>> 16, w2 & 0xffff, w3 >>> 16, w3 & 0xffff] as const;
  return String.fromCharCode(lengths, asHigh, asLow, ...high, ...low);
}

function unpack(key: string): Vrp {
  const u32 = (at: number): number => ((key.charCodeAt(at) << 16) | key.charCodeAt(at + 1)) >>> 0;
  const word = (at: number): number => (at < key.length ? u32(at) | 0 : 0);
  const lengths = key.charCodeAt(0);
  const addressBits = key.length === IPV4_UNITS ? 32 : 128;
  const prefix = {
    addressBits,
    w0: word(3),
    w1: word(5),
    w2: word(7),
    w3: word(9),
    lengthBits: lengths >>> 8,
  } as const;
  return { prefix, maxLengthBits: lengths & 0xff, as: u32(1) };
}
