import type { FamilyTables } from '../../rib/family-tables.ts';
import type { PrefixId } from '../../rib/ids.ts';
import type { Context } from '../context.ts';
import type { Remembers } from '../detector.ts';
import type { Domain } from '../scope/domains.ts';
import { LossIncidents, type LostPrefix } from './loss-incidents.ts';
import { type LostPath, type PathCounts, isLoss, lostPath } from './lost-path.ts';
import type { PrefixChange } from '../scope/prefix-change.ts';
import type { RouteSet } from '../scope/route-set.ts';

/** Prefixes that are followed at a time in one domain and family; of more the losses are counted and not told. */
const MAX_FOLLOWED = 100_000;

/** A prefix whose number of paths has not settled, or is lower than it was. */
interface Followed {
  readonly prefix: PrefixId;
  /** The number that was stable before. */
  readonly baseline: number;
  paths: number;
  changedUs: number;
  /** What it lost first of what it is missing. */
  lost: LostPath | undefined;
  /** As its incident tells it; undefined while it has none. */
  told: LostPrefix | undefined;
  /** Since when it has as many paths as before again. */
  restoredUs: number | undefined;
}

interface Memory {
  readonly unfollowed: number;
  readonly incidents: ReturnType<LossIncidents['save']>;
  readonly followed: Map<PrefixId, Followed>;
  readonly moving: Set<Followed>;
}

/** The prefixes of a domain in one family that have fewer paths than before. All others cost nothing. */
export class PathLosses implements Remembers<Memory> {
  /** Changes that were not followed, since too many prefixes are. */
  unfollowed = 0;
  readonly #context: Context;
  readonly #family: FamilyTables;
  readonly #incidents: LossIncidents;
  #followed = new Map<PrefixId, Followed>();
  /** Those that wait for something other than to be given up. */
  #moving = new Set<Followed>();

  constructor(context: Context, domain: Domain, family: FamilyTables) {
    this.#context = context;
    this.#family = family;
    this.#incidents = new LossIncidents(context, domain, family);
  }

  save(): Memory {
    const incidents = this.#incidents.save();
    return { unfollowed: this.unfollowed, incidents, followed: this.#followed, moving: this.#moving };
  }

  load({ unfollowed, incidents, followed, moving }: Memory): void {
    this.unfollowed = unfollowed;
    this.#incidents.load(incidents);
    this.#followed = followed;
    this.#moving = moving;
  }

  /** The number of paths to a prefix changed, or those that a loss is told by. */
  change(change: PrefixChange, paths: PathCounts, before: RouteSet, after: RouteSet): void {
    const one = this.#follow(change.prefix, paths.before);
    if (one === undefined) {
      return;
    }
    one.paths = paths.after;
    one.changedUs = change.timeUs;
    this.#moving.add(one);
    if (paths.after >= one.baseline) {
      one.restoredUs ??= change.timeUs;
      one.lost = one.told?.lost;
      return;
    }
    one.restoredUs = undefined;
    if (one.lost === undefined && one.baseline > 1 && isLoss(change, paths) && !this.#isBlind(before)) {
      one.lost = lostPath(this.#context, change, after);
    }
  }

  tick(timeUs: number): void {
    const { holdDownUs, resolveAfterUs } = this.#context.settings.thresholds;
    for (const one of this.#moving) {
      const { restoredUs, lost, told } = one;
      const settled = one.changedUs + holdDownUs <= timeUs;
      if (told !== undefined && restoredUs !== undefined) {
        if (restoredUs + resolveAfterUs <= timeUs) {
          this.#incidents.restored(told, restoredUs);
          this.#forget(one);
        }
      } else if (lost === undefined) {
        if (settled) {
          this.#forget(one);
        }
      } else if (settled || (told === undefined && lost.timeUs + holdDownUs <= timeUs)) {
        this.#tell(one, lost);
        if (settled) {
          this.#moving.delete(one);
        }
      }
    }
    this.#incidents.tick();
  }

  /** Gives up what has been missed for too long. Looks at all that is followed, so not each second. */
  giveUp(timeUs: number): void {
    const { forgetAfterUs } = this.#context.settings.thresholds;
    for (const one of this.#followed.values()) {
      const { told, restoredUs } = one;
      if (told !== undefined && restoredUs === undefined && told.lost.timeUs + forgetAfterUs <= timeUs) {
        this.#incidents.givenUp(told, told.lost.timeUs + forgetAfterUs);
        this.#forget(one);
      }
    }
  }

  #tell(one: Followed, lost: LostPath): void {
    const { prefix, baseline, paths } = one;
    one.told ??= { prefix, baseline, paths, lost };
    one.told.paths = paths;
    this.#incidents.add(one.told);
  }

  #follow(prefix: PrefixId, baseline: number): Followed | undefined {
    let one = this.#followed.get(prefix);
    if (one !== undefined || this.#followed.size >= MAX_FOLLOWED) {
      this.unfollowed += one === undefined ? 1 : 0;
      return one;
    }
    one = { prefix, baseline, paths: baseline, changedUs: 0, lost: undefined, told: undefined, restoredUs: undefined };
    this.#followed.set(prefix, one);
    this.#family.prefixes.retain(prefix);
    return one;
  }

  #forget(one: Followed): void {
    this.#moving.delete(one);
    this.#followed.delete(one.prefix);
    this.#family.prefixes.release(one.prefix);
  }

  /** Whether a backup would not be seen: all that is heard comes from peers that only tell their best path. */
  #isBlind(routes: RouteSet): boolean {
    const { peers } = this.#context.settings;
    return routes.every(({ table }) => peers.get(table.state.peer.address)?.bestOnly);
  }
}
