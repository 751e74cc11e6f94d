import fc from 'fast-check';
import { RoaTable } from '../../src/detect/rpki/roa-table.ts';
import {
  DEFAULT_THRESHOLDS,
  type JudgementSettings,
  defaultDomain,
  defaultSettings,
} from '../../src/detect/settings.ts';
import { AsPathPattern } from '../../src/bgp/as-path-pattern.ts';
import { attribute, attributes, keepalive, message, notification, open, originAndPath, update } from './bgp.ts';
import { ipv4, join, u16, u32, u8 } from './bytes.ts';
import { type PeerParts, bgp4mp, peerIndex, rib, stateChange } from './mrt.ts';
import { expectation, labelRule, prefixOf } from './settings.ts';

const S = 1_000_000;
const T = 1_267_286_400;
const [IDLE, ESTABLISHED] = [1, 6];

const PEERS: readonly Required<Pick<PeerParts, 'peer' | 'peerAs' | 'addPath'>>[] = [
  { peer: '192.0.2.1', peerAs: 65010, addPath: false },
  { peer: '192.0.2.2', peerAs: 65020, addPath: false },
  { peer: '192.0.2.3', peerAs: 65030, addPath: true },
];
const PREFIXES = ['10.0.0.0/8', '10.1.0.0/16', '10.1.128.0/17', '10.2.0.0/16', '10.3.0.0/16', '198.51.100.0/24'];
const PATHS = [[65010], [65020, 64500], [65010, 65010, 64500], [65030, 666, 65010], [65020, 1, 2, 3, 4, 5, 64501]];

/** Thresholds that a few messages reach, expectations of all kinds, and both profiles over the same tables. */
export const BUSY_SETTINGS: JudgementSettings = {
  ...defaultSettings(10 * S),
  snapshotEveryUs: 7 * S,
  domains: [{ ...defaultDomain('private', 'private') }, { ...defaultDomain('internet', 'internet') }],
  labels: [
    labelRule('near', { asPath: ['^65010'], prefix: ['10.0.0.0/8'] }),
    labelRule('far', { asPath: ['_64500$'], peer: [{ kind: 'as', as: 65020 }] }),
  ],
  peers: new Map([
    ['192.0.2.1', { name: 'a', site: undefined, group: undefined, bestOnly: false, asn: undefined }],
    ['192.0.2.2', { name: 'b', site: undefined, group: 'pair', bestOnly: false, asn: undefined }],
  ]),
  expectations: [
    expectation({ prefix: { value: prefixOf('10.1.0.0/16'), match: 'longer' }, origins: [65010] }),
    expectation({ prefix: { value: prefixOf('10.2.0.0/16'), match: 'exact' }, minPaths: 2, origins: [64500] }),
    expectation({ label: 'near', limit: 3 }),
    expectation({
      peer: [{ kind: 'as', as: 65030 }],
      deny: { asPath: [new AsPathPattern('_666_')], prefixes: [], prefixOutside: [] },
    }),
  ],
  thresholds: {
    ...DEFAULT_THRESHOLDS,
    holdDownUs: 5 * S,
    resolveAfterUs: 8 * S,
    flaps: { short: { count: 2, windowUs: 60 * S }, long: { count: 3, windowUs: 600 * S } },
    sessionFlaps: { count: 2, windowUs: 600 * S },
    forgetAfterUs: 90 * S,
    gatherUs: 3 * S,
    originStableUs: 20 * S,
    longPathHops: 6,
  },
  watch: { budget: 4, prefixes: [prefixOf('10.1.0.0/16')] },
};

export const BUSY_ROAS = new RoaTable([{ prefix: prefixOf('10.0.0.0/8'), maxLengthBits: 16, as: 65010 }]);

export interface BusyStep {
  readonly what: (typeof WHAT)[number];
  readonly peer: number;
  readonly prefix: number;
  readonly path: number;
  /** Seconds since the step before. */
  readonly after: number;
}

const WHAT = [
  'announce',
  'announce',
  'announce',
  'withdraw',
  'withdraw',
  'up',
  'down',
  'keepalive',
  'cease',
  'refresh-begins',
  'refresh-ends',
  'end-of-rib',
  'dump',
  'vpn',
  'malformed',
] as const;

export const busyStep: fc.Arbitrary<BusyStep> = fc.record({
  what: fc.constantFrom(...WHAT),
  peer: fc.nat(PEERS.length - 1),
  prefix: fc.nat(PREFIXES.length - 1),
  path: fc.nat(PATHS.length - 1),
  after: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 2, 3, 7, 31, 100),
});

/** The MRT file of what some peers do, one step after the other. */
export function busySessions(steps: readonly BusyStep[]): Uint8Array {
  let second = T;
  return join(...steps.flatMap((step) => recordsOf(step, (second += step.after))));
}

function recordsOf({ what, peer, prefix, path }: BusyStep, second: number): Uint8Array[] {
  const parts = PEERS[peer]!;
  const { addPath, peerAs } = parts;
  const pathId = addPath ? { pathId: 1 + (path % 3) } : {};
  const asPath = PATHS[path]!;
  const one = PREFIXES[prefix]!;
  const of = (bytes: Uint8Array): Uint8Array => bgp4mp(second, bytes, parts);
  switch (what) {
    case 'announce':
      return [of(update({ announced: [one], asPath, nextHop: parts.peer, ...pathId }))];
    case 'withdraw':
      return [of(update({ withdrawn: [one], ...pathId }))];
    case 'up':
      return [
        of(open({ as: peerAs, more: [GRACEFUL_RESTART] })),
        of(keepalive()),
        stateChange(second, 5, ESTABLISHED, parts),
      ];
    case 'down':
      return [stateChange(second, ESTABLISHED, IDLE, parts)];
    case 'keepalive':
      return [of(keepalive())];
    case 'cease':
      return [of(notification(6, 1)), stateChange(second, ESTABLISHED, IDLE, parts)];
    case 'refresh-begins':
      return [of(message(5, join(u16(1), u8(1), u8(1))))];
    case 'refresh-ends':
      return [of(message(5, join(u16(1), u8(2), u8(1))))];
    case 'end-of-rib':
      return [of(update({}))];
    case 'dump':
      return [
        peerIndex(second, PEERS),
        rib(second, one, [{ peerIndex: peer, attributes: attributes({ asPath, nextHop: parts.peer }) }]),
        rib(second, '10.1.0.0/16', [{ peerIndex: peer, attributes: attributes({ nextHop: parts.peer }) }]),
      ];
    case 'vpn':
      return [of(update({ more: [originAndPath(asPath), reachVpn(prefix, parts.peer, addPath ? path : undefined)] }))];
    case 'malformed':
      return [of(update({ announced: [one], more: [attribute(0x40, 1, u8(9))], ...pathId }))];
  }
}

/** IPv4 unicast is kept for two minutes. RFC 4724 §3 */
const GRACEFUL_RESTART = join(u8(64), u8(6), u16(120), u16(1), u8(1), u8(0x80));

/** MP_REACH_NLRI of one VPN-IPv4 prefix, 10.9.0.0/16 under one of two route distinguishers. RFC 4364 §4.3.4 */
function reachVpn(which: number, nextHop: string, pathId: number | undefined): Uint8Array {
  const id = pathId === undefined ? new Uint8Array() : u32(pathId);
  const rd = join(u16(0), u16(65010), u32(which % 2));
  const nlri = join(id, u8(24 + 64 + 16), u8(0), u8(0), u8(0x11), rd, u8(10), u8(9));
  return attribute(0x80, 14, join(u16(1), u8(128), u8(12), u32(0), u32(0), ipv4(nextHop), u8(0), nlri));
}
