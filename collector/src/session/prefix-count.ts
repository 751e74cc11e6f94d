import { asDecodeError } from '../bgp/fault.ts';
import { type NlriPrefix, decodeNlri } from '../bgp/nlri.ts';
import type { SessionParams } from '../bgp/session-params.ts';
import { Reader } from '../bytes/reader.ts';
import { type Family, IPV4_UNICAST, formatFamily } from '../net/family.ts';

const HEADER_BYTES = 19;
const MP_REACH_NLRI = 14;
const MP_UNREACH_NLRI = 15;
const EXTENDED_LENGTH = 0x10;

/**
 * Counts the routes that a peer has announced and not withdrawn, by family, up to a limit. It reads prefixes alone; an UPDATE
 * that is malformed counts as far as it can be read. Holds no more keys than the limit.
 */
export class PrefixCount {
  readonly #limit: number;
  readonly #params: SessionParams;
  readonly #held = new Map<string, Set<number | string>>();
  #over: Family | undefined;

  constructor(limit: number, params: SessionParams) {
    this.#limit = limit;
    this.#params = params;
  }

  /** Takes in an UPDATE, header included; gives the family that has gone over the limit. */
  update(bytes: Uint8Array): Family | undefined {
    const reader = new Reader(bytes, HEADER_BYTES);
    try {
      this.#read(reader);
    } catch (error) {
      asDecodeError(error);
    }
    return this.#over;
  }

  #read(reader: Reader): void {
    const withdrawnEnd = reader.enter(reader.u16('withdrawn routes length'), 'withdrawn routes');
    this.#withdraw(reader, IPV4_UNICAST);
    reader.leave(withdrawnEnd);
    const blockEnd = reader.enter(reader.u16('total path attribute length'), 'path attributes');
    while (reader.left > 0) {
      this.#attribute(reader);
    }
    reader.leave(blockEnd);
    this.#announce(reader, IPV4_UNICAST);
  }

  #attribute(reader: Reader): void {
    const flags = reader.u8('attribute flags');
    const type = reader.u8('attribute type');
    const wide = (flags & EXTENDED_LENGTH) !== 0;
    const end = reader.enter(wide ? reader.u16('attribute length') : reader.u8('attribute length'), 'attribute');
    if (type === MP_UNREACH_NLRI) {
      this.#withdraw(reader, decodeFamily(reader));
    } else if (type === MP_REACH_NLRI) {
      const family = decodeFamily(reader);
      reader.skip(reader.u8('next hop length') + 1, 'next hop');
      this.#announce(reader, family);
    }
    reader.leave(end);
  }

  #announce(reader: Reader, family: Family): void {
    const { prefixes } = decodeNlri(reader, family, this.#params);
    if (prefixes.length === 0) {
      return;
    }
    const held = this.#of(family);
    for (const prefix of prefixes) {
      held.add(keyOf(prefix));
      if (held.size > this.#limit) {
        this.#over = family;
        return;
      }
    }
  }

  #withdraw(reader: Reader, family: Family): void {
    for (const prefix of decodeNlri(reader, family, this.#params).prefixes) {
      this.#of(family).delete(keyOf(prefix));
    }
  }

  #of(family: Family): Set<number | string> {
    const name = formatFamily(family);
    let held = this.#held.get(name);
    if (held === undefined) {
      held = new Set();
      this.#held.set(name, held);
    }
    return held;
  }
}

function decodeFamily(reader: Reader): Family {
  return { afi: reader.u16('AFI'), safi: reader.u8('SAFI') };
}

/**
 * The same for the same route; labels are no part of it (RFC 8277 §2.4). A number for the routes that tables are full of:
 * a set of numbers takes a fraction of the time and memory of one of texts.
 */
function keyOf({ addressBits, w0, w1, w2, w3, lengthBits, pathId, rd }: NlriPrefix): number | string {
  return addressBits === 32 && pathId === undefined && rd === undefined
    ? (w0 >>> 0) * 64 + lengthBits
    : `${w0} ${w1} ${w2} ${w3} ${lengthBits} ${pathId ?? ''} ${rd ?? ''}`;
}
