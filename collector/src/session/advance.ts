import type { OpenMessage } from '../bgp/open.ts';
import { MESSAGE_TYPES } from '../bgp/message.ts';
import { type Agreement, agree, isRefusal, readOpen } from './agreement.ts';
import { survivor } from './collision.ts';
import { Draft } from './draft.ts';
import { establishedMessage, notificationWords } from './established.ts';
import { REQUEST, encodeRouteRefresh } from './message-writer.ts';
import {
  CEASE,
  COLLISION_RESOLUTION,
  CONNECTION_REJECTED,
  FSM_ERROR,
  HOLD_TIMER_EXPIRED,
  type Refusal,
  refusal,
} from './refusal.ts';
import type { Connection, Input, Retained, Session, Step, Terms, Timer } from './session.ts';

const TYPE_AT = 18;
/** Receive Unexpected Message in OpenSent, OpenConfirm, Established. RFC 6608 §3 */
const UNEXPECTED: Readonly<Record<Connection['state'], number>> = { OpenSent: 1, OpenConfirm: 2, Established: 3 };

/** The finite state machine of a peer, with all its connections. RFC 4271 §8; it knows no time but that of its timers. */
export function advance(session: Session, input: Input, terms: Terms): Step {
  const draft = new Draft(session, terms);
  take(draft, input);
  return draft.done();
}

function take(draft: Draft, input: Input): void {
  switch (input.kind) {
    case 'start':
      draft.set({ started: true });
      reach(draft);
      return;
    case 'stop':
      stop(draft, input.refusal);
      return;
    case 'opened':
      opened(draft, input);
      return;
    case 'unreachable':
      draft.set({ connecting: false });
      draft.retryLater(input.problem);
      return;
    case 'timer':
      timedOut(draft, input.timer);
      return;
    case 'refresh': {
      const { families, routeRefresh } = established(draft)?.agreed ?? {};
      const agreed = families?.some(({ afi, safi }) => afi === input.family.afi && safi === input.family.safi);
      if (routeRefresh && agreed) {
        draft.send(established(draft)!, encodeRouteRefresh(input.family, REQUEST));
      }
      return;
    }
    case 'closed':
    case 'heard':
    case 'refuse': {
      const connection = draft.find(input.connection);
      if (connection !== undefined) {
        onConnection(draft, connection, input);
      }
    }
  }
}

function onConnection(
  draft: Draft,
  connection: Connection,
  input: Extract<Input, { kind: 'closed' | 'heard' | 'refuse' }>
): void {
  if (input.kind === 'closed') {
    draft.drop(connection, input.problem, retainedBy(connection));
  } else if (input.kind === 'heard') {
    heard(draft, connection, input.bytes);
  } else {
    if (input.holdOffMs !== undefined) {
      holdOff(draft, connection, input.refusal, input.holdOffMs);
    }
    draft.refuse(connection, input.refusal);
  }
}

/** Takes nothing from the peer for a while, over no other connection either. */
function holdOff(draft: Draft, connection: Connection, ended: Refusal, forMs: number): void {
  draft.set({ heldOff: true });
  draft.startTimer({ name: 'hold-off' }, forMs);
  draft.session.connections.filter(({ id }) => id !== connection.id).forEach((other) => draft.refuse(other, ended));
}

/** Tries to reach the peer, unless there is a connection or an attempt. */
function reach(draft: Draft): void {
  const { started, connecting, heldOff, connections } = draft.session;
  if (started && !connecting && !heldOff && connections.length === 0 && !draft.terms.passive) {
    draft.connect();
  }
}

function stop(draft: Draft, ended: Refusal): void {
  draft.set({ started: false, heldOff: false, failures: 0 });
  draft.abortConnect();
  draft.stopTimer({ name: 'retry' });
  draft.stopTimer({ name: 'hold-off' });
  draft.session.connections.forEach((connection) => draft.refuse(connection, ended));
}

function opened(draft: Draft, { connection: id, side }: Extract<Input, { kind: 'opened' }>): void {
  const { started, connecting, heldOff } = draft.session;
  const connection: Connection = { id, side, state: 'OpenSent', bgpId: undefined, agreed: undefined };
  if (side === 'outgoing' ? !connecting : !started || heldOff) {
    draft.refuse(connection, refusal(CEASE, CONNECTION_REJECTED));
    return;
  }
  draft.greet(connection);
  if (side === 'outgoing') {
    draft.set({ connecting: false });
    draft.stopTimer({ name: 'retry' });
  } else {
    makeRoom(draft, id);
  }
}

/**
 * A peer that connects has given up the connection that it opened before and that came to nothing. One that restarts gracefully
 * has given up the established one as well (RFC 4724 §5); others are believed only when that has failed (RFC 4271 §6.8).
 */
function makeRoom(draft: Draft, newest: number): void {
  for (const connection of draft.session.connections) {
    if (connection.id === newest) {
      continue;
    }
    if (connection.state === 'Established' && retainedBy(connection)) {
      draft.drop(connection, 'the peer has restarted', retainedBy(connection));
    } else if (connection.state !== 'Established' && connection.side === 'incoming') {
      draft.refuse(connection, refusal(CEASE, CONNECTION_REJECTED));
    }
  }
}

function timedOut(draft: Draft, timer: Timer): void {
  const connection = timer.connection === undefined ? undefined : draft.find(timer.connection);
  switch (timer.name) {
    case 'retry':
      draft.abortConnect();
      reach(draft);
      return;
    case 'hold-off':
      draft.set({ heldOff: false });
      reach(draft);
      return;
    case 'hold':
      if (connection) {
        draft.refuse(connection, refusal(HOLD_TIMER_EXPIRED, 0));
      }
      return;
    case 'keepalive':
      if (connection) {
        draft.keepAlive(connection);
      }
  }
}

function heard(draft: Draft, connection: Connection, bytes: Uint8Array): void {
  const { state } = connection;
  const type = MESSAGE_TYPES[bytes[TYPE_AT]! - 1]!;
  if (type === 'OPEN' && state === 'OpenSent') {
    heardOpen(draft, connection, bytes);
  } else if (type === 'NOTIFICATION') {
    draft.handOver(connection, bytes);
    draft.drop(connection, notificationWords(bytes), undefined);
  } else if (type === 'KEEPALIVE' && state === 'OpenConfirm') {
    draft.handOver(connection, bytes);
    draft.hold(connection);
    draft.establish({ ...connection, state: 'Established' }, connection.agreed!);
  } else if (type !== 'OPEN' && state === 'Established') {
    draft.handOver(connection, bytes);
    establishedMessage(draft, connection, type, bytes);
  } else {
    // Not handed over: a route before Established is none.
    draft.refuse(connection, refusal(FSM_ERROR, UNEXPECTED[state], `${type} in ${state}`));
  }
}

function heardOpen(draft: Draft, connection: Connection, bytes: Uint8Array): void {
  const { offer, sentOpen, peerAs } = draft.terms;
  const received = readOpen(bytes);
  const known = isRefusal(received) ? connection : { ...connection, bgpId: received.open.bgpId };
  draft.replace(known);
  draft.handOver(known, bytes);
  const agreed = isRefusal(received) ? received : agree(offer, sentOpen, received, peerAs);
  if (isRefusal(agreed)) {
    draft.refuse(known, agreed);
  } else if (wins(draft, known, received as OpenMessage)) {
    confirm(draft, known, agreed);
  } else {
    draft.refuse(known, refusal(CEASE, COLLISION_RESOLUTION));
  }
}

function confirm(draft: Draft, connection: Connection, agreed: Agreement): void {
  const confirmed: Connection = { ...connection, state: 'OpenConfirm', agreed };
  draft.replace(confirmed);
  draft.keepAlive(confirmed);
  draft.hold(confirmed);
}

/** Whether a connection stays whose OPEN has come; one that collides with it and does not stay is ended. RFC 4271 §6.8 */
function wins(draft: Draft, connection: Connection, { open }: OpenMessage): boolean {
  const { localAs, bgpId } = draft.terms.offer;
  // One in OpenSent is judged when its own OPEN comes.
  const other = draft.session.connections.find(({ id, state }) => id !== connection.id && state !== 'OpenSent');
  if (other === undefined) {
    return true;
  }
  const side = survivor({ as: localAs, bgpId }, { as: open.myAs, bgpId: open.bgpId });
  if (other.state === 'Established' || other.side === side) {
    return false;
  }
  draft.refuse(other, refusal(CEASE, COLLISION_RESOLUTION));
  return true;
}

function established(draft: Draft): Connection | undefined {
  return draft.session.connections.find(({ state }) => state === 'Established');
}

/** What a peer that was lost without a NOTIFICATION had asked to be kept. RFC 4724 §4.2 */
function retainedBy({ state, agreed }: Connection): Retained | undefined {
  const restart = state === 'Established' ? agreed?.restart : undefined;
  return restart && restart.families.length > 0
    ? { families: restart.families.map(({ afi, safi }) => ({ afi, safi })), forMs: restart.restartTimeSeconds * 1000 }
    : undefined;
}
