import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AsPathSegment, formatAsPath } from '../src/bgp/as-path.ts';
import { type Message, decodeBody, decodeHeader } from '../src/bgp/message.ts';
import type { Nlri } from '../src/bgp/nlri.ts';
import { Reader } from '../src/bytes/reader.ts';
import { formatFamily } from '../src/net/family.ts';
import { formatPrefix } from '../src/net/prefix.ts';
import { attribute, reachIPv6, unreachIPv6, update } from './build/bgp.ts';
import { ipv4, join, u32 } from './build/bytes.ts';
import { hasTool } from './tools.ts';

/** What both decoders say of an UPDATE, in one form. */
interface Projection {
  readonly announced: readonly string[];
  readonly withdrawn: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

const MESSAGES = 250;
/** What `exabgp --decode` of Debian 12 (4.2.21) reads: it takes a longer message apart at the wrong place. */
const DECODABLE_BYTES = 255;
const installed = hasTool('exabgp');

describe.skipIf(!installed)('ExaBGP', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(joinPath(tmpdir(), 'earshot-exabgp-'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test(`decodes ${MESSAGES} generated UPDATEs as we do`, () => {
    const messages = fc.sample(anUpdate(), { numRuns: MESSAGES, seed: 20_261_123 });
    const theirs = decodeWithExabgp(folder, messages);
    expect(theirs).toHaveLength(MESSAGES);
    for (const [i, message] of messages.entries()) {
      expect(ours(message), Buffer.from(message).toString('hex')).toEqual(theirs[i]);
    }
  });
});

const as = fc.integer({ min: 1, max: 0xffff_ffff });
const ipv4Prefix = fc
  .tuple(fc.integer({ min: 1, max: 32 }), fc.integer({ min: 0x0100_0000, max: 0xdfff_ffff }))
  .map(([length, word]) => {
    const masked = length === 32 ? word : (word & (-1 << (32 - length))) >>> 0;
    return `${[24, 16, 8, 0].map((shift) => (masked >>> shift) & 255).join('.')}/${length}`;
  });
const ipv6Prefix = fc.tuple(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(32, 48)).map(([group, length]) => {
  return length === 32 ? `2001:${(group | 1).toString(16)}::/32` : `2001:db8:${(group | 1).toString(16)}::/48`;
});
const words = (count: number): fc.Arbitrary<Uint8Array> =>
  fc
    .array(fc.integer({ min: 1, max: 0xffff_fffe }), { minLength: count, maxLength: count })
    .map((values) => join(...values.map(u32)));
const items = (wordsEach: number): fc.Arbitrary<Uint8Array> =>
  fc.array(words(wordsEach), { minLength: 1, maxLength: 4 }).map((list) => join(...list));

/** UPDATEs with IPv4 and IPv6 unicast and every attribute that both print, each now and then. */
function anUpdate(): fc.Arbitrary<Uint8Array> {
  const maybe = (arbitrary: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array[]> =>
    fc.option(arbitrary).map((value) => (value === null ? [] : [value]));
  const more = fc
    .tuple(
      maybe(fc.nat(0xffff_ffff).map((value) => attribute(0x80, 4, u32(value)))),
      maybe(fc.nat(0xffff_ffff).map((value) => attribute(0x40, 5, u32(value)))),
      maybe(fc.constant(attribute(0x40, 6, new Uint8Array()))),
      maybe(as.map((value) => attribute(0xc0, 7, join(u32(value), ipv4('10.0.0.1'))))),
      maybe(items(1).map((value) => attribute(0xc0, 8, value))),
      maybe(words(1).map((value) => attribute(0x80, 9, value))),
      maybe(items(1).map((value) => attribute(0x80, 10, value))),
      maybe(items(3).map((value) => attribute(0xc0, 32, value))),
      maybe(fc.uniqueArray(ipv6Prefix, { minLength: 1, maxLength: 4 }).map((list) => reachIPv6('2001:db8::1', list))),
      maybe(fc.uniqueArray(ipv6Prefix, { minLength: 1, maxLength: 4 }).map((list) => unreachIPv6(list)))
    )
    .map((lists) => lists.flat());
  return fc
    .record({
      withdrawn: fc.uniqueArray(ipv4Prefix, { maxLength: 3 }),
      announced: fc.uniqueArray(ipv4Prefix, { minLength: 1, maxLength: 5 }),
      asPath: fc.array(as, { minLength: 1, maxLength: 6 }),
      more,
    })
    .map(update)
    .filter(({ length }) => length <= DECODABLE_BYTES);
}

function ours(bytes: Uint8Array): Projection {
  const { type, body } = decodeHeader(new Reader(bytes));
  const params = { asBytes: 4, addPath: () => false, external: false } as const;
  const message: Message = decodeBody(type as 'UPDATE', body, params);
  if (message.type !== 'UPDATE' || message.update.faults.length > 0) {
    throw new Error(`not a well-formed UPDATE: ${Buffer.from(bytes).toString('hex')}`);
  }
  const { announced, withdrawn, attributes } = message.update;
  const { origin, asPath, med, localPref, atomicAggregate, aggregator, communities, largeCommunities } = attributes;
  return {
    announced: announced.flatMap((nlri) => prefixesOf(nlri, ` ${nlri.nextHop}`)).sort(),
    withdrawn: withdrawn.flatMap((nlri) => prefixesOf(nlri, '')).sort(),
    attributes: defined({
      origin: origin?.toLowerCase(),
      asPath: asPath && formatAsPath(asPath),
      med,
      localPref,
      atomicAggregate,
      aggregator: aggregator && `${aggregator.as}:${aggregator.address}`,
      communities,
      originatorId: attributes.originatorId,
      clusterList: attributes.clusterList,
      largeCommunities,
    }),
  };
}

function prefixesOf({ family, prefixes }: Nlri, suffix: string): string[] {
  return prefixes.map((prefix) => `${formatFamily(family)} ${formatPrefix(prefix)}${suffix}`);
}

function defined(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

type ExabgpNlri = readonly { readonly nlri: string }[];

interface ExabgpUpdate {
  readonly attribute?: Readonly<Record<string, unknown>>;
  readonly announce?: Readonly<Record<string, Readonly<Record<string, ExabgpNlri>>>>;
  readonly withdraw?: Readonly<Record<string, ExabgpNlri>>;
}

/** One process decodes them all, and prints one line of JSON for each. */
function decodeWithExabgp(folder: string, messages: readonly Uint8Array[]): Projection[] {
  const config = joinPath(folder, 'exabgp.conf');
  writeFileSync(
    config,
    `neighbor 127.0.0.1 {
  router-id 10.0.0.2; local-address 127.0.0.1; local-as 65001; peer-as 65001;
  family { ipv4 unicast; ipv6 unicast; }
}
`
  );
  const decode = messages.flatMap((message) => ['--decode', Buffer.from(message).toString('hex')]);
  const env = { ...process.env, 'exabgp.daemon.user': 'root' };
  // It prints what it decoded and then ends as after a failed start.
  const { stdout: output } = spawnSync('exabgp', [...decode, config], {
    cwd: folder,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return [...output.matchAll(/update json (\{.*\})$/gm)].map(([, json]) => {
    const parsed = JSON.parse(json!) as { neighbor: { message: { update: ExabgpUpdate } } };
    return theirs(parsed.neighbor.message.update);
  });
}

const WELL_KNOWN: Readonly<Record<string, string>> = {
  '65535:65281': 'no-export',
  '65535:65282': 'no-advertise',
  '65535:65283': 'local-AS',
};

function theirs({ attribute: attributes = {}, announce = {}, withdraw = {} }: ExabgpUpdate): Projection {
  const family = (name: string): string => name.replace(' unicast', '');
  const path = attributes['as-path'] as number[] | undefined;
  const segment: AsPathSegment | undefined = path && { kind: 'sequence', asns: path };
  const joined = (value: unknown): string[] | undefined =>
    (value as number[][] | undefined)?.map((numbers) => numbers.join(':'));
  return {
    announced: Object.entries(announce)
      .flatMap(([name, byNextHop]) =>
        Object.entries(byNextHop).flatMap(([nextHop, list]) =>
          list.map(({ nlri }) => `${family(name)} ${nlri} ${nextHop}`)
        )
      )
      .sort(),
    withdrawn: Object.entries(withdraw)
      .flatMap(([name, list]) => list.map(({ nlri }) => `${family(name)} ${nlri}`))
      .sort(),
    attributes: defined({
      origin: attributes['origin'],
      asPath: segment && formatAsPath([segment]),
      med: attributes['med'],
      localPref: attributes['local-preference'],
      atomicAggregate: attributes['atomic-aggregate'],
      aggregator: attributes['aggregator'],
      communities: joined(attributes['community'])?.map((text) => WELL_KNOWN[text] ?? text),
      originatorId: attributes['originator-id'],
      clusterList: attributes['cluster-list'],
      largeCommunities: joined(attributes['large-community']),
    }),
  };
}
