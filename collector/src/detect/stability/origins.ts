import type { FamilyTables } from '../../rib/family-tables.ts';
import type { PrefixId } from '../../rib/ids.ts';
import type { Context } from '../context.ts';
import type { Detector, Remembers } from '../detector.ts';
import type { Domain } from '../scope/domains.ts';
import { type Interval, endsPeriod, observedNs } from '../interval-clock.ts';
import type { LeftOut } from '../left-out.ts';
import { MoasIncidents } from './moas-incidents.ts';
import { asName } from '../names.ts';
import type { Emit } from '../observation.ts';
import { type OriginRow, type Origins, isSame, originRow, originsOf } from './origin-rows.ts';
import { type News, PassingTroubles } from '../incidents/passing-troubles.ts';
import type { PrefixChange } from '../scope/prefix-change.ts';
import { type PrefixRoster, prefixKey } from '../incidents/prefix-roster.ts';
import type { RouteSet } from '../scope/route-set.ts';
import { Scope } from '../scope/scope.ts';
import { type SavedVanished, VanishedOrigins } from './vanished-origins.ts';

/** Prefixes with several origins that are followed at a time. */
const MAX_FOLLOWED = 50_000;
/** Prefixes that open incidents of changed origins may speak of. */
const MAX_CHANGED = 10_000;
const REPEAT_US = 15 * 60 * 1_000_000;
/** Rows that repeat open ones, each time. */
const MAX_REPEATED = 1000;

/** A prefix that several ASes originate. */
export interface Moas {
  readonly domain: Domain;
  readonly family: FamilyTables;
  readonly prefix: PrefixId;
  readonly sinceUs: number;
  readonly atStart: boolean;
  /** Whether it is worth an incident. */
  readonly matters: boolean;
  /** The only origin before; none where that is not known. */
  readonly originsBefore: Origins;
  origins: Origins;
  /** The row that is repeated while it lasts. */
  row: OriginRow;
  /** What a lost session left of it, and when; undefined while it stands. */
  lost: { readonly origins: Origins; readonly timeUs: number } | undefined;
}

interface Memory {
  readonly incidents: ReturnType<MoasIncidents['save']>;
  readonly changes: ReturnType<PassingTroubles['save']>;
  readonly followed: Map<string, Moas>;
  readonly vanished: SavedVanished;
  readonly nextLostUs: number;
  readonly dropped: number;
}

/**
 * The ASes that originate a prefix in a domain. Several of them at a time (MOAS) have rows when that begins and ends and every 15
 * minutes, and are an incident of kind `moas` when they last for `holdDownUs`: one for all prefixes with the same origins. Another
 * origin in the place of the one before, be it after a time with both or without a route, is a row and an incident of kind
 * `origin-change`: one for all prefixes that changed from one to the other, resolved when no more did for `originStableUs`. What a
 * lost session or the telling of a table does is no change of origin; several origins of which a lost session takes one stand for
 * `originStableUs`, so that its coming back begins nothing anew.
 *
 * Incidents in private domains, and for prefixes that an expectation names. There an equal prefix of two origins is an overlap too,
 * which names both sides: `detect: off: [moas]` where one of the two is enough. `detect: off: [origin-change]` silences the other.
 */
export class OriginChanges implements Detector, Remembers<Memory> {
  readonly #context: Context;
  readonly #stableUs: number;
  readonly #scope: Scope;
  readonly #incidents: MoasIncidents;
  readonly #changes: PassingTroubles;
  readonly #vanished: VanishedOrigins;
  #followed = new Map<string, Moas>();
  /** Nothing that was lost is over before this. */
  #nextLostUs = Infinity;
  #dropped = 0;

  constructor(context: Context) {
    const { originStableUs: quietUs } = context.settings.thresholds;
    this.#context = context;
    this.#stableUs = quietUs;
    this.#scope = new Scope(context);
    this.#incidents = new MoasIncidents(context, { left: MAX_FOLLOWED });
    this.#vanished = new VanishedOrigins(quietUs);
    this.#changes = new PassingTroubles(context.incidents, { gatherUs: 0, quietUs }, summaryOf, {
      left: MAX_CHANGED,
    });
  }

  save(): Memory {
    return {
      incidents: this.#incidents.save(),
      changes: this.#changes.save(),
      followed: this.#followed,
      vanished: this.#vanished.save(),
      nextLostUs: this.#nextLostUs,
      dropped: this.#dropped,
    };
  }

  load({ incidents, changes, followed, vanished, nextLostUs, dropped }: Memory): void {
    this.#incidents.load(incidents);
    this.#changes.load(changes);
    this.#followed = followed;
    this.#vanished.load(vanished);
    this.#nextLostUs = nextLostUs;
    this.#dropped = dropped;
  }

  /** Prefixes with several origins that are not followed, vanished ones that were forgotten, and changes without an incident. */
  get leftOut(): Partial<LeftOut> {
    return { origins_left_out: this.#dropped + this.#vanished.dropped + this.#changes.leftOut };
  }

  observePrefix(change: PrefixChange, emit: Emit): void {
    const { attributes } = this.#context.rib;
    const before = originsOf(attributes, change.before);
    const after = originsOf(attributes, change.after);
    this.#count(change, before, after);
    if (this.#isSettled(change, before, after)) {
      return;
    }
    const key = `${change.domain.settings.name} ${prefixKey(change.family, change.prefix)}`;
    const known = this.#followed.get(key);
    if (known !== undefined) {
      this.#goOn(key, known, change, after, emit);
    } else if (after.length > 1) {
      this.#begin(key, change, before, after, emit);
    } else {
      this.#single(key, change, before, after, emit);
    }
  }

  tick(timeUs: number, emit: Emit): void {
    this.#vanished.tick(timeUs);
    if (this.#nextLostUs <= timeUs) {
      this.#endLost(timeUs, emit);
    }
    this.#incidents.tick(timeUs);
    this.#changes.tick(timeUs);
  }

  closeInterval(interval: Interval, emit: Emit): void {
    if (interval.whole && endsPeriod(interval, REPEAT_US)) {
      let rows = 0;
      for (const { row } of this.#followed.values()) {
        if (rows++ === MAX_REPEATED) {
          break;
        }
        emit({ ...row, timeNs: observedNs(interval) });
      }
    }
  }

  /** Whether there is one origin at most, and nothing to say of it: true of nearly all changes, and of whole tables. */
  #isSettled({ cause }: PrefixChange, before: Origins, after: Origins): boolean {
    const quiet = isSame(before, after) || cause !== 'update';
    return before.length < 2 && after.length < 2 && quiet && this.#nextLostUs === Infinity;
  }

  /** A peer's tables count in the first of its domains. */
  #count({ domain, prefix, before, after }: PrefixChange, originsBefore: Origins, originsAfter: Origins): void {
    const { domains, moas } = this.#context;
    const counted = (routes: RouteSet): RouteSet => routes.filter(({ table }) => domains.of(table.state)[0] === domain);
    if (originsBefore.length > 1) {
      moas.count(prefix, counted(before), -1);
    }
    if (originsAfter.length > 1) {
      moas.count(prefix, counted(after), 1);
    }
  }

  #begin(key: string, change: PrefixChange, before: Origins, origins: Origins, emit: Emit): void {
    if (this.#followed.size === MAX_FOLLOWED) {
      this.#dropped++;
      return;
    }
    const { domain, family, prefix, timeUs, cause, after } = change;
    const originsBefore = cause === 'update' && before.length === 1 ? before : [];
    const row = originRow(this.#context, change, 'moas', 'open', timeUs, originsBefore, origins);
    const matters = this.#scope.includes(domain, family, prefix, after);
    const atStart = cause === 'replay';
    const moas = {
      domain,
      family,
      prefix,
      sinceUs: timeUs,
      atStart,
      matters,
      originsBefore,
      origins,
      row,
      lost: undefined,
    };
    family.prefixes.retain(prefix);
    this.#followed.set(key, moas);
    if (matters) {
      this.#incidents.begins(moas);
    }
    emit(row);
  }

  #goOn(key: string, moas: Moas, change: PrefixChange, after: Origins, emit: Emit): void {
    if (after.length > 1) {
      moas.lost = undefined;
      if (!isSame(moas.origins, after)) {
        this.#change(moas, change, after, emit);
      }
    } else if (change.cause === 'peer-down') {
      moas.lost = { origins: after, timeUs: change.timeUs };
      this.#nextLostUs = Math.min(this.#nextLostUs, change.timeUs + this.#stableUs);
    } else {
      emit(originRow(this.#context, change, 'moas', 'resolved', moas.sinceUs, moas.origins, after));
      this.#single(key, change, moas.originsBefore, after, emit);
      this.#end(key, moas, change.timeUs);
    }
  }

  #change(moas: Moas, change: PrefixChange, origins: Origins, emit: Emit): void {
    moas.row = originRow(this.#context, change, 'moas', 'open', moas.sinceUs, moas.origins, origins);
    emit(moas.row);
    if (moas.matters) {
      this.#incidents.changes(moas, origins, change.timeUs);
    }
    moas.origins = origins;
  }

  #end(key: string, moas: Moas, timeUs: number): void {
    if (moas.matters) {
      this.#incidents.ends(moas, timeUs);
    }
    this.#followed.delete(key);
    moas.family.prefixes.release(moas.prefix);
  }

  /** A lost session did not come back with its routes. */
  #endLost(timeUs: number, emit: Emit): void {
    this.#nextLostUs = Infinity;
    for (const [key, moas] of this.#followed) {
      const endUs = moas.lost === undefined ? Infinity : moas.lost.timeUs + this.#stableUs;
      if (moas.lost === undefined || endUs > timeUs) {
        this.#nextLostUs = Math.min(this.#nextLostUs, endUs);
      } else {
        const [originsBefore, origins] = [moas.origins, moas.lost.origins];
        emit({ ...moas.row, timeNs: BigInt(endUs) * 1000n, state: 'resolved', originsBefore, origins });
        this.#end(key, moas, endUs);
      }
    }
  }

  /** One origin at most, before and after. */
  #single(key: string, change: PrefixChange, before: Origins, after: Origins, emit: Emit): void {
    const vanished = before.length === 0 ? this.#vanished.originsOf(key) : undefined;
    if (vanished !== undefined && after.length === 1) {
      this.#vanished.forget(key);
    }
    const last = vanished ?? before;
    if (change.cause !== 'update' || last.length !== 1) {
      return;
    }
    if (after.length === 0) {
      this.#vanished.remember(key, change, last);
    } else if (!isSame(last, after)) {
      this.#changed(change, last, after, emit);
    }
  }

  #changed(change: PrefixChange, before: Origins, after: Origins, emit: Emit): void {
    const { domain, family, prefix, timeUs } = change;
    const { settings } = this.#context;
    emit(originRow(this.#context, change, 'origin-change', 'event', timeUs, before, after));
    if (this.#scope.includes(domain, family, prefix, change.after)) {
      const [from, to] = [before[0]!, after[0]!];
      const news: News = {
        kind: 'origin-change',
        key: `${domain.settings.name} ${from} ${to}`,
        severity: 'warning',
        domain: domain.settings.name,
        words: `from ${asName(settings, from)} to ${asName(settings, to)}`,
      };
      this.#changes.add(news, family, prefix, timeUs);
    }
  }
}

function summaryOf({ words }: Pick<News, 'words'>, prefixes: PrefixRoster): string {
  return `Origin of ${prefixes.words()} changed ${words}`;
}
