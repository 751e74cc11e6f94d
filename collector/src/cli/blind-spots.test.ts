import { expect, test } from 'vitest';
import { source, stateOf } from '../../tests/build/collector-parts.ts';
import { PeerEvents, peer } from '../../tests/build/peer-events.ts';
import type { PeerSettings } from '../detect/settings.ts';
import type { RouteEvent } from '../event/types.ts';
import { Rib } from '../rib/rib.ts';
import { blindSpots } from './blind-spots.ts';

const [rs0, rs1] = ['10.1.0.4', '10.1.0.5'].map((address) => new PeerEvents(peer(address, 65515))) as [
  PeerEvents,
  PeerEvents,
];
const one = new PeerEvents(peer('10.1.0.4', 65010));
const instance = (name: string, more: Partial<PeerSettings> = {}): PeerSettings => ({
  name,
  site: undefined,
  group: 'route-server',
  bestOnly: false,
  asn: undefined,
  ...more,
});
const pair = new Map([
  ['10.1.0.4', instance('rs-0')],
  ['10.1.0.5', instance('rs-1')],
]);

function spots(events: readonly RouteEvent[], peerSettings: ReadonlyMap<string, PeerSettings> = new Map()): string[] {
  const rib = new Rib(1);
  events.forEach((event) => rib.apply(event, () => {}));
  const { peers } = stateOf({ rib, peerSettings });
  return blindSpots({ sources: [], peers }, peerSettings).map(
    ({ verdict, about, words }) => `${verdict} ${about}: ${words.split(/[:;,]/, 1)[0]}`
  );
}

const branch = { path: [65515, 12076, 65010] };

test('two instances that are both heard, with whole tables and longer paths, leave nothing to say', () => {
  const events = [rs0, rs1].flatMap((one) => [one.up(1), one.announce(2, '10.2.0.0/16', branch)]);
  expect(spots(events, pair)).toEqual([]);
});

test('one of two instances that is not heard, never or no more', () => {
  const half = [rs0.up(1), rs0.announce(2, '10.2.0.0/16', branch)];
  const words = ['problem rs-1 (10.1.0.5): is not heard'];
  expect(spots(half, pair)).toEqual(words);
  expect(spots([...half, rs1.up(1), rs1.down(3)], pair)).toEqual(words);
});

test('peers of the configuration that nobody heard', () => {
  expect(spots([], pair)).toEqual([
    'note rs-0 (10.1.0.4): stands under peers and is not heard',
    'note rs-1 (10.1.0.5): stands under peers and is not heard',
  ]);
});

test('a table that was not told from its start', () => {
  expect(spots([one.announce(2, '10.2.0.0/16', branch), one.announce(2, 'fd00::/16', branch)])).toEqual([
    'note 10.1.0.4: ipv4',
  ]);
  expect(spots([one.up(1), one.announce(2, '10.2.0.0/16', branch)])).toEqual([]);
});

test('a peer whose session was there before hearing began, and that has told nothing since', () => {
  expect(spots([one.keepalive(1)])).toEqual(['note 10.1.0.4: its session was up before the start']);
  expect(spots([one.up(1), one.keepalive(2)])).toEqual([]);
});

test('backups behind a peer that sends its best path only', () => {
  const settings = new Map([['10.1.0.4', instance('rs-0', { bestOnly: true })]]);
  expect(spots([one.up(1), one.announce(2, '10.2.0.0/16', branch)], settings)).toEqual([
    'note rs-0 (10.1.0.4): sends its best path only',
  ]);
});

test('prefixes of virtual networks alone', () => {
  const vnets = [rs0.up(1), rs1.up(1), rs0.announce(2, '10.2.0.0/16', { path: [65515] })];
  expect(spots(vnets)).toEqual(['note Azure: every AS path is 65515 alone']);
  expect(spots([...vnets, rs0.announce(3, '10.9.0.0/16', branch)])).toEqual([]);
  expect(spots([rs0.up(1), rs1.up(1)])).toEqual([]);
});

test('one instance of a route server, where nothing says that there are two', () => {
  const half = [rs0.up(1), rs0.announce(2, '10.2.0.0/16', branch)];
  const words = ['note 10.1.0.4: the only peer of AS 65515 that is heard here'];
  expect(spots(half)).toEqual(words);
  expect(spots([...half, rs1.up(1), rs1.down(3)])).toEqual(words);
  expect(spots([...half, rs1.up(1)])).toEqual([]);
});

test('what a source says that it cannot see', () => {
  const { sources, peers } = stateOf({ sources: [source({ blindSpots: ['Keepalives are not carried.'] })] });
  expect(blindSpots({ sources, peers }, new Map())).toEqual([
    { area: 'Blind spot', about: 'bmp 127.0.0.1:11019', verdict: 'note', words: 'Keepalives are not carried.' },
  ]);
});
