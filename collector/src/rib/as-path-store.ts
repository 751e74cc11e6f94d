import { type AsPath, decodeAsPath, encodeAsPath, withoutPrepending } from '../bgp/as-path.ts';
import { Reader } from '../bytes/reader.ts';
import { ByteStore, type SavedByteStore } from './byte-store.ts';
import { IdMap, type SavedIdMap } from './id-map.ts';
import { PairStore, type SavedPairStore } from './pair-store.ts';

export interface SavedAsPaths {
  readonly steps: SavedPairStore;
  readonly others: SavedByteStore;
  readonly plain: SavedIdMap;
}

/** In the place of the path before the last AS: the path is among the others. */
const OTHER = 0xffff_ffff;

/** Segment types. RFC 4271 §4.3 */
const AS_SET = 1;
const AS_SEQUENCE = 2;

/**
 * AS paths, each kept once, with a number and a count of the references to it. The paths that a peer tells share their beginnings, so a
 * path is the path before its last AS, and that AS. Only what is not one sequence stands for itself, in wire form.
 */
export class AsPathStore {
  /** Pairs of the number of a path (0 for none) and an AS, or of `OTHER` and a number among the others. */
  #steps: PairStore;
  #others: ByteStore;
  /** Number of the same path without prepending, to which a path that has some holds a reference. */
  #plain = new IdMap(Uint32Array);

  constructor(hashSeed: number) {
    this.#steps = new PairStore(hashSeed);
    this.#others = new ByteStore(hashSeed);
  }

  /** A store of what `save` gave, with the same numbers. */
  static load({ steps, others, plain }: SavedAsPaths, hashSeed: number): AsPathStore {
    const store = new AsPathStore(hashSeed);
    store.#steps = PairStore.load(steps, hashSeed);
    store.#others = ByteStore.load(others, hashSeed);
    store.#plain = IdMap.load(plain);
    return store;
  }

  save(): SavedAsPaths {
    return { steps: this.#steps.save(), others: this.#others.save(), plain: this.#plain.save() };
  }

  /** How many paths and beginnings of paths are kept. */
  get size(): number {
    return this.#steps.size;
  }

  /** The number of a path, with one reference more. */
  intern(path: AsPath): number {
    const id = this.#internAsItIs(path);
    const plain = withoutPrepending(path);
    if (plain !== path && this.#plain.get(id) === 0) {
      this.#plain.set(id, this.#internAsItIs(plain));
    }
    return id;
  }

  /** Takes a reference back. With the last one the path goes, and with it what it refers to. */
  release(id: number): void {
    for (let step = id; step !== 0;) {
      const isLast = this.#steps.references(step) === 1;
      const [before, last] = [this.#steps.first(step), this.#steps.second(step)];
      this.#steps.release(step);
      if (isLast) {
        this.#releasePlain(step);
      }
      if (isLast && before === OTHER) {
        this.#others.release(last);
      }
      step = isLast && before !== OTHER ? before : 0;
    }
  }

  /** Number of the path without prepending: the same for paths through the same ASes. */
  plainId(id: number): number {
    const plain = this.#plain.get(id);
    return plain === 0 ? id : plain;
  }

  path(id: number): AsPath {
    if (this.#isOther(id)) {
      return decodeAsPath(new Reader(this.#others.bytesOf(this.#steps.second(id))), 4, false);
    }
    const asns: number[] = [];
    for (let step = id; step !== 0; step = this.#steps.first(step)) {
      asns.push(this.#steps.second(step));
    }
    return [{ kind: 'sequence', asns: asns.reverse() }];
  }

  /** The last AS of a path; undefined for one that is empty or ends in a set. */
  originAs(id: number): number | undefined {
    if (!this.#isOther(id)) {
      return this.#steps.second(id);
    }
    const other = this.#steps.second(id);
    const lengthBytes = this.#others.lengthOf(other);
    let last = -1;
    for (let at = 0; at < lengthBytes; at += 2 + this.#others.u8(other, at + 1) * 4) {
      last = at;
    }
    const isSequence = last >= 0 && this.#others.u8(other, last) === AS_SEQUENCE;
    return isSequence ? this.#others.u32(other, lengthBytes - 4) : undefined;
  }

  /** The first AS of a path; undefined for one that is empty or begins with a set. */
  firstAs(id: number): number | undefined {
    if (this.#isOther(id)) {
      const other = this.#steps.second(id);
      const isSequence = this.#others.lengthOf(other) > 0 && this.#others.u8(other, 0) === AS_SEQUENCE;
      return isSequence ? this.#others.u32(other, 2) : undefined;
    }
    let step = id;
    while (this.#steps.first(step) !== 0) {
      step = this.#steps.first(step);
    }
    return this.#steps.second(step);
  }

  /** AS path length: a set counts one, confederation segments none. RFC 4271 §9.1.2.2, RFC 5065 §5.3 */
  hops(id: number): number {
    let hops = 0;
    if (!this.#isOther(id)) {
      for (let step = id; step !== 0; step = this.#steps.first(step)) {
        hops++;
      }
      return hops;
    }
    const other = this.#steps.second(id);
    const lengthBytes = this.#others.lengthOf(other);
    for (let at = 0; at < lengthBytes;) {
      const kind = this.#others.u8(other, at);
      const asns = this.#others.u8(other, at + 1);
      hops += kind === AS_SEQUENCE ? asns : kind === AS_SET ? 1 : 0;
      at += 2 + asns * 4;
    }
    return hops;
  }

  #isOther(id: number): boolean {
    return this.#steps.first(id) === OTHER;
  }

  #internAsItIs(path: AsPath): number {
    const [only] = path;
    if (path.length !== 1 || only?.kind !== 'sequence') {
      const other = this.#others.intern(encodeAsPath(path));
      const id = this.#steps.intern(OTHER, other);
      if (this.#steps.references(id) > 1) {
        this.#others.release(other);
      }
      return id;
    }
    let id = 0;
    for (const as of only.asns) {
      const before = id;
      id = this.#steps.intern(before, as);
      // A new step takes over the reference to the path before it; one that was there has its own.
      if (before !== 0 && this.#steps.references(id) > 1) {
        this.#steps.release(before);
      }
    }
    return id;
  }

  #releasePlain(id: number): void {
    const plain = this.#plain.delete(id);
    if (plain !== 0) {
      this.release(plain);
    }
  }
}
