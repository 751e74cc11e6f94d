import { describe, expect, test } from 'vitest';
import { keepalive, notification, open, update } from '../../tests/build/bgp.ts';
import { hex, join } from '../../tests/build/bytes.ts';
import { eventsOf } from '../../tests/build/events.ts';
import { encodeMessage, encodeStateChange } from '../mrt/writer.ts';

const T = 1_700_000_000_000_000;
const ENDS = { peer: '192.0.2.1', peerAs: 65010, local: '192.0.2.9', localAs: 65001 };

type Direction = 'received' | 'sent';

const message = (direction: Direction, bytes: Uint8Array): Uint8Array =>
  encodeMessage(T, ENDS, { direction, asBytes: 4, addPath: false }, bytes);
const received = (bytes: Uint8Array): Uint8Array => message('received', bytes);
const sent = (bytes: Uint8Array): Uint8Array => message('sent', bytes);

/** Restart times of 120 s, families with the bit for kept forwarding. RFC 4724 §3 */
const IPV4 = open({ more: [hex('40 06 0078 0001 01 80')] });
const IPV4_AND_NOTIFICATIONS = open({ more: [hex('40 06 4078 0001 01 80')] });
const NO_FAMILY = open({ more: [hex('40 02 0078')] });
const NO_CAPABILITY = open();

const UP = encodeStateChange(T, ENDS, 'OpenConfirm', 'Established');
const DOWN = encodeStateChange(T, ENDS, 'Established', 'Idle');
const SHUTDOWN = notification(6, 2);
const HARD_RESET = notification(6, 9, hex('06 02'));
const KEPT = 120_000_000;

/** How long each loss in the records keeps the routes. */
function kept(...records: readonly Uint8Array[]): (number | undefined)[] {
  return eventsOf(join(...records)).flatMap((event) => (event.kind === 'peer-down' ? [event.keptUs] : []));
}

describe('RFC 4724 §4.2: the routes of a lost peer are kept for the Restart Time of its OPEN', () => {
  test.each([
    ['both sides offer it', [sent(IPV4), received(IPV4)], KEPT],
    ['the OPEN of the router was not heard', [received(IPV4)], KEPT],
    ['the router does not offer it', [sent(NO_CAPABILITY), received(IPV4)], undefined],
    ['the peer does not offer it', [sent(IPV4), received(NO_CAPABILITY)], undefined],
    ['the peer only means to send End-of-RIB', [sent(IPV4), received(NO_FAMILY)], undefined],
    ['the OPEN of the peer was not heard', [sent(IPV4)], undefined],
    ['a later OPEN of the peer no longer offers it', [received(IPV4), received(NO_CAPABILITY)], undefined],
  ])('%s', (_, opens, expected) => expect(kept(...opens, UP, DOWN)).toEqual([expected]));

  test('of two capabilities in an OPEN the last one counts', () => {
    const twice = open({ more: [hex('40 02 0078'), hex('40 06 003c 0001 01 80')] });
    expect(kept(received(twice), UP, DOWN)).toEqual([60_000_000]);
  });

  test('a loss that only the next OPEN of the peer tells of is judged by the OPEN before', () => {
    expect(kept(received(IPV4), received(update({})), received(NO_CAPABILITY))).toEqual([KEPT]);
  });
});

describe('a NOTIFICATION in either direction', () => {
  test.each<[string, Uint8Array, Uint8Array, Uint8Array, number | undefined]>([
    ['ends it', IPV4, IPV4, SHUTDOWN, undefined],
    ['keeps the routes where both sides set the bit N', IPV4_AND_NOTIFICATIONS, IPV4_AND_NOTIFICATIONS, SHUTDOWN, KEPT],
    ['ends it where the router does not set it', IPV4, IPV4_AND_NOTIFICATIONS, SHUTDOWN, undefined],
    ['ends it where the peer does not set it', IPV4_AND_NOTIFICATIONS, IPV4, SHUTDOWN, undefined],
    ['ends it as a Hard Reset', IPV4_AND_NOTIFICATIONS, IPV4_AND_NOTIFICATIONS, HARD_RESET, undefined],
  ])('%s', (_, own, theirs, ending, expected) => {
    for (const direction of ['received', 'sent'] as const) {
      expect(kept(sent(own), received(theirs), UP, message(direction, ending), DOWN)).toEqual([expected]);
    }
  });

  test('does not count where the session goes on behind it: it was of another connection', () => {
    const collision = sent(notification(6, 7));
    expect(kept(received(IPV4), collision, UP, DOWN)).toEqual([KEPT]);
    expect(kept(received(IPV4), UP, collision, received(keepalive()), DOWN)).toEqual([KEPT]);
    expect(kept(received(IPV4), UP, collision, received(update({})), DOWN)).toEqual([KEPT]);
  });

  test('counts for a loss that only the OPENs of the next session tell of', () => {
    const records = [received(IPV4), UP, received(SHUTDOWN), sent(IPV4), received(IPV4)];
    expect(kept(...records)).toEqual([undefined]);
    expect(kept(...records, UP, DOWN)).toEqual([undefined, KEPT]);
  });
});
