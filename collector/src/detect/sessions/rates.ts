import type { Peer } from '../../event/types.ts';
import { type Change, isRouteChange } from '../../rib/change.ts';
import type { PeerState } from '../../rib/peer-state.ts';
import type { Context } from '../context.ts';
import type { Detector, Remembers } from '../detector.ts';
import type { Trouble } from '../incidents/incident.ts';
import type { Interval } from '../interval-clock.ts';
import { peerName } from '../names.ts';
import { peerKey } from '../peer-key.ts';
import { PeerMatcher } from '../scope/peer-matcher.ts';
import { RollingMedian } from './rolling-median.ts';
import { Scope } from '../scope/scope.ts';

/** Intervals that the median is of, and those that it takes at least. */
const LEARNED = 1440;
const MIN_LEARNED = 30;
/** A flood has at least as many UPDATEs in an interval. */
const FLOOD_MIN_UPDATES = 100;
/** Fewer than this are not expected to come evenly. */
const DROUGHT_MIN_MEDIAN = 10;
/** A flood is over below this share of what began it, a drought above this multiple, for two intervals running. */
const FLOOD_OVER = 0.5;
const DROUGHT_OVER = 2;
const OVER_INTERVALS = 2;
/** Intervals running with which each begins. */
const INTERVALS = { flood: 2, drought: 10 } as const;

/** A flood or a drought at one peer, as far as it got. */
interface Spell {
  readonly kind: 'flood' | 'drought';
  open: boolean;
  /** Intervals running that say that it begins, or, while it is open, that it ends. */
  running: number;
}

interface Rate {
  readonly median: RollingMedian;
  readonly flood: Spell;
  readonly drought: Spell;
  /** UPDATEs in this interval. */
  updates: number;
  /** Whether the session changed or a table was told in this interval, so that it says nothing of the usual. */
  unusual: boolean;
}

type Memory = Map<Peer, Rate>;

/**
 * Peers that send far more UPDATEs than usual, or far fewer: the usual is the median of the last 1,440 intervals, of 30 at least. An
 * incident of kind `flood` opens after two intervals running with more than `floodFactor` medians, and 100 UPDATEs at least; one of
 * kind `drought` after ten with less than `droughtFactor` of a median of 10 at least. A flood is over after two intervals below half
 * of what began it, a drought after two above twice that, both with the session. Intervals in which a table is told count nothing.
 *
 * For peers of private domains and those that an expectation names by `peer`. Silenced by `detect: off: [flood, drought]`.
 */
export class Rates implements Detector, Remembers<Memory> {
  readonly #context: Context;
  readonly #scope: Scope;
  readonly #expected: PeerMatcher;
  #rates: Memory = new Map();

  constructor(context: Context) {
    const { expectations, peers } = context.settings;
    this.#context = context;
    this.#scope = new Scope(context);
    this.#expected = new PeerMatcher(
      expectations.flatMap(({ peer }) => peer),
      peers
    );
  }

  save(): Memory {
    return this.#rates;
  }

  load(rates: Memory): void {
    this.#rates = rates;
  }

  observe(change: Change): void {
    if (isRouteChange(change)) {
      if (change.cause === 'replay' || change.cause === 'refresh') {
        this.#rateOf(change.table.state.peer).unusual = true;
      }
    } else if (change.kind === 'heard') {
      const { event } = change;
      if (event.kind === 'message' && event.type === 'UPDATE') {
        this.#rateOf(event.peer).updates++;
      } else if (event.kind === 'peer-up') {
        this.#rateOf(event.peer).unusual = true;
      } else if (event.kind === 'peer-down' || event.kind === 'feed-lost') {
        this.#sessionEnded(event.peer, event.timeUs);
      }
    }
  }

  closeInterval(interval: Interval): void {
    for (const state of this.#context.rib.peers()) {
      const rate = this.#rates.get(state.peer);
      if (rate === undefined) {
        continue;
      }
      if (interval.whole && state.live && !rate.unusual && !isTelling(state)) {
        if (this.#isJudged(state)) {
          this.#judge(state.peer, rate, interval.endUs);
        }
        rate.median.add(rate.updates);
      }
      rate.updates = 0;
      rate.unusual = false;
    }
  }

  #isJudged(state: PeerState): boolean {
    return this.#scope.isPrivate(state) || this.#expected.matches(state.peer);
  }

  #judge(peer: Peer, rate: Rate, timeUs: number): void {
    const { median, updates, flood, drought } = rate;
    if (median.size < MIN_LEARNED) {
      return;
    }
    const { floodFactor, droughtFactor } = this.#context.settings.thresholds;
    const usual = median.value;
    const many = Math.max(floodFactor * usual, FLOOD_MIN_UPDATES);
    const few = droughtFactor * usual;
    const isFlood = updates > floodFactor * usual && updates >= FLOOD_MIN_UPDATES;
    const isDrought = updates < few && usual >= DROUGHT_MIN_MEDIAN;
    if (step(flood, isFlood, updates < many * FLOOD_OVER)) {
      this.#tell(flood, peer, rate, timeUs);
    }
    if (step(drought, isDrought, updates >= few * DROUGHT_OVER)) {
      this.#tell(drought, peer, rate, timeUs);
    }
  }

  #tell({ kind, open }: Spell, peer: Peer, { updates, median }: Rate, timeUs: number): void {
    const { incidents, settings } = this.#context;
    const key = peerKey(peer);
    if (!open) {
      incidents.clear(kind, key, timeUs);
      return;
    }
    const seconds = settings.intervalUs / 1_000_000;
    const trouble: Trouble = {
      kind,
      key,
      severity: 'warning',
      router: peer.router,
      peer: peer.address,
      summary: `${peerName(settings, peer)} sent ${updates} UPDATEs in ${seconds} s, where ${median.value} are usual`,
      prefixes: 0,
      firstPrefixes: [],
    };
    incidents.raise(trouble, timeUs);
  }

  #sessionEnded(peer: Peer, timeUs: number): void {
    const rate = this.#rateOf(peer);
    rate.unusual = true;
    for (const spell of [rate.flood, rate.drought]) {
      if (reset(spell)) {
        this.#context.incidents.clear(spell.kind, peerKey(peer), timeUs);
      }
    }
  }

  #rateOf(peer: Peer): Rate {
    let rate = this.#rates.get(peer);
    if (rate === undefined) {
      rate = {
        median: new RollingMedian(LEARNED),
        flood: { kind: 'flood', open: false, running: 0 },
        drought: { kind: 'drought', open: false, running: 0 },
        updates: 0,
        unusual: false,
      };
      this.#rates.set(peer, rate);
    }
    return rate;
  }
}

function isTelling({ tables }: PeerState): boolean {
  return [...tables.values()].some(({ replay }) => replay !== undefined);
}

/** Takes in an interval; gives whether it opened or ended the spell. */
function step(spell: Spell, begins: boolean, ends: boolean): boolean {
  spell.running = (spell.open ? ends : begins) ? spell.running + 1 : 0;
  const turns = spell.running >= (spell.open ? OVER_INTERVALS : INTERVALS[spell.kind]);
  if (turns) {
    spell.open = !spell.open;
    spell.running = 0;
  }
  return turns;
}

/** Gives whether it was open. */
function reset(spell: Spell): boolean {
  const wasOpen = spell.open;
  spell.open = false;
  spell.running = 0;
  return wasOpen;
}
