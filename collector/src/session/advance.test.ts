import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keepalive, message, notification, open, update } from '../../tests/build/bgp.ts';
import { decodeHeader } from '../bgp/message.ts';
import { Reader } from '../bytes/reader.ts';
import { IPV4_UNICAST, IPV6_UNICAST } from '../net/family.ts';
import { advance } from './advance.ts';
import { MessageFramer } from './framer.ts';
import { encodeEndOfRib, encodeOpen, encodeRouteRefresh } from './message-writer.ts';
import type { Offer } from './offer.ts';
import { maximumPrefixes, shutdown } from './refusal.ts';
import { type Action, type Input, INITIAL, type Session, type Terms, type Timer } from './session.ts';
import { makeTerms } from './terms.ts';

const OFFER: Offer = {
  localAs: 65001,
  bgpId: '10.0.0.9',
  holdTimeSeconds: 90,
  families: [IPV4_UNICAST, IPV6_UNICAST],
  addPath: [],
  extendedMessages: true,
};
const PEER: Offer = { ...OFFER, localAs: 65010, bgpId: '10.0.0.1' };
const REST = { peerAs: 65010, passive: false, retryMs: 5000, maxRetryMs: 60_000 };
const TERMS = makeTerms(OFFER, REST);
const REFRESH = encodeRouteRefresh(IPV4_UNICAST, 0);
const UPDATE = update({ announced: ['10.0.0.0/8'] });

interface Run {
  readonly session: Session;
  readonly actions: readonly Action[];
}

/** All inputs in turn; the actions of the last one. */
function run(inputs: readonly Input[], terms: Terms = TERMS): Run {
  let session = INITIAL;
  let actions: readonly Action[] = [];
  for (const input of inputs) {
    ({ session, actions } = advance(session, input, terms));
  }
  return { session, actions };
}

const start: Input = { kind: 'start' };
const opened = (connection: number, side: 'incoming' | 'outgoing'): Input => ({ kind: 'opened', connection, side });
const heard = (connection: number, bytes: Uint8Array): Input => ({ kind: 'heard', connection, bytes });
const closed = (connection: number): Input => ({ kind: 'closed', connection, problem: 'gone' });
const fires = (timer: Timer): Input => ({ kind: 'timer', timer });
const established = (id: number, peerOpen = encodeOpen(PEER)): Input[] => [
  opened(id, 'incoming'),
  heard(id, peerOpen),
  heard(id, keepalive()),
];

/** What is sent: the type, and of a NOTIFICATION code and subcode. */
function sent(actions: readonly Action[]): string[] {
  return actions.flatMap((action) => {
    if (action.kind !== 'send') {
      return [];
    }
    const { type, body } = decodeHeader(new Reader(action.bytes));
    return [type === 'NOTIFICATION' ? `${action.connection.id}: ${body.u8('')}/${body.u8('')}` : String(type)];
  });
}

function timers(actions: readonly Action[]): string[] {
  return actions.flatMap((action) => (action.kind === 'start-timer' ? [`${action.timer.name} ${action.afterMs}`] : []));
}

function changes(actions: readonly Action[]): unknown[] {
  return actions.flatMap((action) => (action.kind === 'changed' ? [action.change] : []));
}

describe('RFC 4271 §8.2.2', () => {
  test('a session that we open: Connect, OpenSent, OpenConfirm, Established', () => {
    const inputs = [start, opened(1, 'outgoing'), heard(1, encodeOpen(PEER)), heard(1, keepalive())];
    expect(inputs.map((_, i) => run(inputs.slice(0, i + 1)).session.state)).toEqual([
      'Connect',
      'OpenSent',
      'OpenConfirm',
      'Established',
    ]);
    expect(inputs.map((_, i) => sent(run(inputs.slice(0, i + 1)).actions))).toEqual([
      [],
      ['OPEN'],
      ['KEEPALIVE'],
      ['UPDATE', 'UPDATE'],
    ]);
  });

  test('timers: the large hold time before OPEN, then what was agreed, and a third of it for KEEPALIVE', () => {
    expect(timers(run([start, opened(1, 'incoming')]).actions)).toEqual(['hold 240000']);
    const confirmed = run([start, opened(1, 'incoming'), heard(1, encodeOpen({ ...PEER, holdTimeSeconds: 30 }))]);
    expect(timers(confirmed.actions)).toEqual(['keepalive 10000', 'hold 30000']);
  });

  test('no timer at all with a hold time of 0', () => {
    const none = makeTerms({ ...OFFER, holdTimeSeconds: 0 }, REST);
    const { actions } = run([start, opened(1, 'incoming'), heard(1, encodeOpen(PEER))], none);
    expect(timers(actions)).toEqual([]);
    expect(actions).toContainEqual({ kind: 'stop-timer', timer: { name: 'hold', connection: 1 } });
  });

  test.each([
    ['UPDATE', UPDATE],
    ['KEEPALIVE', keepalive()],
  ])('%s starts the hold timer anew', (_, bytes) => {
    const { actions } = run([start, ...established(1), heard(1, bytes)]);
    expect(timers(actions)).toEqual(['hold 90000']);
    expect(actions).toContainEqual(expect.objectContaining({ kind: 'hand-over', bytes }));
  });

  test('the hold timer ends the session with its NOTIFICATION', () => {
    const { session, actions } = run([start, ...established(1), fires({ name: 'hold', connection: 1 })]);
    expect(sent(actions)).toEqual(['1: 4/0']);
    expect(changes(actions)).toEqual([
      { from: 'Established', to: 'Active', reason: 'Hold Timer Expired', retained: undefined, stopped: false },
    ]);
    expect(session.connections).toEqual([]);
  });

  test.each([
    ['OpenSent', [opened(1, 'incoming')], [keepalive(), UPDATE, REFRESH], 1],
    ['OpenConfirm', [opened(1, 'incoming'), heard(1, encodeOpen(PEER))], [encodeOpen(PEER), UPDATE, REFRESH], 2],
    ['Established', established(1), [encodeOpen(PEER)], 3],
  ])('RFC 6608 §3: what %s does not expect is refused, and not handed over', (_, before, messages, subcode) => {
    for (const bytes of messages) {
      const { actions } = run([start, ...before, heard(1, bytes)]);
      expect(sent(actions)).toEqual([`1: 5/${subcode}`]);
      expect(actions.map(({ kind }) => kind)).not.toContain('hand-over');
    }
  });

  test('a NOTIFICATION ends the session without an answer', () => {
    const { session, actions } = run([start, ...established(1), heard(1, notification(6, 4))]);
    expect(sent(actions)).toEqual([]);
    expect(session.state).toBe('Active');
    expect(changes(actions)).toMatchObject([{ reason: 'Cease: Administrative Reset' }]);
  });
});

describe('attempts', () => {
  test('the wait doubles with each that fails, up to a limit, and is short again after a session', () => {
    let inputs: Input[] = [start];
    const waits: string[] = [];
    for (let i = 0; i < 6; i++) {
      inputs = [...inputs, { kind: 'unreachable', problem: 'refused' }];
      waits.push(...timers(run(inputs).actions));
      inputs = [...inputs, fires({ name: 'retry' })];
    }
    expect(waits).toEqual(['5000', '10000', '20000', '40000', '60000', '60000'].map((ms) => `retry ${ms}`));
    expect(timers(run([...inputs, ...established(1), closed(1)]).actions)).toEqual(['retry 5000']);
  });

  test('one that takes too long is given up for the next', () => {
    const { actions } = run([start, fires({ name: 'retry' })]);
    expect(actions.map(({ kind }) => kind)).toEqual(['abort-connect', 'connect', 'start-timer']);
  });

  test('a passive side makes none', () => {
    const passive = makeTerms(OFFER, { ...REST, passive: true });
    expect(run([start], passive)).toMatchObject({ session: { state: 'Active' }, actions: [{ kind: 'changed' }] });
    expect(timers(run([start, ...established(1), closed(1)], passive).actions)).toEqual([]);
  });

  test('none while the peer is at it, and none once there is a session', () => {
    expect(run([start, opened(1, 'incoming'), fires({ name: 'retry' })]).actions.map(({ kind }) => kind)).toEqual([
      'abort-connect',
    ]);
    expect(run([start, ...established(1)]).actions.map(({ kind }) => kind)).toContain('abort-connect');
  });

  test('after a stop nothing is taken and nothing tried', () => {
    const stopped = [start, ...established(1), { kind: 'stop', refusal: shutdown('maintenance') } as const];
    expect(sent(run(stopped).actions)).toEqual(['1: 6/2']);
    expect(run(stopped).session.state).toBe('Idle');
    expect(sent(run([...stopped, opened(2, 'incoming')]).actions)).toEqual(['2: 6/5']);
    expect(run([...stopped, fires({ name: 'retry' })]).actions).toEqual([]);
  });

  test('a peer over a limit is left alone until the wait is over', () => {
    const refusal = maximumPrefixes(IPV4_UNICAST, 10);
    const over = [start, ...established(1), { kind: 'refuse', connection: 1, refusal, holdOffMs: 1000 } as const];
    expect(sent(run(over).actions)).toEqual(['1: 6/1']);
    expect(timers(run(over).actions)).toEqual(['hold-off 1000']);
    expect(run(over).session.state).toBe('Idle');
    expect(sent(run([...over, opened(2, 'incoming')]).actions)).toEqual(['2: 6/5']);
    expect(run([...over, fires({ name: 'hold-off' })]).session.state).toBe('Connect');
  });
});

describe('two connections', () => {
  const both = [start, opened(1, 'outgoing'), opened(2, 'incoming')];

  test.each([
    ['ours, with the higher BGP identifier', '10.0.0.1', 1, '2: 6/7'],
    ['the peer’s, with the higher BGP identifier', '10.0.0.99', 2, '1: 6/7'],
  ])('RFC 4271 §6.8: the one stays that is %s, whichever OPEN comes first', (_, bgpId, stays, refused) => {
    const peerOpen = encodeOpen({ ...PEER, bgpId });
    for (const order of [[1, 2] as const, [2, 1] as const]) {
      const inputs = [...both, ...order.map((id) => heard(id, peerOpen))];
      const { session, actions } = run(inputs);
      expect(session.connections.map(({ id }) => id)).toEqual([stays]);
      expect(sent(actions)).toContain(refused);
      expect(run([...inputs, heard(stays, keepalive())]).session.state).toBe('Established');
    }
  });

  test('RFC 4271 §6.8: one that is Established stays, whatever the identifiers', () => {
    const { session, actions } = run([
      ...[start, ...established(1)],
      ...[opened(2, 'incoming'), heard(2, encodeOpen({ ...PEER, bgpId: '10.0.0.99' }))],
    ]);
    expect(sent(actions)).toEqual(['2: 6/7']);
    expect(session).toMatchObject({ state: 'Established', connections: [{ id: 1 }] });
  });

  test('a peer that connects again has given up what it began before', () => {
    const { session, actions } = run([start, opened(1, 'incoming'), opened(2, 'incoming')]);
    expect(session.connections.map(({ id }) => id)).toEqual([2]);
    expect(sent(actions)).toEqual(['OPEN', '1: 6/5']);
  });

  test('RFC 4724 §5: a peer that restarts gracefully has given up the established one', () => {
    const restarting = withRestart(120);
    const { session, actions } = run([start, ...established(1, restarting), opened(2, 'incoming')]);
    expect(session.connections).toMatchObject([{ id: 2, state: 'OpenSent' }]);
    expect(changes(actions)).toEqual([
      {
        from: 'Established',
        to: 'OpenSent',
        reason: 'the peer has restarted',
        retained: { families: [IPV4_UNICAST], forMs: 120_000 },
        stopped: false,
      },
    ]);
  });

  test('RFC 4724 §4.2: nothing is kept where a NOTIFICATION ended the session', () => {
    const [lost] = changes(run([start, ...established(1, withRestart(120)), closed(1)]).actions);
    expect(lost).toMatchObject({ retained: { forMs: 120_000 } });
    const [told] = changes(run([start, ...established(1, withRestart(120)), heard(1, notification(6, 2))]).actions);
    expect(told).toMatchObject({ retained: undefined });
  });
});

describe('RFC 7313 §4', () => {
  test('a peer that asks for our table is told that it is empty', () => {
    const { actions } = run([start, ...established(1), heard(1, REFRESH)]);
    expect(actions.flatMap((action) => (action.kind === 'send' ? [action.bytes] : []))).toEqual([
      encodeRouteRefresh(IPV4_UNICAST, 1),
      encodeRouteRefresh(IPV4_UNICAST, 2),
    ]);
  });

  test('its table of an agreed family is asked for, no other, and nothing of a peer without the capability', () => {
    const ask = (family: typeof IPV4_UNICAST, peerOpen?: Uint8Array): string[] =>
      sent(run([start, ...established(1, peerOpen), { kind: 'refresh', family }]).actions);
    expect(ask(IPV6_UNICAST)).toEqual(['ROUTE-REFRESH']);
    expect(ask({ afi: 1, safi: 128 })).toEqual([]);
    expect(ask(IPV4_UNICAST, open({ as: 65010 }))).toEqual([]);
  });

  test('§5: a mark with something behind it ends the session, its message as data', () => {
    const bytes = message(5, Uint8Array.of(0, 1, 1, 1, 0));
    const { actions } = run([start, ...established(1), heard(1, bytes)]);
    expect(sent(actions)).toEqual(['1: 7/1']);
    expect(actions).toContainEqual(expect.objectContaining({ kind: 'send', bytes: notification(7, 1, bytes) }));
  });
});

/** An OPEN of the peer with Graceful Restart for IPv4 unicast. RFC 4724 §3 */
function withRestart(seconds: number): Uint8Array {
  const plain = open({ as: 65010 });
  const capability = Uint8Array.of(2, 8, 64, 6, seconds >> 8, seconds & 255, 0, 1, 1, 0x80);
  const body = new Uint8Array([...plain.subarray(19), ...capability]);
  body[9] = body[9]! + capability.length;
  return message(1, body);
}

/** What the peers of a session can do to it, in any order. */
const anything: fc.Arbitrary<Input> = fc.oneof(
  fc.constant(start),
  fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom('incoming' as const, 'outgoing' as const))
    .map(([id, side]) => opened(id, side)),
  fc
    .tuple(
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom(
        encodeOpen(PEER),
        withRestart(9),
        keepalive(),
        UPDATE,
        REFRESH,
        notification(6, 2),
        open({ as: 1 })
      )
    )
    .map(([id, bytes]) => heard(id, bytes)),
  fc.integer({ min: 1, max: 4 }).map(closed),
  fc.constant<Input>({ kind: 'unreachable', problem: 'refused' }),
  fc.constantFrom<Timer>({ name: 'retry' }, { name: 'hold-off' }).map(fires),
  fc
    .tuple(fc.constantFrom('hold' as const, 'keepalive' as const), fc.integer({ min: 1, max: 4 }))
    .map(([name, connection]) => fires({ name, connection })),
  fc.constant<Input>({ kind: 'refresh', family: IPV4_UNICAST }),
  fc.integer({ min: 1, max: 4 }).map((connection): Input => ({
    kind: 'refuse',
    connection,
    refusal: maximumPrefixes(IPV4_UNICAST, 1),
    holdOffMs: 1000,
  }))
);

test('whatever happens: one session at most, no timer without its connection, and never a route sent', () => {
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 40 }), (inputs) => {
      const running = new Set<string>();
      let session = INITIAL;
      for (const input of inputs) {
        // A socket gives its number once, and a timer fires only while it runs.
        const again = input.kind === 'opened' && session.connections.some(({ id }) => id === input.connection);
        const silent = input.kind === 'timer' && !running.delete(JSON.stringify(input.timer));
        const step = again || silent ? { session, actions: [] } : advance(session, input, TERMS);
        session = step.session;
        for (const action of step.actions) {
          if (action.kind === 'start-timer') {
            running.add(JSON.stringify(action.timer));
          } else if (action.kind === 'stop-timer') {
            running.delete(JSON.stringify(action.timer));
          } else if (action.kind === 'send') {
            expect(isHarmless(action.bytes)).toBe(true);
          }
        }
        const { connections } = session;
        expect(connections.filter(({ state }) => state === 'Established').length).toBeLessThanOrEqual(1);
        expect(
          connections.filter(({ state, side }) => state !== 'Established' && side === 'incoming').length
        ).toBeLessThanOrEqual(1);
        const ids = connections.map(({ id }) => id);
        const owners = [...running]
          .map((text) => (JSON.parse(text) as Timer).connection)
          .filter((id) => id !== undefined);
        expect(ids).toEqual(expect.arrayContaining(owners));
        // Every connection without a KEEPALIVE to wait for has something that ends it.
        expect(owners).toEqual(expect.arrayContaining(ids));
      }
    }),
    { numRuns: 500 }
  );
});

/** An UPDATE that is End-of-RIB, or no UPDATE; as the peer's framer would take it. */
function isHarmless(bytes: Uint8Array): boolean {
  const { messages, fault } = new MessageFramer(false).push(bytes);
  const whole = fault === undefined && messages.length === 1;
  const ends = OFFER.families.map((family) => Buffer.from(encodeEndOfRib(family)));
  return whole && (bytes[18] !== 2 || ends.some((end) => end.equals(bytes)));
}
