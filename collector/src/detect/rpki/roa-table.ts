import { comparePrefixes } from '../../net/prefix-index.ts';
import type { AddressBits, Prefix } from '../../net/prefix.ts';
import type { RpkiValidity } from '../observation.ts';

/** An AS that may originate a prefix and its parts up to a length: a Validated ROA Payload. RFC 6811 §2 */
export interface Roa {
  readonly prefix: Prefix;
  /** Bits; not below those of the prefix. */
  readonly maxLengthBits: number;
  /** 0: nobody may. RFC 6483 §4 */
  readonly as: number;
}

/** Who a route comes from: `none` for a path that ends in a set. RFC 6811 §2 */
export type RouteOrigin = number | 'none';

/** ROAs of one address family in the arrays of their table. */
interface SavedFamily {
  readonly keys: Int32Array;
  readonly lengths: Uint8Array;
  readonly parents: Uint32Array;
  readonly firstRoa: Uint32Array;
  readonly ases: Uint32Array;
  readonly maxLengths: Uint8Array;
}

export interface SavedRoas {
  readonly ipv4: SavedFamily;
  readonly ipv6: SavedFamily;
}

/** ROAs by prefix, fixed, in typed arrays: about 25 bytes each for IPv4, 40 for IPv6. */
export class RoaTable {
  #ipv4: FamilyRoas;
  #ipv6: FamilyRoas;

  constructor(roas: readonly Roa[]) {
    this.#ipv4 = new FamilyRoas(32, roas);
    this.#ipv6 = new FamilyRoas(128, roas);
  }

  /** A table of what `save` gave. */
  static load({ ipv4, ipv6 }: SavedRoas): RoaTable {
    const table = new RoaTable([]);
    table.#ipv4 = FamilyRoas.load(32, ipv4);
    table.#ipv6 = FamilyRoas.load(128, ipv6);
    return table;
  }

  save(): SavedRoas {
    return { ipv4: this.#ipv4.save(), ipv6: this.#ipv6.save() };
  }

  /** Number of different ROAs. */
  get size(): number {
    return this.#ipv4.size + this.#ipv6.size;
  }

  /** RFC 6811 §2: a covering ROA that matches makes it valid, covering ones alone invalid. */
  validate(prefix: Prefix, origin: RouteOrigin): RpkiValidity {
    return this.#of(prefix.addressBits).validate(prefix, origin);
  }

  /** The prefixes whose ROAs are not the same in the other table, shortest first among those that cover each other. */
  changedPrefixes(other: RoaTable): Prefix[] {
    return [...this.#ipv4.changedPrefixes(other.#ipv4), ...this.#ipv6.changedPrefixes(other.#ipv6)];
  }

  #of(addressBits: AddressBits): FamilyRoas {
    return addressBits === 32 ? this.#ipv4 : this.#ipv6;
  }
}

/** The ROAs of one address family, sorted by prefix: entry `i` is a prefix, its ROAs are those from `#firstRoa[i]` on. */
class FamilyRoas {
  readonly #addressBits: AddressBits;
  readonly #words: number;
  /** By entry. */
  #entries: number;
  #keys: Int32Array;
  #lengths: Uint8Array;
  /** The longest prefix around it plus one; 0 for none. */
  #parents: Uint32Array;
  #firstRoa: Uint32Array;
  /** By ROA. */
  #ases: Uint32Array;
  #maxLengths: Uint8Array;

  constructor(addressBits: AddressBits, all: readonly Roa[]) {
    const roas = all.filter(({ prefix }) => prefix.addressBits === addressBits).sort(compareRoas);
    this.#addressBits = addressBits;
    this.#words = addressBits / 32;
    const distinct = roas.filter((roa, i) => i === 0 || compareRoas(roas[i - 1]!, roa) !== 0);
    const first = distinct.flatMap(({ prefix }, i) =>
      i === 0 || comparePrefixes(distinct[i - 1]!.prefix, prefix) !== 0 ? [i] : []
    );
    this.#entries = first.length;
    this.#keys = new Int32Array(first.length * this.#words);
    this.#lengths = new Uint8Array(first.length);
    this.#parents = new Uint32Array(first.length);
    this.#firstRoa = Uint32Array.from([...first, distinct.length]);
    this.#ases = Uint32Array.from(distinct, ({ as }) => as);
    this.#maxLengths = Uint8Array.from(distinct, ({ maxLengthBits }) => maxLengthBits);
    first.forEach((roa, entry) => this.#put(entry, distinct[roa]!.prefix));
  }

  static load(addressBits: AddressBits, saved: SavedFamily): FamilyRoas {
    const roas = new FamilyRoas(addressBits, []);
    roas.#entries = saved.lengths.length;
    roas.#keys = saved.keys.slice();
    roas.#lengths = saved.lengths.slice();
    roas.#parents = saved.parents.slice();
    roas.#firstRoa = saved.firstRoa.slice();
    roas.#ases = saved.ases.slice();
    roas.#maxLengths = saved.maxLengths.slice();
    return roas;
  }

  save(): SavedFamily {
    return {
      keys: this.#keys,
      lengths: this.#lengths,
      parents: this.#parents,
      firstRoa: this.#firstRoa,
      ases: this.#ases,
      maxLengths: this.#maxLengths,
    };
  }

  get size(): number {
    return this.#ases.length;
  }

  validate(prefix: Prefix, origin: RouteOrigin): RpkiValidity {
    let validity: RpkiValidity = 'not-found';
    for (let next = this.#longest(prefix); next !== 0; next = this.#parents[next - 1]!) {
      validity = 'invalid';
      for (let roa = this.#firstRoa[next - 1]!; roa < this.#firstRoa[next]!; roa++) {
        if (origin !== 0 && this.#ases[roa] === origin && prefix.lengthBits <= this.#maxLengths[roa]!) {
          return 'valid';
        }
      }
    }
    return validity;
  }

  *changedPrefixes(other: FamilyRoas): Generator<Prefix> {
    let [mine, its] = [0, 0];
    while (mine < this.#entries || its < other.#entries) {
      const order = this.#compareEntries(mine, other, its);
      if (order !== 0 || !this.#hasSameRoas(mine, other, its)) {
        yield order <= 0 ? this.#prefixOf(mine) : other.#prefixOf(its);
      }
      mine += order <= 0 ? 1 : 0;
      its += order >= 0 ? 1 : 0;
    }
  }

  #put(entry: number, { w0, w1, w2, w3, lengthBits }: Prefix): void {
    this.#keys.set([w0, w1, w2, w3].slice(0, this.#words), entry * this.#words);
    this.#lengths[entry] = lengthBits;
    // Those around it stand before it: the one before it, or one around that.
    let parent = entry;
    while (parent !== 0 && !this.#covers(parent - 1, this.#prefixOf(entry))) {
      parent = this.#parents[parent - 1]!;
    }
    this.#parents[entry] = parent;
  }

  /** The longest entry that covers the prefix, plus one; 0 for none. */
  #longest(prefix: Prefix): number {
    let [low, high] = [0, this.#entries];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(middle, prefix) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    while (low !== 0 && !this.#covers(low - 1, prefix)) {
      low = this.#parents[low - 1]!;
    }
    return low;
  }

  #covers(entry: number, prefix: Prefix): boolean {
    const lengthBits = this.#lengths[entry]!;
    if (lengthBits > prefix.lengthBits) {
      return false;
    }
    for (let word = 0; word * 32 < lengthBits; word++) {
      const unused = Math.max(0, 32 - (lengthBits - word * 32));
      if ((this.#keys[entry * this.#words + word]! ^ wordOf(prefix, word)) >>> unused !== 0) {
        return false;
      }
    }
    return true;
  }

  #compare(entry: number, prefix: Prefix): number {
    for (let word = 0; word < this.#words; word++) {
      const difference = (this.#keys[entry * this.#words + word]! >>> 0) - (wordOf(prefix, word) >>> 0);
      if (difference !== 0) {
        return difference;
      }
    }
    return this.#lengths[entry]! - prefix.lengthBits;
  }

  /** An entry that is not there stands behind all others. */
  #compareEntries(entry: number, other: FamilyRoas, its: number): number {
    if (entry === this.#entries || its === other.#entries) {
      return entry === this.#entries ? 1 : -1;
    }
    return this.#compare(entry, other.#prefixOf(its));
  }

  #hasSameRoas(entry: number, other: FamilyRoas, its: number): boolean {
    const [from, to] = [this.#firstRoa[entry]!, this.#firstRoa[entry + 1]!];
    const start = other.#firstRoa[its]!;
    if (to - from !== other.#firstRoa[its + 1]! - start) {
      return false;
    }
    for (let i = 0; i < to - from; i++) {
      if (
        this.#ases[from + i] !== other.#ases[start + i] ||
        this.#maxLengths[from + i] !== other.#maxLengths[start + i]
      ) {
        return false;
      }
    }
    return true;
  }

  #prefixOf(entry: number): Prefix {
    const at = entry * this.#words;
    const [w0, w1, w2, w3] = [0, 1, 2, 3].map((word) => (word < this.#words ? this.#keys[at + word]! : 0));
    return { addressBits: this.#addressBits, w0: w0!, w1: w1!, w2: w2!, w3: w3!, lengthBits: this.#lengths[entry]! };
  }
}

function wordOf({ w0, w1, w2, w3 }: Prefix, word: number): number {
  return word === 0 ? w0 : word === 1 ? w1 : word === 2 ? w2 : w3;
}

function compareRoas(a: Roa, b: Roa): number {
  return comparePrefixes(a.prefix, b.prefix) || a.as - b.as || a.maxLengthBits - b.maxLengthBits;
}
