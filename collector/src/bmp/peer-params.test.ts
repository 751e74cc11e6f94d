import { expect, test } from 'vitest';
import { attribute, type OpenParts, message, open, update } from '../../tests/build/bgp.ts';
import { type BmpPeerParts, FLAGS, peerUp, routeMirroring, routeMonitoring, tlv } from '../../tests/build/bmp.ts';
import { hex, join, u16, u32 } from '../../tests/build/bytes.ts';
import { decodeOne } from '../../tests/build/decode-bmp.ts';
import { formatAsPath } from '../bgp/as-path.ts';
import type { SessionParams } from '../bgp/session-params.ts';
import { type Update, decodeUpdate } from '../bgp/update.ts';
import { IPV4_UNICAST, IPV6_UNICAST } from '../net/family.ts';
import { formatPrefix } from '../net/prefix.ts';
import { monitoringParams, viewParams } from './peer-params.ts';
import type { View } from './view.ts';

function params(sent: OpenParts, received: OpenParts, view: View = 'adj-in-pre'): SessionParams {
  return viewParams(decodeOne(peerUp({ sent: open(sent), received: open(received) }), 'peer-up'), view);
}

/** An UPDATE as a station hears it, decoded by what it knows of the session. */
function monitored(bytes: Uint8Array, session: SessionParams | undefined, peer: BmpPeerParts = {}): Update {
  const decoded = decodeOne(routeMonitoring(bytes, peer), 'route-monitoring');
  return decodeUpdate(decoded.message.body, monitoringParams(session, decoded.peer));
}

function prefixes({ announced, withdrawn }: Update): string[] {
  return [...announced, ...withdrawn].flatMap((nlri) =>
    nlri.prefixes.map((prefix) => `${formatPrefix(prefix)} ${prefix.pathId ?? 'without'}`)
  );
}

/** Withdraws 10.101.0.0/24 with path identifier 1. */
const withPathId = message(2, join(u16(8), hex('00000001 18 0a6500'), u16(0)));
/** Withdraws 10.101.0.0/24. */
const withoutPathId = message(2, join(u16(4), hex('18 0a6500'), u16(0)));

test('RFC 7911 §4: path identifiers need a sender on one side and a receiver on the other', () => {
  const addPath = (sent: number, received: number, view?: View): boolean | 'likely' | undefined =>
    params({ addPath: [[1, 1, sent]] }, { addPath: [[1, 1, received]] }, view).addPath(IPV4_UNICAST);
  // 1 receives, 2 sends, 3 both; the OPEN of the router first, that of the peer second.
  const table = [1, 2, 3].flatMap((sent) => [1, 2, 3].map((received) => [sent, received] as const));
  expect(table.filter(([sent, received]) => addPath(sent, received))).toEqual([
    [1, 2],
    [1, 3],
    [3, 2],
    [3, 3],
  ]);
  expect(table.filter(([sent, received]) => addPath(sent, received, 'adj-out-post'))).toEqual([
    [2, 1],
    [2, 3],
    [3, 1],
    [3, 3],
  ]);
});

test('an asymmetric session has path identifiers in one direction only', () => {
  const opens = [{ addPath: [[1, 1, 1]] }, { addPath: [[1, 1, 2]] }] as const;
  expect(prefixes(monitored(withPathId, params(...opens, 'adj-in-pre')))).toEqual(['10.101.0.0/24 1']);
  expect(prefixes(monitored(withoutPathId, params(...opens, 'adj-out-pre'), { flags: FLAGS.O }))).toEqual([
    '10.101.0.0/24 without',
  ]);
});

test('a router that leaves out the agreed path identifiers where it writes messages anew is understood', () => {
  const opens = [{ addPath: [[1, 1, 1]] }, { addPath: [[1, 1, 2]] }] as const;
  const session = params(...opens);
  const without = monitored(withoutPathId, session);
  expect(prefixes(without)).toEqual(['10.101.0.0/24 without']);
  expect(without.withdrawn[0]!.ambiguous).toBe(true);
  expect(monitored(withPathId, session).withdrawn[0]!.ambiguous).toBe(false);
});

test('what makes no sense either way is malformed as agreed', () => {
  const nonsense = message(2, join(u16(5), hex('00000001 40'), u16(0)));
  const session = params({ addPath: [[1, 1, 1]] }, { addPath: [[1, 1, 2]] });
  expect(monitored(nonsense, session).faults).toMatchObject([
    { class: 'session-reset', problem: expect.stringContaining('64 bits of an address of 32') as string },
  ]);
});

test('RFC 7854 §4.7: a mirrored message is as the session agreed, and malformed where it is not', () => {
  const session = params({ addPath: [[1, 1, 1]] }, { addPath: [[1, 1, 2]] });
  const { items } = decodeOne(routeMirroring([tlv(0, withPathId), tlv(0, withoutPathId)]), 'route-mirroring');
  const [good, bad] = items.map((item) =>
    item.kind === 'message' && item.message ? decodeUpdate(item.message.body, session) : undefined
  );
  expect(prefixes(good!)).toEqual(['10.101.0.0/24 1']);
  expect(bad!.faults).toMatchObject([{ class: 'session-reset' }]);
});

test('ADD-PATH is per family, and a value beyond 3 is as if the family was not there', () => {
  const both = params({ addPath: [[1, 1, 3]] }, { addPath: [[1, 1, 3], [2, 1, 3]] }); // prettier-ignore
  expect(both.addPath(IPV4_UNICAST)).toBe(true);
  expect(both.addPath(IPV6_UNICAST)).toBe(false);
  expect(params({ addPath: [[1, 1, 7]] }, { addPath: [[1, 1, 3]] }).addPath(IPV4_UNICAST)).toBe(false);
  expect(params({}, {}).addPath(IPV4_UNICAST)).toBe(false);
});

test('RFC 6793 §3: AS numbers are as wide as both speakers can', () => {
  expect(params({}, {}).asBytes).toBe(4);
  expect(params({}, { fourOctet: false }).asBytes).toBe(2);
  expect(params({ fourOctet: false }, {}).asBytes).toBe(2);
});

test('a peer is external when its AS is another', () => {
  expect(params({ as: 65001 }, { as: 100_000 }).external).toBe(true);
  expect(params({ as: 65001 }, { as: 65001 }).external).toBe(false);
  expect(params({ as: 65001 }, { as: 65001 }, 'loc-rib').external).toBeUndefined();
});

test('RFC 7854 §4.2: flag A of each message tells the width of its AS numbers, whatever the session agreed', () => {
  const wide = params({}, {});
  const legacy = update({ announced: ['10.1.0.0/16'], asPath: [65010, 23456], asBytes: 2, more: [as4Path(100_000)] });
  const { attributes, faults } = monitored(legacy, wide, { flags: FLAGS.A });
  expect(faults).toEqual([]);
  expect(formatAsPath(attributes.asPath!)).toBe('65010 100000');

  const narrow = params({}, { fourOctet: false });
  const reformatted = update({ announced: ['10.1.0.0/16'], asPath: [65010, 100_000] });
  expect(formatAsPath(monitored(reformatted, narrow).attributes.asPath!)).toBe('65010 100000');
});

function as4Path(as: number): Uint8Array {
  return attribute(0xc0, 17, join(hex('02 01'), u32(as)));
}

test('RFC 9069 §5.2: a Loc-RIB whose OPEN names ADD-PATH in any direction has path identifiers', () => {
  expect(params({ addPath: [[1, 1, 2]] }, {}, 'loc-rib').addPath(IPV4_UNICAST)).toBe(true);
  expect(params({}, { addPath: [[1, 1, 1]] }, 'loc-rib').addPath(IPV4_UNICAST)).toBe(true);
});

test('a Loc-RIB with path identifiers that no OPEN named: 10.101.0.0/24 is not 101.0.0.0/10', () => {
  const silent = params({}, {}, 'loc-rib');
  expect(silent.addPath(IPV4_UNICAST)).toBeUndefined();
  const peer = { type: 3, address: '0.0.0.0' };
  const update = monitored(withPathId, silent, peer);
  expect(prefixes(update)).toEqual(['10.101.0.0/24 1']);
  expect(update.withdrawn[0]!.ambiguous).toBe(true);
  expect(prefixes(monitored(withoutPathId, silent, peer))).toEqual(['10.101.0.0/24 without']);
});

test('without a Peer Up NLRI are tried both ways', () => {
  expect(prefixes(monitored(withPathId, undefined))).toEqual(['10.101.0.0/24 1']);
  expect(prefixes(monitored(withoutPathId, undefined))).toEqual(['10.101.0.0/24 without']);
});
