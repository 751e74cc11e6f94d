import { expect, test } from 'vitest';
import { stateOf } from '../../tests/build/collector-parts.ts';
import { PeerEvents, peer } from '../../tests/build/peer-events.ts';
import type { Peer } from '../event/types.ts';
import { Rib } from '../rib/rib.ts';
import { peerTitle } from './peer-title.ts';

function titles(...peers: readonly Partial<Peer>[]): string[] {
  const rib = new Rib(1);
  peers.forEach((more) => rib.apply(new PeerEvents({ ...peer('10.1.0.4'), ...more }).up(1), () => {}));
  const named = new Map([
    ['10.1.0.5', { name: 'rs-1', site: undefined, group: undefined, bestOnly: false, asn: undefined }],
  ]);
  const { peers: summaries } = stateOf({ rib, peerSettings: named });
  return summaries.map((one) => peerTitle(one, summaries));
}

test('a peer of the only router goes by its address and its name', () => {
  expect(titles({}, { address: '10.1.0.5' })).toEqual(['10.1.0.4', 'rs-1 (10.1.0.5)']);
});

test('tables of one session, and those of a VRF, are told apart', () => {
  expect(titles({}, { view: 'adj-in-post' }, { vrf: 'blue' }, { address: 'loc-rib', view: 'loc-rib' })).toEqual([
    '10.1.0.4',
    '10.1.0.4 adj-in-post',
    '10.1.0.4 in blue',
    'loc-rib',
  ]);
});

test('peers of several routers go by their router as well', () => {
  expect(titles({ router: 'nva-0' }, { router: 'nva-1' })).toEqual(['nva-0: 10.1.0.4', 'nva-1: 10.1.0.4']);
});
