import { type AsPath, decodeAsPath, encodeAsPath } from '../bgp/as-path.ts';
import type { PathAttributes } from '../bgp/attributes.ts';
import { decodeCanonicalAttributes } from '../bgp/canonical-attributes.ts';
import { Reader } from '../bytes/reader.ts';
import type { AddressText } from '../net/address.ts';
import { ByteStore, type SavedByteStore } from './byte-store.ts';
import { grown } from './grow.ts';
import type { AttributesId } from './ids.ts';

/** What a route says besides its prefix: the shape of events and of what the store gives back. */
export interface RouteAttributes {
  readonly attributes: PathAttributes;
  readonly nextHop: AddressText | undefined;
  /** All of them but AS_PATH and the next hop, in canonical wire form. */
  readonly otherAttributes: Uint8Array;
}

export interface SavedAttributes {
  readonly records: SavedByteStore;
  readonly asPaths: SavedByteStore;
  readonly nextHops: SavedByteStore;
}

/** Offsets in a record: number of the AS path, number of the next hop (0 for none), then the other attributes. */
const AS_PATH_AT = 0;
const NEXT_HOP_AT = 4;
const OTHERS_AT = 8;

/** Segment types. RFC 4271 §4.3 */
const AS_SET = 1;
const AS_SEQUENCE = 2;

/**
 * Sets of path attributes, each kept once, in wire form: equal sets of attributes have equal numbers, whichever peer and message
 * they came from. AS paths and next hops have numbers of their own, since they are shared more widely than whole sets.
 */
export class AttributeStore {
  #records: ByteStore;
  #asPaths: ByteStore;
  #nextHops: ByteStore;
  #scratch = new Uint8Array(256);
  /** The last ones interned: those of the message that is being taken in. */
  #last: RouteAttributes['attributes'] | undefined;
  #lastNextHop: AddressText | undefined;
  #lastId: AttributesId = 0;

  readonly #notes: AttributeNotes[] = [];

  constructor(hashSeed: number) {
    this.#records = new ByteStore(hashSeed);
    this.#asPaths = new ByteStore(hashSeed);
    this.#nextHops = new ByteStore(hashSeed);
  }

  /** A store of what `save` gave, with the same numbers. */
  static load({ records, asPaths, nextHops }: SavedAttributes, hashSeed: number): AttributeStore {
    const store = new AttributeStore(hashSeed);
    store.#records = ByteStore.load(records, hashSeed);
    store.#asPaths = ByteStore.load(asPaths, hashSeed);
    store.#nextHops = ByteStore.load(nextHops, hashSeed);
    return store;
  }

  save(): SavedAttributes {
    return { records: this.#records.save(), asPaths: this.#asPaths.save(), nextHops: this.#nextHops.save() };
  }

  /** How many distinct sets of attributes there are. */
  get size(): number {
    return this.#records.size;
  }

  /** The number of a set of attributes, with one reference more. */
  intern(route: RouteAttributes): AttributesId {
    const { attributes, nextHop } = route;
    if (attributes === this.#last && nextHop === this.#lastNextHop) {
      this.#records.retain(this.#lastId);
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

  release(id: AttributesId): void {
    if (this.#records.references(id) === 1) {
      this.#asPaths.release(this.asPathId(id));
      const nextHop = this.nextHopId(id);
      if (nextHop !== 0) {
        this.#nextHops.release(nextHop);
      }
      for (const notes of this.#notes) {
        notes.set(id, 0);
      }
      if (id === this.#lastId) {
        this.#last = undefined;
      }
    }
    this.#records.release(id);
  }

  /** Number of the AS path, the same for equal paths. */
  asPathId(id: AttributesId): number {
    return this.#records.u32(id, AS_PATH_AT);
  }

  /** Number of the next hop, the same for equal ones; 0 without one. */
  nextHopId(id: AttributesId): number {
    return this.#records.u32(id, NEXT_HOP_AT);
  }

  asPath(id: AttributesId): AsPath {
    return decodeAsPath(new Reader(this.#asPaths.bytesOf(this.asPathId(id))), 4, false);
  }

  nextHop(id: AttributesId): AddressText | undefined {
    const nextHop = this.nextHopId(id);
    return nextHop === 0 ? undefined : String.fromCharCode(...this.#nextHops.bytesOf(nextHop));
  }

  /** The last AS of the path; undefined for a path that is empty or ends in a set. */
  originAs(id: AttributesId): number | undefined {
    const path = this.asPathId(id);
    const lengthBytes = this.#asPaths.lengthOf(path);
    let last = -1;
    for (let at = 0; at < lengthBytes; at += 2 + this.#asPaths.u8(path, at + 1) * 4) {
      last = at;
    }
    return last >= 0 && this.#asPaths.u8(path, last) === AS_SEQUENCE
      ? this.#asPaths.u32(path, lengthBytes - 4)
      : undefined;
  }

  /** The first AS of the path; undefined for a path that is empty or begins with a set. */
  firstAs(id: AttributesId): number | undefined {
    const path = this.asPathId(id);
    const begins = this.#asPaths.lengthOf(path) > 0 && this.#asPaths.u8(path, 0) === AS_SEQUENCE;
    return begins ? this.#asPaths.u32(path, 2) : undefined;
  }

  /** AS path length: a set counts one, confederation segments none. RFC 4271 §9.1.2.2, RFC 5065 §5.3 */
  pathLength(id: AttributesId): number {
    const path = this.asPathId(id);
    const lengthBytes = this.#asPaths.lengthOf(path);
    let hops = 0;
    for (let at = 0; at < lengthBytes;) {
      const kind = this.#asPaths.u8(path, at);
      const asns = this.#asPaths.u8(path, at + 1);
      hops += kind === AS_SEQUENCE ? asns : kind === AS_SET ? 1 : 0;
      at += 2 + asns * 4;
    }
    return hops;
  }

  /** All but AS_PATH and next hop, in canonical wire form. A view that holds until the store changes. */
  otherAttributes(id: AttributesId): Uint8Array {
    return this.#records.bytesOf(id).subarray(OTHERS_AT);
  }

  /** All attributes, decoded anew. */
  attributes(id: AttributesId): PathAttributes {
    const others = decodeCanonicalAttributes(this.otherAttributes(id));
    return { ...others, asPath: this.asPath(id), nextHop: this.nextHop(id) };
  }

  #intern({ attributes, nextHop, otherAttributes }: RouteAttributes): AttributesId {
    const lengthBytes = OTHERS_AT + otherAttributes.length;
    if (lengthBytes > this.#scratch.length) {
      this.#scratch = new Uint8Array(lengthBytes * 2);
    }
    const scratch = this.#scratch;
    const asPathId = this.#asPaths.intern(encodeAsPath(attributes.asPath ?? []));
    const nextHopId = nextHop === undefined ? 0 : this.#internNextHop(nextHop);
    putU32(scratch, AS_PATH_AT, asPathId);
    putU32(scratch, NEXT_HOP_AT, nextHopId);
    scratch.set(otherAttributes, OTHERS_AT);
    const id = this.#records.intern(scratch, lengthBytes);
    if (this.#records.references(id) > 1) {
      // The record holds its references already.
      this.#asPaths.release(asPathId);
      if (nextHopId !== 0) {
        this.#nextHops.release(nextHopId);
      }
    }
    return id;
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
