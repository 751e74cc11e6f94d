import type { AsPath } from '../bgp/as-path.ts';
import type { PathAttributes } from '../bgp/attributes.ts';
import { decodeCanonicalAttributes } from '../bgp/canonical-attributes.ts';
import type { AddressText } from '../net/address.ts';
import { AsPathStore, type SavedAsPaths } from './as-path-store.ts';
import { ByteStore, type SavedByteStore } from './byte-store.ts';
import { grown } from './grow.ts';
import type { AttributesId } from './ids.ts';
import { PairStore, type SavedPairStore } from './pair-store.ts';

/** What a route says besides its prefix: the shape of events and of what the store gives back. */
export interface RouteAttributes {
  readonly attributes: PathAttributes;
  readonly nextHop: AddressText | undefined;
  /** All of them but AS_PATH and the next hop, in canonical wire form. */
  readonly otherAttributes: Uint8Array;
}

export interface SavedAttributes {
  readonly sets: SavedPairStore;
  readonly asPaths: SavedAsPaths;
  readonly rests: SavedByteStore;
  readonly nextHops: SavedByteStore;
}

/** Offsets in a rest: number of the next hop (0 for none), then the other attributes. */
const NEXT_HOP_AT = 0;
const OTHERS_AT = 4;

/**
 * Sets of path attributes, each kept once: equal sets have equal numbers, whichever peer and message they came from. A set is a pair of
 * an AS path and the rest, both in wire form: many sets differ in one of them only.
 */
export class AttributeStore {
  #sets: PairStore;
  #asPaths: AsPathStore;
  #rests: ByteStore;
  #nextHops: ByteStore;
  #scratch = new Uint8Array(256);
  /** The last ones interned: those of the message that is being taken in. */
  #last: RouteAttributes['attributes'] | undefined;
  #lastNextHop: AddressText | undefined;
  #lastId: AttributesId = 0;

  #notes: AttributeNotes[] = [];

  constructor(hashSeed: number) {
    this.#sets = new PairStore(hashSeed);
    this.#asPaths = new AsPathStore(hashSeed);
    this.#rests = new ByteStore(hashSeed);
    this.#nextHops = new ByteStore(hashSeed);
  }

  /** A store of what `save` gave, with the same numbers. */
  static load({ sets, asPaths, rests, nextHops }: SavedAttributes, hashSeed: number): AttributeStore {
    const store = new AttributeStore(hashSeed);
    store.#sets = PairStore.load(sets, hashSeed);
    store.#asPaths = AsPathStore.load(asPaths, hashSeed);
    store.#rests = ByteStore.load(rests, hashSeed);
    store.#nextHops = ByteStore.load(nextHops, hashSeed);
    return store;
  }

  save(): SavedAttributes {
    return {
      sets: this.#sets.save(),
      asPaths: this.#asPaths.save(),
      rests: this.#rests.save(),
      nextHops: this.#nextHops.save(),
    };
  }

  /** How many distinct sets of attributes there are. */
  get size(): number {
    return this.#sets.size;
  }

  /** The number of a set of attributes, with one reference more. */
  intern(route: RouteAttributes): AttributesId {
    const { attributes, nextHop } = route;
    if (attributes === this.#last && nextHop === this.#lastNextHop) {
      this.#sets.retain(this.#lastId);
      return this.#lastId;
    }
    const id = this.#intern(route);
    this.#last = attributes;
    this.#lastNextHop = nextHop;
    this.#lastId = id;
    return id;
  }

  /** A number to keep beside each set of attributes for as long as it lives, for what is costly to work out from it. */
  newNotes(): AttributeNotes {
    const notes = new AttributeNotes();
    this.#notes.push(notes);
    return notes;
  }

  /** Nobody looks at the notes any more that were kept until now. */
  forgetNotes(): void {
    this.#notes = [];
  }

  release(id: AttributesId): void {
    if (this.#sets.references(id) === 1) {
      this.#asPaths.release(this.#sets.first(id));
      this.#releaseRest(this.#sets.second(id));
      for (const notes of this.#notes) {
        notes.set(id, 0);
      }
      if (id === this.#lastId) {
        this.#last = undefined;
      }
    }
    this.#sets.release(id);
  }

  /** Number of the AS path, the same for equal paths. */
  asPathId(id: AttributesId): number {
    return this.#sets.first(id);
  }

  /** Number of the next hop, the same for equal ones; 0 without one. */
  nextHopId(id: AttributesId): number {
    return this.#rests.u32(this.#sets.second(id), NEXT_HOP_AT);
  }

  /** Number of the AS path without prepending, the same for paths through the same ASes. */
  plainAsPathId(id: AttributesId): number {
    return this.#asPaths.plainId(this.asPathId(id));
  }

  asPath(id: AttributesId): AsPath {
    return this.#asPaths.path(this.asPathId(id));
  }

  nextHop(id: AttributesId): AddressText | undefined {
    const nextHop = this.nextHopId(id);
    return nextHop === 0 ? undefined : String.fromCharCode(...this.#nextHops.bytesOf(nextHop));
  }

  /** The last AS of the path; undefined for a path that is empty or ends in a set. */
  originAs(id: AttributesId): number | undefined {
    return this.#asPaths.originAs(this.asPathId(id));
  }

  /** The first AS of the path; undefined for a path that is empty or begins with a set. */
  firstAs(id: AttributesId): number | undefined {
    return this.#asPaths.firstAs(this.asPathId(id));
  }

  /** AS path length: a set counts one, confederation segments none. RFC 4271 §9.1.2.2, RFC 5065 §5.3 */
  pathLength(id: AttributesId): number {
    return this.#asPaths.hops(this.asPathId(id));
  }

  /** All but AS_PATH and next hop, in canonical wire form. A view that holds until the store changes. */
  otherAttributes(id: AttributesId): Uint8Array {
    return this.#rests.bytesOf(this.#sets.second(id)).subarray(OTHERS_AT);
  }

  /** All attributes, decoded anew. */
  attributes(id: AttributesId): PathAttributes {
    const others = decodeCanonicalAttributes(this.otherAttributes(id));
    return { ...others, asPath: this.asPath(id), nextHop: this.nextHop(id) };
  }

  /** The set takes over the references to its parts, or has them already. */
  #intern({ attributes, nextHop, otherAttributes }: RouteAttributes): AttributesId {
    const asPath = this.#asPaths.intern(attributes.asPath ?? []);
    const rest = this.#internRest(nextHop, otherAttributes);
    const id = this.#sets.intern(asPath, rest);
    if (this.#sets.references(id) > 1) {
      this.#asPaths.release(asPath);
      this.#releaseRest(rest);
    }
    return id;
  }

  #internRest(nextHop: AddressText | undefined, otherAttributes: Uint8Array): number {
    const lengthBytes = OTHERS_AT + otherAttributes.length;
    if (lengthBytes > this.#scratch.length) {
      this.#scratch = new Uint8Array(lengthBytes * 2);
    }
    const nextHopId = nextHop === undefined ? 0 : this.#internNextHop(nextHop);
    putU32(this.#scratch, NEXT_HOP_AT, nextHopId);
    this.#scratch.set(otherAttributes, OTHERS_AT);
    const rest = this.#rests.intern(this.#scratch, lengthBytes);
    if (nextHopId !== 0 && this.#rests.references(rest) > 1) {
      this.#nextHops.release(nextHopId);
    }
    return rest;
  }

  #releaseRest(rest: number): void {
    const nextHop = this.#rests.references(rest) === 1 ? this.#rests.u32(rest, NEXT_HOP_AT) : 0;
    this.#rests.release(rest);
    if (nextHop !== 0) {
      this.#nextHops.release(nextHop);
    }
  }

  #internNextHop(nextHop: AddressText): number {
    for (let i = 0; i < nextHop.length; i++) {
      this.#scratch[i] = nextHop.charCodeAt(i);
    }
    return this.#nextHops.intern(this.#scratch, nextHop.length);
  }
}

/** A number for each set of attributes; 0 until it is set. */
export class AttributeNotes {
  #values = new Uint32Array(16);

  /** By number of the set of attributes. A view that holds until the next one is set. */
  save(): Uint32Array {
    return this.#values;
  }

  load(values: Uint32Array): void {
    this.#values = values.slice();
  }

  get(id: AttributesId): number {
    return id < this.#values.length ? this.#values[id]! : 0;
  }

  set(id: AttributesId, value: number): void {
    if (id >= this.#values.length) {
      this.#values = grown(this.#values, id + 1);
    }
    this.#values[id] = value;
  }
}

function putU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}
