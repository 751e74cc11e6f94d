import type { Agreement } from './agreement.ts';
import { encodeEndOfRib, encodeKeepalive, encodeNotification } from './message-writer.ts';
import { type Refusal, formatRefusal } from './refusal.ts';
import type { Action, Connection, Retained, Session, State, Step, Terms, Timer } from './session.ts';

/** Time for a peer's OPEN to come. RFC 4271 §8.2.2, the large value */
const OPEN_HOLD_MS = 240_000;
/** Doublings of the wait before it would overflow. */
const MAX_DOUBLINGS = 20;

/** A step under way: the session as it becomes, and what has to be done. */
export class Draft {
  readonly terms: Terms;
  readonly #actions: Action[] = [];
  #session: Session;
  #reason: string | undefined;
  #retained: Retained | undefined;

  constructor(session: Session, terms: Terms) {
    this.#session = session;
    this.terms = terms;
  }

  get session(): Session {
    return this.#session;
  }

  find(id: number): Connection | undefined {
    return this.#session.connections.find((one) => one.id === id);
  }

  set(change: Partial<Pick<Session, 'started' | 'connecting' | 'heldOff' | 'failures'>>): void {
    this.#session = { ...this.#session, ...change };
  }

  /** A connection that TCP has just opened: it is greeted with our OPEN. */
  greet(connection: Connection): void {
    this.#session = { ...this.#session, connections: [...this.#session.connections, connection] };
    this.send(connection, this.terms.openBytes);
    this.startTimer({ name: 'hold', connection: connection.id }, OPEN_HOLD_MS);
  }

  replace(connection: Connection): void {
    const connections = this.#session.connections.map((one) => (one.id === connection.id ? connection : one));
    this.#session = { ...this.#session, connections };
  }

  send(connection: Connection, bytes: Uint8Array): void {
    this.#actions.push({ kind: 'send', connection, bytes });
  }

  handOver(connection: Connection, bytes: Uint8Array): void {
    this.#actions.push({ kind: 'hand-over', connection, bytes });
  }

  /** KEEPALIVE now, and again after a third of the hold time. RFC 4271 §4.4 */
  keepAlive(connection: Connection): void {
    this.send(connection, encodeKeepalive());
    if (connection.agreed!.holdTimeMs > 0) {
      const afterMs = Math.floor(connection.agreed!.holdTimeMs / 3);
      this.startTimer({ name: 'keepalive', connection: connection.id }, afterMs);
    }
  }

  /** The peer was heard. A hold time of 0 is none. */
  hold({ id, agreed }: Connection): void {
    const timer: Timer = { name: 'hold', connection: id };
    if (agreed!.holdTimeMs > 0) {
      this.startTimer(timer, agreed!.holdTimeMs);
    } else {
      this.#actions.push({ kind: 'stop-timer', timer });
    }
  }

  startTimer(timer: Timer, afterMs: number): void {
    this.#actions.push({ kind: 'start-timer', timer, afterMs });
  }

  stopTimer(timer: Timer): void {
    this.#actions.push({ kind: 'stop-timer', timer });
  }

  /** Into Established: nothing else is tried, and the empty table of this side has been sent. RFC 4724 §2 */
  establish(connection: Connection, { families }: Agreement): void {
    this.replace(connection);
    this.abortConnect();
    this.stopTimer({ name: 'retry' });
    this.set({ failures: 0 });
    this.#settle();
    families.forEach((family) => this.send(connection, encodeEndOfRib(family)));
  }

  connect(): void {
    this.set({ connecting: true });
    this.#actions.push({ kind: 'connect' });
    this.startTimer({ name: 'retry' }, this.terms.retryMs);
  }

  abortConnect(): void {
    if (this.#session.connecting) {
      this.set({ connecting: false });
      this.#actions.push({ kind: 'abort-connect' });
    }
  }

  /** An attempt has failed, or a session is lost: the next attempt waits, longer with each failure. */
  retryLater(reason: string): void {
    this.#reason = reason;
    const { started, connecting, heldOff, failures, connections } = this.#session;
    if (!started || connecting || heldOff || connections.length > 0 || this.terms.passive) {
      return;
    }
    const { retryMs, maxRetryMs } = this.terms;
    this.startTimer({ name: 'retry' }, Math.min(maxRetryMs, retryMs * 2 ** Math.min(failures, MAX_DOUBLINGS)));
    this.set({ failures: failures + 1 });
  }

  /** Ends a connection with a NOTIFICATION. */
  refuse(connection: Connection, refusal: Refusal): void {
    this.send(connection, encodeNotification(refusal));
    this.drop(connection, formatRefusal(refusal), undefined);
  }

  /** Ends a connection without another word. */
  drop(connection: Connection, reason: string, retained: Retained | undefined): void {
    const { id } = connection;
    this.stopTimer({ name: 'hold', connection: id });
    this.stopTimer({ name: 'keepalive', connection: id });
    this.#actions.push({ kind: 'close', connection });
    this.#session = { ...this.#session, connections: this.#session.connections.filter((one) => one.id !== id) };
    if (connection.state === 'Established') {
      this.#retained = retained;
    }
    this.retryLater(reason);
  }

  done(): Step {
    this.#settle();
    return { session: this.#session, actions: this.#actions };
  }

  /** Says what state the session has come to. */
  #settle(): void {
    const { state: from } = this.#session;
    const to = stateOf(this.#session);
    if (from !== to) {
      this.#session = { ...this.#session, state: to };
      const { started } = this.#session;
      const change = { from, to, reason: this.#reason, retained: this.#retained, stopped: !started };
      this.#actions.push({ kind: 'changed', change });
    }
  }
}

const ORDER: readonly State[] = ['OpenSent', 'OpenConfirm', 'Established'];

/** The state of the connection that is furthest; without one, that of the attempts to get one. */
function stateOf({ started, connecting, heldOff, connections }: Session): State {
  const furthest = Math.max(-1, ...connections.map(({ state }) => ORDER.indexOf(state)));
  if (furthest >= 0) {
    return ORDER[furthest]!;
  }
  // Between attempts the peer may connect, however long the next one of ours waits: that is Active.
  return connecting ? 'Connect' : started && !heldOff ? 'Active' : 'Idle';
}
