import { Reader } from '../bytes/reader.ts';
import { formatHex } from '../bytes/hex.ts';
import type { TextBuilder } from '../bytes/text-builder.ts';
import type { AsPath, SegmentKind } from '../bgp/as-path.ts';
import { noAttributes } from '../bgp/attributes.ts';
import type { NlriPrefix } from '../bgp/nlri.ts';
import { LEGACY_BGP, type MrtRecord, TABLE_DUMP, TABLE_DUMP_V2 } from '../mrt/record.ts';
import { stateNumber } from '../mrt/session-state.ts';
import { SAFI_MULTICAST, SAFI_UNICAST } from '../net/family.ts';
import { BgpdumpAddresses, addPrefix } from './bgpdump-address.ts';
import { type Part, type RoutesPart, isRoutes } from './part.ts';

/** What `bgpdump -m` has switches for. */
export interface BgpdumpOptions {
  /** A column of large communities (-l). */
  readonly largeCommunities: boolean;
  /** A column of the attributes that have no other (-u). */
  readonly unassigned: boolean;
  /** Table lines carry the time of the dump, or that at which the route was learned (-t). */
  readonly tableTime: 'dump' | 'change';
}

const BAR = 124;
const BLANK = 32;
const COMMA = 44;
const NEWLINE = 10;
const ACTIONS = { announce: 'A', withdraw: 'W', rib: 'B' } as const;
const NONE = noAttributes();
/** Brackets and separator of a segment; a sequence has no brackets. */
const SEGMENTS: Readonly<Record<SegmentKind, { open: string; close: string; separator: number }>> = {
  sequence: { open: '', close: '', separator: BLANK },
  set: { open: '{', close: '}', separator: COMMA },
  'confed-sequence': { open: '(', close: ')', separator: BLANK },
  'confed-set': { open: '[', close: ']', separator: COMMA },
};

/** Writes parts as the lines of `bgpdump -m`. What that has no line for is left out: all but routes and state changes. */
export class BgpdumpLines {
  readonly #options: BgpdumpOptions;
  readonly #leftOut: (reason: string) => void;
  readonly #addresses = new BgpdumpAddresses();

  /** `leftOut` hears of routes that have no line. */
  constructor(options: BgpdumpOptions, leftOut: (reason: string) => void) {
    this.#options = options;
    this.#leftOut = leftOut;
  }

  add(record: MrtRecord, part: Part, text: TextBuilder): void {
    if (isRoutes(part)) {
      this.#routes(record, part, text);
    } else if (part.kind === 'state') {
      this.#begin(text, record, part, 'STATE', false, record.timeUs);
      text.decimal(stateNumber(part.from));
      text.byte(BAR);
      text.decimal(stateNumber(part.to));
      text.byte(NEWLINE);
    }
  }

  /** The first prefix makes a whole line; the others differ from it in nothing else. */
  #routes(record: MrtRecord, part: RoutesPart, text: TextBuilder): void {
    const { kind, family, prefixes, originatedSeconds } = part;
    if (part.undecoded || (family.safi !== SAFI_UNICAST && family.safi !== SAFI_MULTICAST)) {
      this.#leftOut('routes of a family that bgpdump lines cannot tell');
      return;
    }
    const changed = this.#options.tableTime === 'change' && originatedSeconds !== undefined;
    const timeUs = changed ? originatedSeconds * 1_000_000 : record.timeUs;
    const first = prefixes[0]!;
    const headAt = text.length;
    this.#begin(text, record, part, ACTIONS[kind], first.pathId !== undefined, timeUs);
    const headEnd = text.length;
    addQualified(text, first);
    const tailAt = text.length;
    if (kind !== 'withdraw') {
      this.#attributes(text, record, part);
    }
    text.byte(NEWLINE);
    const tailEnd = text.length;
    for (let i = 1; i < prefixes.length; i++) {
      text.repeat(headAt, headEnd);
      addQualified(text, prefixes[i]!);
      text.repeat(tailAt, tailEnd);
    }
  }

  /** Format, time, action, peer: all before the prefix. */
  #begin(
    text: TextBuilder,
    { type, extended }: MrtRecord,
    { peer, direction }: Pick<RoutesPart, 'peer' | 'direction'>,
    action: string,
    pathIds: boolean,
    timeUs: number
  ): void {
    text.ascii(formatName(type));
    text.ascii(extended ? '_ET' : '');
    text.ascii(direction === 'sent' ? '_LOCAL' : '');
    text.ascii(pathIds ? '_AP|' : '|');
    const seconds = Math.floor(timeUs / 1_000_000);
    text.decimal(seconds);
    if (extended) {
      text.byte(46);
      text.padded(timeUs - seconds * 1_000_000, 6);
    }
    text.byte(BAR);
    text.ascii(action);
    text.byte(BAR);
    text.ascii(this.#addresses.format(peer.address));
    text.byte(BAR);
    text.decimal(peer.as);
    text.byte(BAR);
  }

  /** The columns behind the prefix. */
  #attributes(
    text: TextBuilder,
    { body }: MrtRecord,
    { attributes = NONE, attributeBytes, nextHop, family }: RoutesPart
  ): void {
    const { origin, med, localPref, communities, largeCommunities, atomicAggregate, aggregator } = attributes;
    text.byte(BAR);
    addAsPath(text, attributes.asPath ?? []);
    text.byte(BAR);
    text.ascii(origin ?? 'INCOMPLETE');
    text.byte(BAR);
    text.ascii(this.#addresses.formatNextHop(nextHop, family));
    text.byte(BAR);
    text.decimal(localPref ?? 0);
    text.byte(BAR);
    text.decimal(med ?? 0);
    text.byte(BAR);
    addList(text, communities);
    if (this.#options.largeCommunities) {
      addList(text, largeCommunities);
    }
    text.ascii(atomicAggregate ? 'AG|' : 'NAG|');
    if (aggregator) {
      text.decimal(aggregator.as);
      text.byte(BLANK);
      text.ascii(aggregator.address);
    }
    text.byte(BAR);
    if (this.#options.unassigned) {
      addList(text, attributeBytes && unassigned(new Reader(body, attributeBytes.at, attributeBytes.end)));
    }
  }
}

function formatName(type: number): string {
  return type === TABLE_DUMP_V2
    ? 'TABLE_DUMP2'
    : type === TABLE_DUMP
      ? 'TABLE_DUMP'
      : type === LEGACY_BGP
        ? 'BGP'
        : 'BGP4MP';
}

/** The prefix, and its path identifier in a column of its own. */
function addQualified(text: TextBuilder, prefix: NlriPrefix): void {
  addPrefix(text, prefix);
  if (prefix.pathId !== undefined) {
    text.byte(BAR);
    text.decimal(prefix.pathId);
  }
}

function addAsPath(text: TextBuilder, path: AsPath): void {
  for (let i = 0; i < path.length; i++) {
    const { kind, asns } = path[i]!;
    const { open, close, separator } = SEGMENTS[kind];
    if (i > 0) {
      text.byte(BLANK);
    }
    text.ascii(open);
    for (let j = 0; j < asns.length; j++) {
      if (j > 0) {
        text.byte(separator);
      }
      text.decimal(asns[j]!);
    }
    text.ascii(close);
  }
}

function addList(text: TextBuilder, items: readonly string[] | undefined): void {
  for (let i = 0; i < (items?.length ?? 0); i++) {
    if (i > 0) {
      text.byte(BLANK);
    }
    text.ascii(items![i]!);
  }
  text.byte(BAR);
}

/** Attributes that have a column, or whose sense is in one. */
const ASSIGNED: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 15, 17, 18, 32]);
const EXTENDED_LENGTH = 0x10;

/** Type, flags and value in hex of each of the other attributes. The block has been decoded: its boundaries hold, or end it. */
function unassigned(reader: Reader): string[] {
  const items: string[] = [];
  while (reader.left >= 3) {
    const flags = reader.u8('attribute flags');
    const type = reader.u8('attribute type');
    const wide = (flags & EXTENDED_LENGTH) !== 0 && reader.left >= 2;
    const lengthBytes = wide ? reader.u16('attribute length') : reader.u8('attribute length');
    if (lengthBytes > reader.left) {
      break;
    }
    const value = reader.take(lengthBytes, 'attribute');
    if (!ASSIGNED.has(type)) {
      items.push(formatHex(Uint8Array.of(type)) + `:${formatHex(Uint8Array.of(flags))}:${formatHex(value)}`);
    }
  }
  return items;
}
