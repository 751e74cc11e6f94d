import { CEASE, formatNotification } from '../../bgp/notification.ts';
import type { NotificationEvent, Peer, PeerDownEvent, RouteEvent } from '../../event/types.ts';
import type { PeerLost } from '../../rib/change.ts';
import type { PrefixId } from '../../rib/ids.ts';
import type { Context } from '../context.ts';
import type { Detector, Remembers } from '../detector.ts';
import { MAX_LISTED_PREFIXES } from '../incidents/incident.ts';
import { peerName } from '../names.ts';
import { prefixText } from '../overlaps/overlap-sides.ts';
import { countPaths } from '../scope/route-set.ts';
import { counted } from '../../bytes/counted.ts';

/** Cease subcode. RFC 4486 §4 */
const MAX_PREFIXES_REACHED = 1;
const SECOND_US = 1_000_000;
const MINUTE_US = 60 * SECOND_US;

/** A session that is down. */
interface Loss {
  readonly peer: Peer;
  readonly sinceUs: number;
  readonly reason: string;
  /** How long its routes are kept as stale, seconds; undefined where they are not. */
  readonly keptSeconds: number | undefined;
  prefixes: number;
  readonly firstPrefixes: string[];
  /** Of the prefixes, those to which no path is left, and those to which one is left of several. */
  unreachable: number;
  onePath: number;
  /** Whether something of it was not raised yet. */
  changed: boolean;
}

/** The times of the latest losses of each peer, Unix microseconds. */
type LossTimes = Map<Peer, number[]>;

interface Memory {
  readonly reasons: Map<Peer, string>;
  readonly losses: Map<Peer, Loss>;
  readonly flaps: LossTimes;
}

/**
 * A session that leaves Established: `session-down` at once, with what was lost with it, resolved when it has been up for
 * `resolveAfterUs`. What a session takes with it is this one incident. A feed that ends is no session that does. Lost
 * `sessionFlaps.count` times within `sessionFlaps.windowUs`: `session-flapping`, resolved after as long without a loss.
 * Silenced by `off: [session-down]`, `off: [session-flapping]`.
 */
export function sessionIncidents(context: Context): Detector {
  const { rib, settings, domains, incidents } = context;
  const { resolveAfterUs } = settings.thresholds;
  let reasons = new Map<Peer, string>();
  let losses = new Map<Peer, Loss>();
  const flaps = new SessionFlaps(context);

  const raise = (loss: Loss): void => {
    loss.changed = false;
    const { peer, sinceUs, prefixes, firstPrefixes } = loss;
    incidents.raise(
      {
        kind: 'session-down',
        key: keyOf(peer),
        severity: 'critical',
        router: peer.router,
        peer: peer.address,
        summary: `${peerName(settings, peer)} of ${peer.router} is down: ${loss.reason}; ${lossWords(loss)}`,
        prefixes,
        firstPrefixes,
      },
      sinceUs
    );
  };
  const down = ({ peer, timeUs, keptUs, reason }: PeerDownEvent): void => {
    flaps.lost(peer, timeUs);
    if (!losses.has(peer)) {
      losses.set(peer, {
        peer,
        sinceUs: timeUs,
        reason: reasons.get(peer) ?? reason ?? 'no NOTIFICATION was heard',
        keptSeconds: keptUs === undefined ? undefined : Math.round(keptUs / SECOND_US),
        prefixes: 0,
        firstPrefixes: [],
        unreachable: 0,
        onePath: 0,
        changed: true,
      });
    }
  };
  const up = (peer: Peer, timeUs: number): void => {
    reasons.delete(peer);
    const loss = losses.get(peer);
    if (loss === undefined) {
      // One that was up already has been lost in between, unheard.
      if (rib.state(peer).upUs !== undefined) {
        flaps.lost(peer, timeUs);
      }
      return;
    }
    if (loss.changed) {
      raise(loss);
    }
    incidents.clear('session-down', keyOf(peer), timeUs, resolveAfterUs);
    losses.delete(peer);
  };
  return {
    save: (): Memory => ({ reasons, losses, flaps: flaps.save() }),
    load(memory: Memory): void {
      ({ reasons, losses } = memory);
      flaps.load(memory.flaps);
    },
    observe(change): void {
      if (change.kind === 'peer-lost') {
        const loss = losses.get(change.state.peer);
        if (loss !== undefined) {
          addPrefixes(loss, change);
        }
      } else if (change.kind === 'heard') {
        const { event } = change;
        if (isFurtherTable(event)) {
          return;
        }
        switch (event.kind) {
          case 'notification':
            reasons.set(event.peer, reasonOf(event));
            return;
          case 'peer-up':
            return up(event.peer, event.timeUs);
          case 'peer-down':
            return down(event);
          case 'message':
            // Only an Established session carries an UPDATE: what brought it back may not have been recorded.
            return event.type === 'UPDATE' && losses.has(event.peer) ? up(event.peer, event.timeUs) : undefined;
          default:
        }
      }
    },
    observePrefix({ domain, table, before, after, route }): void {
      const loss = route === undefined ? losses.get(table.state.peer) : undefined;
      // A peer of several domains loses each prefix once.
      if (loss === undefined || domain !== domains.of(table.state)[0]) {
        return;
      }
      loss.unreachable += after.length === 0 ? 1 : 0;
      loss.onePath += countPaths(after) === 1 && countPaths(before) > 1 ? 1 : 0;
    },
    tick(): void {
      for (const loss of losses.values()) {
        if (loss.changed) {
          raise(loss);
        }
      }
    },
  };
}

/** BMP tells of a session and of each of its tables: what becomes of the session is told once. */
function isFurtherTable(event: RouteEvent): boolean {
  return 'peer' in event && event.peer.feed === 'bmp-table';
}

/** Raises what is lost again and again. */
class SessionFlaps implements Remembers<LossTimes> {
  readonly #context: Context;
  #times: LossTimes = new Map();

  constructor(context: Context) {
    this.#context = context;
  }

  save(): LossTimes {
    return this.#times;
  }

  load(times: LossTimes): void {
    this.#times = times;
  }

  lost(peer: Peer, timeUs: number): void {
    const { settings, incidents } = this.#context;
    const { count, windowUs } = settings.thresholds.sessionFlaps;
    const times = [...(this.#times.get(peer) ?? []), timeUs].slice(-count);
    this.#times.set(peer, times);
    if (times.length < count || timeUs - times[0]! > windowUs) {
      return;
    }
    const minutes = Math.ceil((timeUs - times[0]!) / MINUTE_US);
    incidents.raise(
      {
        kind: 'session-flapping',
        key: keyOf(peer),
        severity: 'warning',
        router: peer.router,
        peer: peer.address,
        summary: `${peerName(settings, peer)} of ${peer.router} lost its session ${count} times within ${minutes} min`,
        prefixes: 0,
        firstPrefixes: [],
      },
      timeUs
    );
    incidents.clear('session-flapping', keyOf(peer), timeUs, windowUs);
  }
}

function keyOf({ router, address, view, vrf }: Peer): string {
  return `${router} ${address} ${view} ${vrf}`;
}

/** A limit of prefixes says who hit whose: the one who closes is the one who has the limit. */
function reasonOf({ peer, direction, notification }: NotificationEvent): string {
  const words = formatNotification(notification);
  if (notification.code === CEASE && notification.subcode === MAX_PREFIXES_REACHED) {
    return direction === 'received'
      ? `${peer.router} announced more prefixes than the peer accepts (it sent ${words})`
      : `the peer announced more prefixes than ${peer.router} accepts (${peer.router} sent ${words})`;
  }
  return direction === 'received' ? `it sent ${words}` : `${peer.router} sent ${words}`;
}

function lossWords({ prefixes, unreachable, onePath, keptSeconds }: Loss): string {
  if (prefixes === 0 && keptSeconds !== undefined) {
    return `its routes are kept as stale for ${keptSeconds} s`;
  }
  const lost = `${counted(prefixes, 'prefix')} lost`;
  return prefixes === 0 ? lost : `${lost}, ${unreachable} of them unreachable, ${onePath} down to one path`;
}

/** With ADD-PATH several routes go with one prefix. */
function addPrefixes(loss: Loss, { lost }: PeerLost): void {
  loss.changed = true;
  for (const table of lost) {
    const several = new Set<PrefixId>();
    table.forEach((prefix, _, pathId) => {
      if (pathId !== undefined) {
        if (several.has(prefix)) {
          return;
        }
        several.add(prefix);
      }
      loss.prefixes++;
      if (loss.firstPrefixes.length < MAX_LISTED_PREFIXES) {
        loss.firstPrefixes.push(prefixText(table.family, prefix));
      }
    });
  }
}
