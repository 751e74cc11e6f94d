import { expect, test } from 'vitest';
import { courseOf, everySecond, incidentsOf, inOrder, judge, settingsWith } from '../../../tests/build/judged.ts';
import { PeerEvents, peer } from '../../../tests/build/peer-events.ts';
import type { Direction, OpenEvent, RouteEvent } from '../../event/types.ts';

const a = new PeerEvents(peer('10.0.0.1', 65001));
const b = new PeerEvents(peer('10.0.0.2', 65002));
const A = 'local adj-in-pre default 10.0.0.1';

function open(second: number, holdTimeSeconds: number, direction: Direction = 'received'): OpenEvent {
  const { timeUs, timeNs, peer: of } = a.up(second);
  const message = {
    version: 4,
    myAs: 65001,
    holdTimeSeconds,
    bgpId: '10.0.0.1',
    capabilities: [],
    otherParameters: [],
  };
  return { kind: 'open', timeUs, timeNs, peer: of, direction, open: message, body: new Uint8Array() };
}

const keepalives = (...seconds: readonly number[]): RouteEvent[] => seconds.map((second) => a.keepalive(second));

/** `b` is heard all the time. */
function run(events: readonly RouteEvent[], until = 1000): string[] {
  return courseOf(
    judge(
      inOrder(
        everySecond(1, until, (second) => b.keepalive(second)),
        events
      ),
      until
    ),
    'silent-feed'
  );
}

test.each([
  ['the lower of both hold times', [open(1, 90), open(1, 30, 'sent')], 52],
  ['the hold time of the only OPEN that was heard', [open(1, 90)], 112],
  ['the configured time, where no OPEN was heard', [], 202],
])('is silent after %s, until the next message', (_, opens, at) => {
  const session = [...opens, a.up(2), ...keepalives(2, 12, 22)];
  expect(run([...session, ...keepalives(300, 310)], 320)).toEqual([`${at} open ${A} 0`, `300 resolved ${A} 0`]);
});

test('the end of the session is what matters from then on', () => {
  const session = [open(1, 30), a.up(2), ...keepalives(2, 12, 22)];
  expect(run([...session, a.down(60)])).toEqual([`52 open ${A} 0`, `60 resolved ${A} 0`]);
  expect(run([...session, a.down(50)])).toEqual([]);
});

test.each<[string, RouteEvent[]]>([
  ['of a session without a hold timer', [open(1, 0), a.up(2), ...keepalives(2, 3)]],
  ['whose KEEPALIVEs are not recorded', [open(1, 30), a.up(2), a.announce(3, '10.1.0.0/16')]],
  ['that was only tried', [open(1, 30), ...keepalives(2)]],
  ['that is no longer heard of at all', [open(1, 30), a.up(2), ...keepalives(2, 12), a.feedLost(13)]],
])('no peer is silent %s', (_, events) => {
  expect(run(events)).toEqual([]);
});

test('a gap in the capture is no silence', () => {
  const minutes = Array.from({ length: 10 }, (_, i) => (i < 5 ? i * 30 : 3600 + i * 30));
  const events = [a, b].flatMap((one) => minutes.map((second) => one.keepalive(second)));
  expect(incidentsOf(judge(inOrder(events), 3900, settingsWith()))).toEqual([]);
});
