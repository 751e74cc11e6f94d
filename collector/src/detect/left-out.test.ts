import { expect, test } from 'vitest';
import { Judge } from '../../tests/build/judge.ts';
import { PeerEvents } from '../../tests/build/peer-events.ts';
import { peerOf } from '../../tests/build/settings.ts';
import { MAX_PATHS_PER_PREFIX } from '../rib/path-keys.ts';
import { LEFT_OUT, sumLeftOut } from './left-out.ts';

const peer = new PeerEvents(peerOf('10.1.0.4'));

test('nothing is left out of a small table, and every name has its zero', () => {
  const { leftOut } = new Judge().hear(peer.announce(1, '10.0.0.0/24')).judgement;
  expect(Object.keys(leftOut)).toEqual(Object.keys(LEFT_OUT));
  expect(new Set(Object.values(leftOut))).toEqual(new Set([0]));
});

test('what the tables refuse and what a detector gives up stand beside each other', () => {
  const judge = new Judge();
  for (let pathId = 0; pathId < MAX_PATHS_PER_PREFIX + 3; pathId++) {
    judge.hear(peer.announce(1, '10.0.0.0/24', { pathId }));
  }
  for (let at = 0; at < 21_000; at++) {
    judge.hear(peer.announce(2, `10.${64 + (at >> 8)}.${at & 255}.0/24`));
  }
  const { routes_refused, flap_ranks_given_up, ...others } = judge.judgement.leftOut;
  expect(routes_refused).toBe(3);
  expect(flap_ranks_given_up).toBeGreaterThan(0);
  expect(new Set(Object.values(others))).toEqual(new Set([0]));
});

test('parts of one name add up', () => {
  const sum = sumLeftOut([{ watched_refused: 2 }, undefined, { watched_refused: 3, routes_refused: 1 }]);
  expect(sum).toMatchObject({ watched_refused: 5, routes_refused: 1, flaps_given_up: 0 });
});
