import { asDecodeError } from '../bgp/fault.ts';
import { encodeErrorReport, encodeResetQuery, encodeSerialQuery } from './encode-pdu.ts';
import {
  CORRUPT_DATA,
  DUPLICATE_ANNOUNCEMENT,
  UNEXPECTED_VERSION,
  UNKNOWN_WITHDRAWAL,
  UNSUPPORTED_VERSION,
  formatErrorCode,
} from './error-code.ts';
import type { PduFault } from './framer.ts';
import { DEFAULT_INTERVALS, type IntervalBounds, withinBounds } from './intervals.ts';
import { type Intervals, type Pdu, type Version, decodePdu } from './pdu.ts';
import { type Vrp, VrpSet } from './vrp.ts';

/** What a session asks of the one who holds its connection. */
export type CacheAction =
  | { readonly kind: 'send'; readonly bytes: Uint8Array }
  /** All that the cache has, as of now; the set goes on to be the session's. `changed` unless it is what it was. */
  | { readonly kind: 'data'; readonly vrps: VrpSet; readonly changed: boolean; readonly intervals: Intervals }
  | CacheEnd;

/** The connection is to be closed. */
export interface CacheEnd {
  readonly kind: 'end';
  readonly problem: string;
  /** Whether the cache is to be tried again with version 0. RFC 8210 §7 */
  readonly downgrade: boolean;
  /** Whether what was learned from it must not be used any longer. RFC 8210 §5.1 */
  readonly flush: boolean;
}

export interface SessionLimits {
  readonly maxVrps: number;
  readonly bounds: IntervalBounds;
}

/** `first`: nothing of an answer has been heard, so the version is open. `idle`: nothing is asked. */
type Phase = 'first' | 'asked' | 'receiving' | 'idle' | 'over';

/**
 * The router's side of one connection with a cache, from its first Reset Query on; knows no socket and no clock. What a cache tells
 * counts from End of Data on. RFC 8210, in version 0 RFC 6810.
 *
 * A new connection never takes up the serial of the one before: it costs a full transfer, and a cache that comes back with the session
 * ID of its past life does no harm.
 */
export class CacheSession {
  readonly #limits: SessionLimits;
  #version: Version;
  #phase: Phase = 'first';
  #asked: 'reset' | 'serial' = 'reset';
  #sessionId = 0;
  #serial = 0;
  /** The serial of a notification that came while an answer was on its way. */
  #notified: number | undefined;
  #vrps = new VrpSet();
  #added = new VrpSet();
  #removed = new VrpSet();

  constructor(version: Version, limits: SessionLimits) {
    this.#version = version;
    this.#limits = limits;
  }

  get version(): Version {
    return this.#version;
  }

  /** Whether an answer is due. */
  get waits(): boolean {
    return this.#phase !== 'idle' && this.#phase !== 'over';
  }

  /** The connection is there. */
  start(): CacheAction[] {
    return [{ kind: 'send', bytes: encodeResetQuery(this.#version) }];
  }

  /** Asks for what has changed, unless something is asked already. */
  refresh(): CacheAction[] {
    return this.#phase === 'idle' ? this.#askSerial() : [];
  }

  /** A whole PDU, as the framer gives it. */
  heard(bytes: Uint8Array): CacheAction[] {
    if (this.#phase === 'over') {
      return [];
    }
    let pdu: Pdu;
    try {
      pdu = decodePdu(bytes);
    } catch (error) {
      return this.#refuse(CORRUPT_DATA, asDecodeError(error).message, bytes);
    }
    const version = bytes[0] as Version;
    if (pdu.kind === 'error-report') {
      return this.#reported(pdu);
    }
    if (this.#phase === 'first' && pdu.kind === 'serial-notify') {
      return [];
    }
    if (this.#phase === 'first' && version < this.#version) {
      this.#version = version;
    } else if (version !== this.#version) {
      return this.#refuse(UNEXPECTED_VERSION, `protocol version: ${version}, agreed on ${this.#version}`, bytes);
    }
    return this.#take(pdu, bytes);
  }

  /** Bytes that are no PDU. */
  faulty({ code, problem, pdu }: PduFault): CacheAction[] {
    if (this.#phase === 'over') {
      return [];
    }
    return code === undefined ? [this.#end(problem)] : this.#refuse(code, problem, pdu);
  }

  /** The connection is gone. A cache of version 0 may close it without a word. RFC 8210 §7 */
  lost(problem: string): CacheEnd {
    return this.#end(problem, { downgrade: this.#phase === 'first' && this.#version === 1 });
  }

  #take(pdu: Exclude<Pdu, { kind: 'error-report' }>, bytes: Uint8Array): CacheAction[] {
    switch (pdu.kind) {
      case 'serial-notify':
        return this.#notify(pdu, bytes);
      case 'cache-response':
        return this.#begin(pdu, bytes);
      case 'prefix':
        return this.#phase === 'receiving' ? this.#change(pdu, bytes) : this.#unexpected(pdu, bytes);
      case 'router-key':
        return this.#phase === 'receiving' ? [] : this.#unexpected(pdu, bytes);
      case 'end-of-data':
        return this.#phase === 'receiving' ? this.#commit(pdu, bytes) : this.#unexpected(pdu, bytes);
      case 'cache-reset':
        if (this.#phase !== 'asked' || this.#asked !== 'serial') {
          return this.#unexpected(pdu, bytes);
        }
        this.#asked = 'reset';
        return [{ kind: 'send', bytes: encodeResetQuery(this.#version) }];
      case 'serial-query':
      case 'reset-query':
        return this.#unexpected(pdu, bytes);
    }
  }

  /** RFC 8210 §5.2 */
  #notify({ sessionId, serial }: Pdu & { kind: 'serial-notify' }, bytes: Uint8Array): CacheAction[] {
    if (this.#phase === 'asked' && this.#asked === 'reset') {
      // What is asked for is all that there is.
      return [];
    }
    if (sessionId !== this.#sessionId) {
      return this.#otherSession(sessionId, bytes);
    }
    if (this.#phase !== 'idle') {
      this.#notified = serial;
      return [];
    }
    return serial === this.#serial ? [] : this.#askSerial();
  }

  #askSerial(): CacheAction[] {
    this.#phase = 'asked';
    this.#asked = 'serial';
    this.#notified = undefined;
    return [{ kind: 'send', bytes: encodeSerialQuery(this.#version, this.#sessionId, this.#serial) }];
  }

  #begin(pdu: Pdu & { kind: 'cache-response' }, bytes: Uint8Array): CacheAction[] {
    if (this.#phase !== 'first' && this.#phase !== 'asked') {
      return this.#unexpected(pdu, bytes);
    }
    if (this.#asked === 'serial' && pdu.sessionId !== this.#sessionId) {
      return this.#otherSession(pdu.sessionId, bytes);
    }
    if (this.#asked === 'reset') {
      this.#vrps = new VrpSet();
      this.#sessionId = pdu.sessionId;
    }
    this.#phase = 'receiving';
    return [];
  }

  /** One of what there is, or of what has changed: that which is told twice, or taken away without being there, is an error. */
  #change({ announced, vrp }: Pdu & { kind: 'prefix' }, bytes: Uint8Array): CacheAction[] {
    const fits = announced ? this.#announce(vrp) : this.#withdraw(vrp);
    if (!fits) {
      const what = announced ? 'announced, and is there already' : 'withdrawn, and is not there';
      return this.#refuse(announced ? DUPLICATE_ANNOUNCEMENT : UNKNOWN_WITHDRAWAL, `a prefix is ${what}`, bytes);
    }
    if (this.#vrps.size + this.#added.size > this.#limits.maxVrps) {
      return [this.#end(`it has more than ${this.#limits.maxVrps} prefixes`)];
    }
    return [];
  }

  #announce(vrp: Vrp): boolean {
    return this.#removed.delete(vrp) || (!this.#vrps.has(vrp) && this.#added.add(vrp));
  }

  #withdraw(vrp: Vrp): boolean {
    return this.#added.delete(vrp) || (this.#vrps.has(vrp) && this.#removed.add(vrp));
  }

  #commit({ sessionId, serial, intervals }: Pdu & { kind: 'end-of-data' }, bytes: Uint8Array): CacheAction[] {
    if (sessionId !== this.#sessionId) {
      return this.#otherSession(sessionId, bytes);
    }
    const changed = this.#asked === 'reset' || this.#added.size + this.#removed.size > 0;
    this.#apply();
    this.#serial = serial;
    this.#phase = 'idle';
    const data: CacheAction = {
      kind: 'data',
      vrps: this.#vrps,
      changed,
      intervals: withinBounds(intervals ?? DEFAULT_INTERVALS, this.#limits.bounds),
    };
    const missed = this.#notified !== undefined && this.#notified !== serial;
    return missed ? [data, ...this.#askSerial()] : [data];
  }

  #apply(): void {
    if (this.#vrps.size === 0) {
      this.#vrps = this.#added;
      this.#added = new VrpSet();
      return;
    }
    for (const vrp of this.#removed) {
      this.#vrps.delete(vrp);
    }
    for (const vrp of this.#added) {
      this.#vrps.add(vrp);
    }
    this.#forgetChanges();
  }

  #forgetChanges(): void {
    this.#added = new VrpSet();
    this.#removed = new VrpSet();
  }

  /** RFC 8210 §5.1 */
  #otherSession(sessionId: number, bytes: Uint8Array): CacheAction[] {
    return this.#refuse(CORRUPT_DATA, `session ID: ${sessionId}, need ${this.#sessionId}`, bytes, { flush: true });
  }

  #unexpected({ kind }: Pdu, bytes: Uint8Array): CacheAction[] {
    return this.#refuse(CORRUPT_DATA, `${kind} was not asked for`, bytes);
  }

  #reported({ code, text }: Pdu & { kind: 'error-report' }): CacheAction[] {
    const words = formatErrorCode(code) + (text === '' ? '' : `, ${text}`);
    const downgrade = code === UNSUPPORTED_VERSION && this.#phase === 'first' && this.#version === 1;
    return [this.#end(`the cache says: ${words}`, { downgrade })];
  }

  #refuse(code: number, problem: string, pdu: Uint8Array, how: Partial<CacheEnd> = {}): CacheAction[] {
    const bytes = encodeErrorReport(this.#version, code, pdu, problem);
    return [{ kind: 'send', bytes }, this.#end(problem, how)];
  }

  #end(problem: string, { downgrade = false, flush = false }: Partial<CacheEnd> = {}): CacheEnd {
    this.#phase = 'over';
    return { kind: 'end', problem, downgrade, flush };
  }
}
