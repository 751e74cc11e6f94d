import { AsPathPattern, PatternError } from '../bgp/as-path-pattern.ts';
import type { BgpdumpOptions } from '../dump/bgpdump-lines.ts';
import { MATCHES, type Match, type Wanted } from '../dump/filter.ts';
import { PART_KINDS, type Part } from '../dump/part.ts';
import { formatIPv4, formatIPv6 } from '../net/address.ts';
import { parseAddress, parsePrefix } from '../net/parse-prefix.ts';
import { formatPrefix } from '../net/prefix.ts';
import { CommandError, EXIT } from './exit.ts';

/** The flags of `earshot dump` as typed. */
export interface DumpFlags {
  readonly format: string;
  readonly l?: true;
  readonly u?: true;
  readonly t?: string;
  readonly prefix?: string;
  readonly match?: string;
  readonly peer?: readonly string[];
  readonly asPath?: string;
  readonly origin?: readonly string[];
  readonly type?: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly raw?: string;
}

function refuse(flag: string, value: string, wanted: string): CommandError {
  return new CommandError(`${flag} ${value}: ${wanted}`, EXIT.usage);
}

/** The switches of `bgpdump -m`; undefined where JSON is asked for. */
export function bgpdumpOptions({ format, l, u, t }: DumpFlags): BgpdumpOptions | undefined {
  if (format !== 'bgpdump') {
    if (l ?? u ?? t) {
      throw new CommandError('-l, -u and -t belong to --format bgpdump', EXIT.usage);
    }
    return undefined;
  }
  return { largeCommunities: l ?? false, unassigned: u ?? false, tableTime: t === 'change' ? 'change' : 'dump' };
}

/** What the filter flags ask for. */
export function wanted(flags: DumpFlags): Wanted {
  const { peer, origin, type, since, until } = flags;
  return {
    kinds: type && new Set(type.flatMap((text) => text.split(',')).flatMap(parseKind)),
    peers: peer && new Set(peer.map(parsePeer)),
    prefix: wantedPrefix(flags),
    asPath: flags.asPath === undefined ? undefined : parsePattern(flags.asPath),
    origins: origin && new Set(origin.map((text) => parseAs('--origin', text))),
    sinceUs: since === undefined ? undefined : parseTimeUs('--since', since),
    untilUs: until === undefined ? undefined : parseTimeUs('--until', until),
  };
}

function parseKind(text: string): readonly Part['kind'][] {
  if (text === 'update') {
    return ['announce', 'withdraw', 'end-of-rib'];
  }
  const kind = PART_KINDS.find((name) => name === text);
  if (kind === undefined) {
    throw refuse('--type', text, `one of update, ${PART_KINDS.join(', ')}`);
  }
  return [kind];
}

/** An address in the text that peers have here, or an AS number. */
function parsePeer(text: string): string | number {
  if (/^\d+$/.test(text)) {
    return parseAs('--peer', text);
  }
  const address = parseAddress(text);
  if (address === undefined) {
    throw refuse('--peer', text, 'an address such as 192.0.2.1, or an AS number');
  }
  const { addressBits, w0, w1, w2, w3 } = address;
  const mapped = addressBits === 128 && w0 === 0 && w1 === 0 && w2 === 0xffff;
  return addressBits === 32 ? formatIPv4(w0) : mapped ? formatIPv4(w3) : formatIPv6(w0, w1, w2, w3);
}

function parseAs(flag: string, text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > 0xffffffff) {
    throw refuse(flag, text, 'an AS number such as 64500');
  }
  return Number(text);
}

function wantedPrefix({ prefix: text, match = 'exact' }: DumpFlags): Wanted['prefix'] {
  if (text === undefined) {
    return undefined;
  }
  const value = parsePrefix(text);
  if (value === undefined) {
    throw refuse('--prefix', text, 'a prefix such as 10.1.0.0/16 or 2001:db8::/32');
  }
  const address = parseAddress(text.split('/')[0]!)!;
  const hostBits = [address.w0, address.w1, address.w2, address.w3].join() !== wordsOf(value);
  if (hostBits) {
    throw refuse('--prefix', text, `host bits are set, did you mean ${formatPrefix(value)}?`);
  }
  if (!text.includes('/') && (match === 'exact' || match === 'longer')) {
    throw refuse('--prefix', text, `has no length: write ${formatPrefix(value)}, or choose --match lookup`);
  }
  return { value, match: MATCHES.find((name): name is Match => name === match)! };
}

function wordsOf({ w0, w1, w2, w3 }: { w0: number; w1: number; w2: number; w3: number }): string {
  return [w0, w1, w2, w3].join();
}

function parsePattern(text: string): AsPathPattern {
  try {
    return new AsPathPattern(text);
  } catch (error) {
    if (error instanceof PatternError) {
      throw refuse(
        '--as-path',
        text,
        `${error.message} is not part of an AS-path pattern such as _65010_ or ^65515 .*$`
      );
    }
    throw error;
  }
}

/** RFC 3339, or seconds since 1970. */
function parseTimeUs(flag: string, text: string): number {
  if (/^\d{1,10}(\.\d{1,6})?$/.test(text)) {
    return Math.round(Number(text) * 1_000_000);
  }
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)$/i.exec(text);
  const timeMs = match ? Date.parse(`${match[1]}${match[3]}`.toUpperCase()) : NaN;
  if (Number.isNaN(timeMs)) {
    throw refuse(flag, text, 'a time such as 2026-01-31T22:30:00Z, or seconds since 1970');
  }
  return timeMs * 1000 + Number((match![2] ?? '').padEnd(6, '0'));
}
