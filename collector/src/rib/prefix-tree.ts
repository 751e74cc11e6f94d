import type { AddressBits, Prefix } from '../net/prefix.ts';
import { ByteStore, type SavedByteStore } from './byte-store.ts';
import { grown } from './grow.ts';
import type { PrefixId } from './ids.ts';
import { type Key, PrefixKeys, type SavedPrefixKeys } from './prefix-keys.ts';

/** A prefix, in a VPN family with its route distinguisher. */
export interface TreePrefix extends Prefix {
  readonly rd: string | undefined;
}

export interface SavedPrefixTree {
  readonly addressBits: AddressBits;
  /** Of a VPN family. */
  readonly distinguishers: SavedByteStore | undefined;
  readonly keys: SavedPrefixKeys;
  readonly links: Int32Array;
  readonly bits: Uint8Array;
  readonly prefixes: Uint32Array;
  readonly freeNode: number;
  readonly size: number;
}

/** What hangs below: a node by its number; a prefix without any below it by its number, negated; 0 for nothing. */
type Link = number;

/** Place of the link to all there is. The links of a node stand at twice its number. */
const TOP = 0;
const FIRST_NODES = 16;

/**
 * The prefixes of one family, as a path-compressed binary tree (a Patricia trie) in typed arrays. A prefix is in it as long as
 * there are references to it. In a VPN family the number of the route distinguisher stands before the address, so that equal
 * prefixes of two of them are two, and neither covers the other.
 *
 * Most prefixes have none below them: these are leaves, and take no node. A node has no key of its own either: all prefixes below
 * have its first bits, so a way down looks at single bits, and what it comes to is compared as a whole.
 */
export class PrefixTree {
  readonly addressBits: AddressBits;
  readonly #distinguished: boolean;
  #distinguishers: ByteStore;
  #keys: PrefixKeys;
  /** The key that is looked for. */
  readonly #key: Key;

  /** By node: two links, the bit that tells which of them to follow, and the prefix of all bits before it (0 for a mere fork). */
  #links = new Int32Array(FIRST_NODES * 2);
  #bits = new Uint8Array(FIRST_NODES);
  #prefixes = new Uint32Array(FIRST_NODES);
  #nodes = 0;
  /** The first link of a free node is the next free one. */
  #freeNode = 0;
  #size = 0;

  /** `distinguished` for a VPN family. */
  constructor(addressBits: AddressBits, distinguished: boolean, hashSeed: number) {
    this.addressBits = addressBits;
    this.#distinguished = distinguished;
    this.#distinguishers = new ByteStore(hashSeed);
    this.#keys = new PrefixKeys(addressBits, distinguished);
    this.#key = this.#keys.newKey();
  }

  /** A tree of what `save` gave, with the same numbers. */
  static load(saved: SavedPrefixTree, hashSeed: number): PrefixTree {
    const { addressBits, distinguishers } = saved;
    const tree = new PrefixTree(addressBits, distinguishers !== undefined, hashSeed);
    if (distinguishers !== undefined) {
      tree.#distinguishers = ByteStore.load(distinguishers, hashSeed);
    }
    tree.#keys = PrefixKeys.load(saved.keys, addressBits, distinguishers !== undefined);
    tree.#links = saved.links.slice();
    tree.#bits = saved.bits.slice();
    tree.#prefixes = saved.prefixes.slice();
    tree.#nodes = saved.bits.length - 1;
    tree.#freeNode = saved.freeNode;
    tree.#size = saved.size;
    return tree;
  }

  get size(): number {
    return this.#size;
  }

  save(): SavedPrefixTree {
    const nodes = this.#nodes + 1;
    return {
      addressBits: this.addressBits,
      distinguishers: this.#distinguished ? this.#distinguishers.save() : undefined,
      keys: this.#keys.save(),
      links: this.#links.subarray(0, nodes * 2),
      bits: this.#bits.subarray(0, nodes),
      prefixes: this.#prefixes.subarray(0, nodes),
      freeNode: this.#freeNode,
      size: this.#size,
    };
  }

  /** The number of a prefix, with one reference more. */
  acquire(prefix: TreePrefix): PrefixId {
    const rd = this.#distinguished ? this.#distinguishers.intern(rdBytes(prefix)) : 0;
    this.#keys.setKey(this.#key, prefix, rd);
    const known = this.#find();
    if (known !== 0) {
      this.#keys.retain(known);
      this.#releaseDistinguisher(rd);
      return known;
    }
    this.#size++;
    return this.#insert();
  }

  /** The number of a prefix; 0 where it is not in the tree. */
  find(prefix: TreePrefix): PrefixId {
    return this.#setKeyOf(prefix) ? this.#find() : 0;
  }

  retain(id: PrefixId): void {
    this.#keys.retain(id);
  }

  /** Takes a reference back. With the last one the prefix goes, and its number is free for another. */
  release(id: PrefixId): void {
    if (this.#keys.release(id) > 0) {
      return;
    }
    this.#releaseDistinguisher(this.#keys.rdOf(id));
    this.#unlink(id);
    this.#keys.remove(id);
    this.#size--;
  }

  /** Takes back the references to each prefix beyond `countOf`. */
  keepReferences(countOf: (id: PrefixId) => number): void {
    this.forEach((id) => {
      for (let extra = this.#keys.references(id) - countOf(id); extra > 0; extra--) {
        this.release(id);
      }
    });
  }

  /** The prefix of a number that is in use. */
  prefix(id: PrefixId): TreePrefix {
    const keys = this.#keys;
    return {
      addressBits: this.addressBits,
      w0: keys.addressWord(id, 0),
      w1: keys.addressWord(id, 1),
      w2: keys.addressWord(id, 2),
      w3: keys.addressWord(id, 3),
      lengthBits: keys.lengthOf(id),
      rd: this.#distinguished ? String.fromCharCode(...this.#distinguishers.bytesOf(keys.rdOf(id))) : undefined,
    };
  }

  /** Length of a prefix, bits. */
  lengthOf(id: PrefixId): number {
    return this.#keys.lengthOf(id);
  }

  /** The most specific prefix that covers this one or equals it, and that `accept` takes; 0 for none. */
  longestMatch(prefix: TreePrefix, accept: (id: PrefixId) => boolean): PrefixId {
    return this.#setKeyOf(prefix) ? this.#deepest(this.#key.lengthBits, accept) : 0;
  }

  /** The most specific prefix that covers another, and is shorter, and that `accept` takes; 0 for none. */
  nearestCovering(id: PrefixId, accept: (id: PrefixId) => boolean): PrefixId {
    this.#keys.copyKey(this.#key, id);
    return this.#deepest(this.#key.lengthBits - 1, accept);
  }

  /** Visits the more specific prefixes of one, lower addresses first. Those below a prefix are left out where `visit` gives false. */
  forEachCovered(id: PrefixId, visit: (id: PrefixId) => boolean): void {
    this.#keys.copyKey(this.#key, id);
    const link = this.#links[this.#placeOf(this.#key.lengthBits)]!;
    const waiting = link > 0 ? [this.#links[link * 2 + 1]!, this.#links[link * 2]!] : [];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (next < 0) {
        visit(-next);
      } else if (next > 0 && (this.#prefixes[next] === 0 || visit(this.#prefixes[next]!))) {
        waiting.push(this.#links[next * 2 + 1]!, this.#links[next * 2]!);
      }
    }
  }

  /** Visits all prefixes in the order of their numbers. */
  forEach(visit: (id: PrefixId) => void): void {
    for (let id = 1; id <= this.#keys.highest; id++) {
      if (this.#keys.references(id) !== 0) {
        visit(id);
      }
    }
  }

  /** False where no prefix has this route distinguisher. */
  #setKeyOf(prefix: TreePrefix): boolean {
    const rd = this.#distinguished ? this.#distinguishers.find(rdBytes(prefix)) : 0;
    this.#keys.setKey(this.#key, prefix, rd);
    return !this.#distinguished || rd !== 0;
  }

  #releaseDistinguisher(rd: number): void {
    if (rd !== 0) {
      this.#distinguishers.release(rd);
    }
  }

  /** The bit of the key at a place, from 0. */
  #bitOfKey(at: number): number {
    return (this.#key.words[at >>> 5]! >>> (31 - (at & 31))) & 1;
  }

  /** The first place on the way of the key whose link is no node that tells by one of the first `bits` bits. */
  #placeOf(bits: number): number {
    let place = TOP;
    for (let link = this.#links[place]!; link > 0 && this.#bits[link]! < bits; link = this.#links[place]!) {
      place = link * 2 + this.#bitOfKey(this.#bits[link]!);
    }
    return place;
  }

  /** The prefix of the key; 0 where it is not in the tree. */
  #find(): PrefixId {
    const link = this.#links[this.#placeOf(this.#key.lengthBits)]!;
    const id = link > 0 ? this.#prefixes[link]! : -link;
    const bits = this.#key.lengthBits;
    return id !== 0 && this.#keys.keyBitsOf(id) === bits && this.#keys.commonBits(id, this.#key) === bits ? id : 0;
  }

  /** The last prefix on the way to the key, of at most `maxBits`, that `accept` takes; 0 for none. */
  #deepest(maxBits: number, accept: (id: PrefixId) => boolean): PrefixId {
    const keys = this.#keys;
    let found = 0;
    let link = this.#links[TOP]!;
    while (link > 0 && this.#bits[link]! <= maxBits) {
      const id = this.#prefixes[link]!;
      if (id !== 0) {
        if (!keys.covers(id, this.#key)) {
          return found;
        }
        found = accept(id) ? id : found;
      }
      const bits = this.#bits[link]!;
      link = bits < this.#key.lengthBits ? this.#links[link * 2 + this.#bitOfKey(bits)]! : 0;
    }
    const leaf = -link;
    return leaf > 0 && keys.keyBitsOf(leaf) <= maxBits && keys.covers(leaf, this.#key) && accept(leaf) ? leaf : found;
  }

  /** Puts the key in, which is not there. */
  #insert(): PrefixId {
    const { lengthBits } = this.#key;
    const near = this.#nearest();
    const id = this.#keys.add(this.#key);
    const common = near === 0 ? 0 : this.#keys.commonBits(near, this.#key);
    let place = this.#placeOf(common);
    let link = this.#links[place]!;
    if (link > 0 && this.#bits[link] === common) {
      if (common === lengthBits) {
        this.#prefixes[link] = id;
        return id;
      }
      // Nothing is on that side yet: what is nearest is the node's own prefix.
      place = link * 2 + this.#bitOfKey(common);
      link = 0;
    }
    const below = link === 0 ? -id : this.#branch(link, near, common, id);
    this.#links[place] = below;
    return id;
  }

  /** A node above a link, whose prefix `near` has the first `common` bits of the key, with the new prefix in it or below. */
  #branch(link: Link, near: PrefixId, common: number, id: PrefixId): number {
    const node = this.#newNode(common);
    if (this.#keys.keyBitsOf(near) === common) {
      this.#prefixes[node] = near;
    } else {
      this.#links[node * 2 + this.#keys.bit(near, common)] = link;
    }
    if (this.#key.lengthBits === common) {
      this.#prefixes[node] = id;
    } else {
      this.#links[node * 2 + this.#bitOfKey(common)] = -id;
    }
    return node;
  }

  /** A prefix that has as many first bits in common with the key as any; 0 in an empty tree. */
  #nearest(): PrefixId {
    let link = this.#links[TOP]!;
    while (link > 0) {
      const bits = this.#bits[link]!;
      const own = this.#prefixes[link]!;
      const next = this.#links[link * 2 + (bits < this.#key.lengthBits ? this.#bitOfKey(bits) : 0)]!;
      if (own !== 0 && (next === 0 || bits >= this.#key.lengthBits)) {
        return own;
      }
      link = next;
    }
    return -link;
  }

  /** Takes a prefix out of its place, and the node above it where nothing needs that any more. */
  #unlink(id: PrefixId): void {
    this.#keys.copyKey(this.#key, id);
    let above: number = TOP;
    let place: number = TOP;
    let link = this.#links[TOP]!;
    while (link > 0 && this.#prefixes[link] !== id) {
      above = place;
      place = link * 2 + this.#bitOfKey(this.#bits[link]!);
      link = this.#links[place]!;
    }
    if (link > 0) {
      this.#prefixes[link] = 0;
      this.#collapse(place);
    } else {
      this.#links[place] = 0;
      if (place !== TOP) {
        this.#collapse(above);
      }
    }
  }

  /** Puts what hangs below a node in its place, where that is one thing only. */
  #collapse(place: number): void {
    const node = this.#links[place]!;
    const own = -this.#prefixes[node]!;
    const [left, right] = [this.#links[node * 2]!, this.#links[node * 2 + 1]!];
    if ((own !== 0 ? 1 : 0) + (left !== 0 ? 1 : 0) + (right !== 0 ? 1 : 0) === 1) {
      this.#links[place] = own + left + right;
      this.#links[node * 2] = this.#freeNode;
      this.#freeNode = node;
    }
  }

  #newNode(bits: number): number {
    let node = this.#freeNode;
    if (node !== 0) {
      this.#freeNode = this.#links[node * 2]!;
    } else {
      node = ++this.#nodes;
      if (node >= this.#bits.length) {
        this.#bits = grown(this.#bits, node + 1);
        this.#prefixes = grown(this.#prefixes, this.#bits.length);
        this.#links = grown(this.#links, this.#bits.length * 2);
      }
    }
    this.#links[node * 2] = 0;
    this.#links[node * 2 + 1] = 0;
    this.#bits[node] = bits;
    this.#prefixes[node] = 0;
    return node;
  }
}

function rdBytes({ rd = '' }: TreePrefix): Uint8Array {
  return Uint8Array.from(rd, (character) => character.charCodeAt(0));
}
