import { describe, expect, test } from 'vitest';
import { PeerEvents, peer } from '../../../tests/build/peer-events.ts';
import { Judge, settingsWith } from '../../../tests/build/judge.ts';
import { expectation, labelRule, prefixOf } from '../../../tests/build/settings.ts';
import type { RouteEvent } from '../../event/types.ts';

const BLOCK = '10.4.0.0/16';
const PART = '10.4.20.0/24';
const rs0 = new PeerEvents(peer('10.1.0.4', 65515));
const vpn = new PeerEvents(peer('10.1.0.6', 65020));
const other = new PeerEvents(peer('10.1.0.7', 65030));

/** Sessions that are up, and have told their tables. */
function upAt(second: number, ...peers: readonly PeerEvents[]): RouteEvent[] {
  return peers.flatMap((one) => [one.up(second), one.endOfRib(second)]);
}

function opened(judge: Judge): string[] {
  return judge.incidents('overlap', ({ summary, atStart }) => [summary, ...(atStart ? ['at start'] : [])]);
}

function rows(judge: Judge): string[] {
  return judge.observations.flatMap((one) =>
    one.kind === 'overlap'
      ? [`${one.state} ${Number(one.timeNs) / 1e9} ${one.relation} ${one.side.prefix} ${one.covering.prefix}`]
      : []
  );
}

function total(judge: Judge): number {
  const last = new Map<string, number>();
  for (const one of judge.observations) {
    if (one.kind === 'totals') {
      last.set(`${one.domain} ${one.familyName} ${one.label}`, one.overlaps);
    }
  }
  return [...last.values()].reduce((sum, count) => sum + count, 0);
}

describe('a more specific prefix by another path', () => {
  const begins = [...upAt(1, rs0, vpn), rs0.announce(10, BLOCK), vpn.announce(20, PART)];

  test('opens after the hold-down, and is resolved after it stayed away', () => {
    const judge = new Judge().hear(...begins).until(79);
    expect(opened(judge)).toEqual([]);
    judge.until(80).hear(vpn.withdraw(100, PART)).until(159);
    const summary = `${PART} overlaps ${BLOCK}: ${PART} from 10.1.0.6, origin AS65020, next hop 10.1.0.6; ${BLOCK} from 10.1.0.4, origin AS65515, next hop 10.1.0.4`;
    expect(opened(judge)).toEqual([`open 80 default ipv4 ${BLOCK} | ${summary}`]);
    judge.until(160);
    expect(opened(judge)).toHaveLength(2);
    expect(opened(judge)[1]).toMatch(/^resolved 160 /);
    expect(rows(judge)).toEqual([`open 80 covering ${PART} ${BLOCK}`, `resolved 160 covering ${PART} ${BLOCK}`]);
  });

  test('a failover that passes is none', () => {
    const judge = new Judge().hear(...begins, vpn.withdraw(79, PART)).until(1000);
    expect([opened(judge), rows(judge)]).toEqual([[], []]);
  });

  test('one that comes back in time stays open', () => {
    const judge = new Judge().hear(...begins, vpn.withdraw(100, PART), vpn.announce(130, PART)).until(500);
    expect(opened(judge).map((line) => line.slice(0, 7))).toEqual(['open 80']);
  });

  test('is counted at once, and written each 15 minutes', () => {
    const judge = new Judge().hear(...begins).until(60);
    expect(total(judge)).toBe(1);
    judge.until(80).until(979).until(980);
    expect(rows(judge)).toEqual([`open 80 covering ${PART} ${BLOCK}`, `open 980 covering ${PART} ${BLOCK}`]);
  });

  test('many of them are one incident of the covering prefix', () => {
    const parts = Array.from({ length: 150 }, (_, i) => `10.4.${i}.0/24`);
    const judge = new Judge()
      .hear(...upAt(1, rs0, vpn), rs0.announce(10, BLOCK), ...parts.map((part) => vpn.announce(20, part)))
      .until(80);
    const found = judge.incidents('overlap', ({ prefixes, firstPrefixes }) => [prefixes, firstPrefixes.length]);
    expect(found).toEqual([`open 80 default ipv4 ${BLOCK} | 150 | 100`]);
    judge.hear(vpn.withdraw(90, parts[0]!)).until(149).until(150);
    expect(judge.incidents('overlap', ({ prefixes }) => [prefixes]).at(-1)).toBe(
      `open 150 default ipv4 ${BLOCK} | 149`
    );
  });

  test('a nested chain shows each boundary once', () => {
    const judge = new Judge()
      .hear(...upAt(1, rs0, vpn, other))
      .hear(
        rs0.announce(2, '10.0.0.0/8'),
        vpn.announce(2, BLOCK),
        vpn.announce(2, PART),
        other.announce(2, '10.4.20.0/25')
      )
      .until(62);
    expect(rows(judge)).toEqual([`open 62 covering ${BLOCK} 10.0.0.0/8`, `open 62 covering 10.4.20.0/25 ${PART}`]);
  });
});

describe('what covers on purpose', () => {
  test('a default route', () => {
    const judge = new Judge()
      .hear(...upAt(1, rs0, vpn), rs0.announce(2, '0.0.0.0/0'), vpn.announce(2, PART))
      .until(100);
    expect(rows(judge)).toEqual([]);
  });

  test('an aggregate is looked past, to what covers it', () => {
    const aggregates = [prefixOf(BLOCK)];
    const events = [...upAt(1, rs0, vpn), rs0.announce(2, BLOCK), vpn.announce(2, PART)];
    const judge = new Judge(settingsWith({}, { aggregates })).hear(...events);
    expect(rows(judge.until(70))).toEqual([]);
    judge.hear(other.up(80), other.announce(80, '10.0.0.0/8'), other.endOfRib(80)).until(140);
    expect(rows(judge)).toEqual([`open 140 covering ${BLOCK} 10.0.0.0/8`, `open 140 covering ${PART} 10.0.0.0/8`]);
  });

  test('other views, VRFs and route distinguishers are other domains', () => {
    const far = new PeerEvents(peer('10.1.0.6', 65020, { vrf: 'blue' }));
    const judge = new Judge().hear(...upAt(1, rs0, far), rs0.announce(2, BLOCK), far.announce(2, PART)).until(100);
    expect(rows(judge)).toEqual([]);
  });
});

describe('an equal prefix', () => {
  const labels = [labelRule('vnet', { asPath: ['^65515$'] }), labelRule('expressroute', { asPath: ['_12076_'] })];
  const ofPaths = (...paths: readonly (readonly number[])[]): string[] => {
    const peers = [rs0, vpn, other];
    const events = paths.map((path, i) => peers[i]!.announce(2, BLOCK, { path }));
    return rows(new Judge(settingsWith({ labels })).hear(...upAt(1, ...peers), ...events).until(62));
  };

  test('with another origin overlaps', () => {
    expect(ofPaths([65515], [65020])).toEqual([`open 62 equal ${BLOCK} ${BLOCK}`]);
  });

  test('with one label overlaps: two VNets with the same addresses', () => {
    expect(ofPaths([65515], [65515])).toEqual([`open 62 equal ${BLOCK} ${BLOCK}`]);
  });

  test('with one origin and two labels, or none, is redundancy', () => {
    expect(ofPaths([65515, 12076, 65010], [65020, 65010])).toEqual([]);
    expect(ofPaths([65020, 65010], [65030, 65010])).toEqual([]);
  });

  test('peers of one group that tell one path are one', () => {
    const peers = new Map(
      ['10.1.0.4', '10.1.0.7'].map((address) => [
        address,
        { name: undefined, site: undefined, group: 'route-server', bestOnly: false, asn: undefined },
      ])
    );
    const events = [...upAt(1, rs0, other), rs0.announce(2, BLOCK), other.announce(2, BLOCK, { path: [65515] })];
    expect(rows(new Judge(settingsWith({ labels, peers })).hear(...events).until(62))).toEqual([]);
    expect(rows(new Judge(settingsWith({ labels })).hear(...events).until(62))).toHaveLength(1);
  });
});

describe('tables that are told, and lost', () => {
  test('what is found in a first table began earlier', () => {
    const judge = new Judge().hear(rs0.up(1), vpn.up(1), rs0.announce(2, BLOCK), vpn.announce(2, PART)).until(62);
    expect(opened(judge)).toEqual([expect.stringMatching(/^open 62 .* \| at start$/)]);
  });

  test('in a table dump too', () => {
    const judge = new Judge()
      .hear(rs0.tableRoute(1, BLOCK), rs0.tableEnd(1), vpn.tableRoute(1, PART), vpn.tableEnd(1))
      .until(2)
      .until(62);
    expect(opened(judge)).toEqual([expect.stringMatching(/^open 62 .* \| at start$/)]);
  });

  test('a table that is not known as a whole proves nothing', () => {
    const judge = new Judge().hear(rs0.announce(1, BLOCK), vpn.announce(1, PART)).until(200);
    expect([rows(judge), total(judge)]).toEqual([[], 0]);
  });

  test('a short loss of a session changes nothing', () => {
    const judge = new Judge()
      .hear(...upAt(1, rs0, vpn), rs0.announce(10, BLOCK), vpn.announce(10, PART), vpn.down(100))
      .hear(vpn.up(120), vpn.announce(121, PART), vpn.endOfRib(121))
      .until(1000);
    expect(opened(judge).map((line) => line.split(' ', 2).join(' '))).toEqual(['open 70']);
  });

  test('what the loss of a session uncovers is no incident', () => {
    const judge = new Judge()
      .hear(...upAt(1, rs0, vpn, other), rs0.announce(10, BLOCK), other.announce(10, BLOCK, { path: [65515] }))
      .hear(vpn.announce(10, PART, { path: [65515], nextHop: rs0.peer.address }), rs0.down(50))
      .until(110)
      .hear(rs0.up(200), rs0.announce(201, BLOCK), rs0.endOfRib(202))
      .until(1000);
    expect(opened(judge)).toEqual([]);
    expect(rows(judge)).toEqual([`open 110 covering ${PART} ${BLOCK}`, `resolved 261 covering ${PART} ${BLOCK}`]);
  });
});

describe('profile internet', () => {
  const events = [...upAt(1, rs0, vpn), rs0.announce(2, BLOCK), vpn.announce(2, PART)];

  test('only counts', () => {
    const judge = new Judge(settingsWith({}, { profile: 'internet', pathIdentity: ['origin_as'] }))
      .hear(...events)
      .until(120);
    expect([rows(judge), opened(judge), total(judge)]).toEqual([[], [], 1]);
  });

  test('follows prefixes of which an expectation speaks', () => {
    const expectations = [expectation({ prefix: { value: prefixOf(BLOCK), match: 'exact' } })];
    const judge = new Judge(settingsWith({ expectations }, { profile: 'internet', pathIdentity: ['origin_as'] }))
      .hear(...events)
      .until(62);
    expect(rows(judge)).toEqual([`open 62 covering ${PART} ${BLOCK}`]);
  });
});

test('rows have a limit, incidents count the rest', () => {
  const judge = new Judge().hear(...upAt(1, rs0, vpn), rs0.announce(2, '10.0.0.0/8'));
  for (let i = 0; i < 1100; i++) {
    judge.hear(vpn.announce(3, `10.${i >> 8}.${i & 255}.0/24`));
  }
  judge.until(63);
  expect(rows(judge)).toHaveLength(1000);
  expect(judge.incidents('overlap', ({ prefixes }) => [prefixes])).toEqual(['open 63 default ipv4 10.0.0.0/8 | 1100']);
});
