import type { AddressBits, Prefix } from '../net/prefix.ts';
import { ByteStore, type SavedByteStore } from './byte-store.ts';
import { grown } from './grow.ts';
import type { PrefixId } from './ids.ts';

/** A prefix, in a VPN family with its route distinguisher. */
export interface TreePrefix extends Prefix {
  readonly rd: string | undefined;
}

export interface SavedPrefixTree {
  readonly addressBits: AddressBits;
  /** Of a VPN family. */
  readonly distinguishers: SavedByteStore | undefined;
  readonly children: Uint32Array;
  readonly keys: Int32Array;
  readonly lengths: Uint8Array;
  readonly prefixes: Uint32Array;
  readonly freeNode: number;
  readonly nodeOf: Uint32Array;
  readonly references: Uint32Array;
  readonly freePrefix: number;
  readonly size: number;
}

const ROOT = 1;
const FIRST_NODES = 16;
/** Bits that the number of a route distinguisher takes before the address. */
const RD_BITS = 32;

/**
 * The prefixes of one family, as a path-compressed binary tree (a Patricia trie) in typed arrays. A prefix is in it as long as
 * there are references to it. In a VPN family the number of the route distinguisher stands before the address, so that equal
 * prefixes of two of them are two, and neither covers the other.
 */
export class PrefixTree {
  readonly addressBits: AddressBits;
  /** Words of a node's key, and those of them before the address. */
  readonly #words: number;
  readonly #rdWords: number;
  #distinguishers: ByteStore;
  /** The key that is looked for, and its length in bits. */
  readonly #key: Int32Array;
  #keyBits = 0;

  /** By node: two children (0 for none), key, length in bits, prefix (0 for a mere fork). A free node's child is the next free one. */
  #children = new Uint32Array(FIRST_NODES * 2);
  #keys: Int32Array;
  #lengths = new Uint8Array(FIRST_NODES);
  #prefixes = new Uint32Array(FIRST_NODES);
  #nodes = ROOT;
  #freeNode = 0;

  /** By prefix: its node, or the next free prefix; references. */
  #nodeOf = new Uint32Array(FIRST_NODES);
  #references = new Uint32Array(FIRST_NODES);
  #highest = 0;
  #freePrefix = 0;
  #size = 0;

  /** `distinguished` for a VPN family. */
  constructor(addressBits: AddressBits, distinguished: boolean, hashSeed: number) {
    this.addressBits = addressBits;
    this.#rdWords = distinguished ? 1 : 0;
    this.#words = addressBits / 32 + this.#rdWords;
    this.#key = new Int32Array(this.#words);
    this.#keys = new Int32Array(FIRST_NODES * this.#words);
    this.#distinguishers = new ByteStore(hashSeed);
  }

  /** A tree of what `save` gave, with the same numbers. */
  static load(saved: SavedPrefixTree, hashSeed: number): PrefixTree {
    const tree = new PrefixTree(saved.addressBits, saved.distinguishers !== undefined, hashSeed);
    if (saved.distinguishers !== undefined) {
      tree.#distinguishers = ByteStore.load(saved.distinguishers, hashSeed);
    }
    tree.#children = saved.children.slice();
    tree.#keys = saved.keys.slice();
    tree.#lengths = saved.lengths.slice();
    tree.#prefixes = saved.prefixes.slice();
    tree.#nodes = saved.lengths.length - 1;
    tree.#freeNode = saved.freeNode;
    tree.#nodeOf = saved.nodeOf.slice();
    tree.#references = saved.references.slice();
    tree.#highest = saved.references.length - 1;
    tree.#freePrefix = saved.freePrefix;
    tree.#size = saved.size;
    return tree;
  }

  get size(): number {
    return this.#size;
  }

  save(): SavedPrefixTree {
    const nodes = this.#nodes + 1;
    const prefixes = this.#highest + 1;
    return {
      addressBits: this.addressBits,
      distinguishers: this.#rdWords === 0 ? undefined : this.#distinguishers.save(),
      children: this.#children.slice(0, nodes * 2),
      keys: this.#keys.slice(0, nodes * this.#words),
      lengths: this.#lengths.slice(0, nodes),
      prefixes: this.#prefixes.slice(0, nodes),
      freeNode: this.#freeNode,
      nodeOf: this.#nodeOf.slice(0, prefixes),
      references: this.#references.slice(0, prefixes),
      freePrefix: this.#freePrefix,
      size: this.#size,
    };
  }

  /** The number of a prefix, with one reference more. */
  acquire(prefix: TreePrefix): PrefixId {
    const rd = this.#rdWords === 0 ? 0 : this.#distinguishers.intern(rdBytes(prefix));
    this.#setKey(prefix, rd);
    const node = this.#insert();
    const known = this.#prefixes[node]!;
    if (known !== 0) {
      this.#references[known]!++;
      this.#releaseDistinguisher(rd);
      return known;
    }
    const id = this.#newPrefix();
    this.#prefixes[node] = id;
    this.#nodeOf[id] = node;
    this.#references[id] = 1;
    this.#size++;
    return id;
  }

  /** The number of a prefix; 0 where it is not in the tree. */
  find(prefix: TreePrefix): PrefixId {
    if (!this.#setKeyOf(prefix)) {
      return 0;
    }
    let node = ROOT;
    while (this.#lengths[node]! < this.#keyBits) {
      node = this.#childTowardsKey(node);
      if (node === 0) {
        return 0;
      }
    }
    return this.#prefixes[node]!;
  }

  retain(id: PrefixId): void {
    this.#references[id]!++;
  }

  /** Takes a reference back. With the last one the prefix goes, and its number is free for another. */
  release(id: PrefixId): void {
    if (--this.#references[id]! > 0) {
      return;
    }
    const node = this.#nodeOf[id]!;
    this.#setKeyOfNode(node);
    this.#prefixes[node] = 0;
    this.#prune(node);
    this.#releaseDistinguisher(this.#rdWords === 0 ? 0 : this.#key[0]!);
    this.#nodeOf[id] = this.#freePrefix;
    this.#freePrefix = id;
    this.#size--;
  }

  /** The prefix of a number that is in use. */
  prefix(id: PrefixId): TreePrefix {
    const at = this.#nodeOf[id]! * this.#words;
    const address = at + this.#rdWords;
    const wide = this.addressBits === 128;
    return {
      addressBits: this.addressBits,
      w0: this.#keys[address]!,
      w1: wide ? this.#keys[address + 1]! : 0,
      w2: wide ? this.#keys[address + 2]! : 0,
      w3: wide ? this.#keys[address + 3]! : 0,
      lengthBits: this.lengthOf(id),
      rd: this.#rdWords === 0 ? undefined : String.fromCharCode(...this.#distinguishers.bytesOf(this.#keys[at]!)),
    };
  }

  /** Length of a prefix, bits. */
  lengthOf(id: PrefixId): number {
    return this.#lengths[this.#nodeOf[id]!]! - this.#rdWords * RD_BITS;
  }

  /** The most specific prefix that covers this one or equals it, and that `accept` takes; 0 for none. */
  longestMatch(prefix: TreePrefix, accept: (id: PrefixId) => boolean): PrefixId {
    return this.#setKeyOf(prefix) ? this.#deepest(this.#keyBits, accept) : 0;
  }

  /** The most specific prefix that covers another, and is shorter, and that `accept` takes; 0 for none. */
  nearestCovering(id: PrefixId, accept: (id: PrefixId) => boolean): PrefixId {
    this.#setKeyOfNode(this.#nodeOf[id]!);
    return this.#deepest(this.#keyBits - 1, accept);
  }

  /** Visits the more specific prefixes of one, lower addresses first. Those below a prefix are left out where `visit` gives false. */
  forEachCovered(id: PrefixId, visit: (id: PrefixId) => boolean): void {
    const node = this.#nodeOf[id]!;
    const stack = [this.#children[node * 2 + 1]!, this.#children[node * 2]!];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      if (next !== 0 && (this.#prefixes[next] === 0 || visit(this.#prefixes[next]!))) {
        stack.push(this.#children[next * 2 + 1]!, this.#children[next * 2]!);
      }
    }
  }

  /** Visits all prefixes in the order of their numbers. */
  forEach(visit: (id: PrefixId) => void): void {
    for (let id = 1; id <= this.#highest; id++) {
      if (this.#references[id] !== 0) {
        visit(id);
      }
    }
  }

  #setKey({ w0, w1, w2, w3, lengthBits }: Prefix, rd: number): void {
    const key = this.#key;
    const at = this.#rdWords;
    if (at !== 0) {
      key[0] = rd;
    }
    key[at] = w0;
    if (this.addressBits === 128) {
      key[at + 1] = w1;
      key[at + 2] = w2;
      key[at + 3] = w3;
    }
    this.#keyBits = lengthBits + at * RD_BITS;
  }

  /** False where no prefix has this route distinguisher. */
  #setKeyOf(prefix: TreePrefix): boolean {
    const rd = this.#rdWords === 0 ? 0 : this.#distinguishers.find(rdBytes(prefix));
    this.#setKey(prefix, rd);
    return this.#rdWords === 0 || rd !== 0;
  }

  #setKeyOfNode(node: number): void {
    for (let i = 0; i < this.#words; i++) {
      this.#key[i] = this.#keys[node * this.#words + i]!;
    }
    this.#keyBits = this.#lengths[node]!;
  }

  #releaseDistinguisher(rd: number): void {
    if (rd !== 0) {
      this.#distinguishers.release(rd);
    }
  }

  /** The child of a node on the way to the key; 0 where the way ends. */
  #childTowardsKey(node: number): number {
    const child = this.#children[node * 2 + this.#bit(this.#lengths[node]!)]!;
    const bits = this.#lengths[child]!;
    return child !== 0 && bits <= this.#keyBits && this.#commonBits(child, this.#lengths[node]!) >= bits ? child : 0;
  }

  /** The last prefix on the way to the key, of at most `maxBits`, that `accept` takes; 0 for none. */
  #deepest(maxBits: number, accept: (id: PrefixId) => boolean): PrefixId {
    let found = 0;
    for (let node = ROOT; node !== 0 && this.#lengths[node]! <= maxBits;) {
      const id = this.#prefixes[node]!;
      if (id !== 0 && accept(id)) {
        found = id;
      }
      node = this.#lengths[node]! < this.#keyBits ? this.#childTowardsKey(node) : 0;
    }
    return found;
  }

  /** The bit of the key at a place, from 0. */
  #bit(at: number): number {
    return (this.#key[at >>> 5]! >>> (31 - (at & 31))) & 1;
  }

  /** How many bits a node has in common with the key, where the first `knownBits` are known to be. */
  #commonBits(node: number, knownBits: number): number {
    const at = node * this.#words;
    for (let i = knownBits >>> 5; i < this.#words; i++) {
      const difference = this.#keys[at + i]! ^ this.#key[i]!;
      if (difference !== 0) {
        return i * 32 + Math.clz32(difference);
      }
    }
    return this.#words * 32;
  }

  /** The node of the key, made where there is none. */
  #insert(): number {
    const bits = this.#keyBits;
    let parent = ROOT;
    while (this.#lengths[parent]! < bits) {
      const link = parent * 2 + this.#bit(this.#lengths[parent]!);
      const child = this.#children[link]!;
      if (child === 0) {
        return this.#link(link, this.#newNode(bits));
      }
      const childBits = this.#lengths[child]!;
      const common = Math.min(this.#commonBits(child, this.#lengths[parent]!), bits, childBits);
      if (common < childBits) {
        return this.#insertAbove(child, link, common);
      }
      parent = child;
    }
    return parent;
  }

  /** Puts the key's node above a child that it covers, or beside it below a fork. */
  #insertAbove(child: number, link: number, common: number): number {
    const upper = this.#link(link, this.#newNode(common));
    this.#link(upper * 2 + this.#bitOfNode(child, common), child);
    return common === this.#keyBits ? upper : this.#link(upper * 2 + this.#bit(common), this.#newNode(this.#keyBits));
  }

  #bitOfNode(node: number, at: number): number {
    return (this.#keys[node * this.#words + (at >>> 5)]! >>> (31 - (at & 31))) & 1;
  }

  #link(link: number, child: number): number {
    this.#children[link] = child;
    return child;
  }

  /** Takes the key's node out where nothing needs it, and the fork above it where that loses its second child. */
  #prune(node: number): void {
    let above = 0;
    let parent = 0;
    for (let at = ROOT; at !== node; at = this.#childTowardsKey(at)) {
      above = parent;
      parent = at;
    }
    if (this.#splice(parent, node) && parent !== ROOT && this.#prefixes[parent] === 0) {
      this.#splice(above, parent);
    }
  }

  /** Puts the only child of a node, or none, in its place. Gives whether there was none. */
  #splice(parent: number, node: number): boolean {
    const left = this.#children[node * 2]!;
    const right = this.#children[node * 2 + 1]!;
    if (node === ROOT || (left !== 0 && right !== 0)) {
      return false;
    }
    const link = parent * 2 + (this.#children[parent * 2] === node ? 0 : 1);
    this.#children[link] = left + right;
    this.#children[node * 2] = this.#freeNode;
    this.#children[node * 2 + 1] = 0;
    this.#freeNode = node;
    return left + right === 0;
  }

  /** A node without children that holds the first bits of the key. */
  #newNode(bits: number): number {
    let node = this.#freeNode;
    if (node !== 0) {
      this.#freeNode = this.#children[node * 2]!;
    } else {
      node = ++this.#nodes;
      if (node >= this.#lengths.length) {
        this.#lengths = grown(this.#lengths, node + 1);
        this.#prefixes = grown(this.#prefixes, this.#lengths.length);
        this.#children = grown(this.#children, this.#lengths.length * 2);
        this.#keys = grown(this.#keys, this.#lengths.length * this.#words);
      }
    }
    this.#children[node * 2] = 0;
    this.#children[node * 2 + 1] = 0;
    this.#lengths[node] = bits;
    this.#prefixes[node] = 0;
    for (let i = 0; i < this.#words; i++) {
      this.#keys[node * this.#words + i] = this.#key[i]! & maskOf(bits - i * 32);
    }
    return node;
  }

  #newPrefix(): PrefixId {
    const free = this.#freePrefix;
    if (free !== 0) {
      this.#freePrefix = this.#nodeOf[free]!;
      return free;
    }
    const id = ++this.#highest;
    if (id >= this.#references.length) {
      this.#references = grown(this.#references, id + 1);
      this.#nodeOf = grown(this.#nodeOf, this.#references.length);
    }
    return id;
  }
}

/** The word that keeps the first bits of another. */
function maskOf(bits: number): number {
  return bits <= 0 ? 0 : bits >= 32 ? -1 : -1 << (32 - bits);
}

function rdBytes({ rd = '' }: TreePrefix): Uint8Array {
  return Uint8Array.from(rd, (character) => character.charCodeAt(0));
}
