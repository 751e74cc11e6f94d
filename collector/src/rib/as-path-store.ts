import { type AsPath, decodeAsPath, encodeAsPath, withoutPrepending } from '../bgp/as-path.ts';
import { Reader } from '../bytes/reader.ts';
import { ByteStore, type SavedByteStore } from './byte-store.ts';
import { grown } from './grow.ts';

export interface SavedAsPaths {
  readonly bytes: SavedByteStore;
  readonly plain: Uint32Array;
}

/** Segment types. RFC 4271 §4.3 */
const AS_SET = 1;
const AS_SEQUENCE = 2;

/** AS paths, each kept once in wire form with 4-octet AS numbers, with a number and a count of the references to it. */
export class AsPathStore {
  #bytes: ByteStore;
  /** By number: that of the same path without prepending, to which a path holds a reference; 0 where it has none. */
  #plain = new Uint32Array(0);

  constructor(hashSeed: number) {
    this.#bytes = new ByteStore(hashSeed);
  }

  /** A store of what `save` gave, with the same numbers. */
  static load({ bytes, plain }: SavedAsPaths, hashSeed: number): AsPathStore {
    const store = new AsPathStore(hashSeed);
    store.#bytes = ByteStore.load(bytes, hashSeed);
    store.#plain = plain.slice();
    return store;
  }

  save(): SavedAsPaths {
    return { bytes: this.#bytes.save(), plain: this.#plain.slice() };
  }

  /** The number of a path, with one reference more. */
  intern(path: AsPath): number {
    const id = this.#bytes.intern(encodeAsPath(path));
    if (this.#bytes.references(id) === 1) {
      const plain = withoutPrepending(path);
      if (plain !== path) {
        this.#setPlain(id, this.#bytes.intern(encodeAsPath(plain)));
      }
    }
    return id;
  }

  release(id: number): void {
    const plain = this.#bytes.references(id) === 1 ? this.plainId(id) : id;
    this.#bytes.release(id);
    if (plain !== id) {
      this.#plain[id] = 0;
      this.#bytes.release(plain);
    }
  }

  /** Number of the path without prepending: the same for paths through the same ASes. */
  plainId(id: number): number {
    const plain = id < this.#plain.length ? this.#plain[id]! : 0;
    return plain === 0 ? id : plain;
  }

  path(id: number): AsPath {
    return decodeAsPath(new Reader(this.#bytes.bytesOf(id)), 4, false);
  }

  /** The last AS of a path; undefined for one that is empty or ends in a set. */
  originAs(id: number): number | undefined {
    const lengthBytes = this.#bytes.lengthOf(id);
    let last = -1;
    for (let at = 0; at < lengthBytes; at += 2 + this.#bytes.u8(id, at + 1) * 4) {
      last = at;
    }
    return last >= 0 && this.#bytes.u8(id, last) === AS_SEQUENCE ? this.#bytes.u32(id, lengthBytes - 4) : undefined;
  }

  /** The first AS of a path; undefined for one that is empty or begins with a set. */
  firstAs(id: number): number | undefined {
    const begins = this.#bytes.lengthOf(id) > 0 && this.#bytes.u8(id, 0) === AS_SEQUENCE;
    return begins ? this.#bytes.u32(id, 2) : undefined;
  }

  /** AS path length: a set counts one, confederation segments none. RFC 4271 §9.1.2.2, RFC 5065 §5.3 */
  hops(id: number): number {
    const lengthBytes = this.#bytes.lengthOf(id);
    let hops = 0;
    for (let at = 0; at < lengthBytes;) {
      const kind = this.#bytes.u8(id, at);
      const asns = this.#bytes.u8(id, at + 1);
      hops += kind === AS_SEQUENCE ? asns : kind === AS_SET ? 1 : 0;
      at += 2 + asns * 4;
    }
    return hops;
  }

  #setPlain(id: number, plain: number): void {
    if (id >= this.#plain.length) {
      this.#plain = grown(this.#plain, id + 1);
    }
    this.#plain[id] = plain;
  }
}
