import type { Change } from '../rib/change.ts';
import type { Rib } from '../rib/rib.ts';
import { Arrivals } from './arrivals.ts';
import type { Context } from './context.ts';
import type { Detector } from './detector.ts';
import { Domains } from './domains.ts';
import { domainTotals } from './domain-totals.ts';
import { Expectations } from './expectations.ts';
import { Flaps } from './flaps.ts';
import { FlapRanking } from './flap-ranking.ts';
import { hijacks } from './hijacks.ts';
import { IncidentBook } from './incident-book.ts';
import { IntervalClock } from './interval-clock.ts';
import { inventory } from './inventory.ts';
import { Labels } from './labels.ts';
import { Limits } from './limits.ts';
import { limitNotifications } from './limit-notifications.ts';
import { LimitUse } from './limit-use.ts';
import { messageCounts } from './message-counts.ts';
import { MoasCounts } from './moas-counts.ts';
import type { Emit, Observation } from './observation.ts';
import { OriginChanges } from './origins.ts';
import { overlaps } from './overlaps.ts';
import { OverlapCounts } from './overlap-counts.ts';
import { PathIdentities } from './path-identity.ts';
import { pathPolicy } from './path-policy.ts';
import { forEachPrefixChange } from './prefix-change.ts';
import { Rates } from './rates.ts';
import { redundancy } from './redundancy.ts';
import type { RoaTable } from './roa-table.ts';
import { RouteLabels } from './route-labels.ts';
import { routeLog } from './route-log.ts';
import { Rpki } from './rpki.ts';
import { rpkiInvalid } from './rpki-invalid.ts';
import { sessions } from './sessions.ts';
import { sessionIncidents } from './session-incidents.ts';
import type { JudgementSettings } from './settings.ts';
import { SilentFeeds } from './silent-feed.ts';
import { tableCounts } from './table-counts.ts';
import { TableSnapshots } from './table-snapshots.ts';
import { updateCounts } from './update-counts.ts';
import { visibility } from './visibility.ts';
import { WatchedPrefixes } from './watched-prefixes.ts';

/** A detector that has this method. */
type Hears<Method extends keyof Detector> = Detector & Required<Pick<Detector, Method>>;

/** All detectors over one set of tables, in a fixed order, so that the same input gives the same rows. */
export class Judgement {
  readonly incidents: IncidentBook;
  readonly #domains: Domains;
  readonly #rpki: Rpki;
  readonly #detectors: readonly Detector[];
  /** Those of them that hear of every change. */
  readonly #observers: readonly Hears<'observe'>[];
  readonly #prefixObservers: readonly Hears<'observePrefix'>[];
  readonly #clock: IntervalClock;
  readonly #snapshots: TableSnapshots;

  constructor(rib: Rib, settings: JudgementSettings) {
    const context = newContext(rib, settings);
    this.incidents = context.incidents;
    this.#domains = context.domains;
    this.#rpki = context.rpki;
    this.#clock = new IntervalClock(settings.intervalUs);
    this.#snapshots = new TableSnapshots(context);
    this.#detectors = [
      inventory(context),
      routeLog(context),
      messageCounts(rib),
      updateCounts(context),
      overlaps(context),
      new OriginChanges(context),
      new Limits(context),
      tableCounts(context),
      domainTotals(context),
      new WatchedPrefixes(context),
      redundancy(context),
      sessions(rib),
      sessionIncidents(context),
      new Flaps(context),
      new FlapRanking(context),
      new Arrivals(context),
      hijacks(context),
      pathPolicy(context),
      visibility(context),
      limitNotifications(context),
      rpkiInvalid(context),
      new SilentFeeds(context),
      new Rates(context),
    ];
    this.#observers = this.#detectors.filter((detector) => detector.observe !== undefined) as Hears<'observe'>[];
    this.#prefixObservers = this.#detectors.filter(
      (detector) => detector.observePrefix !== undefined
    ) as Hears<'observePrefix'>[];
  }

  /** Holds routes against these ROAs from the next tick on, and no others. */
  replaceRoas(roas: RoaTable): void {
    this.#rpki.replace(roas);
  }

  observe(change: Change, emit: Emit): void {
    for (const detector of this.#observers) {
      detector.observe(change, emit);
    }
    forEachPrefixChange(change, this.#domains, (prefixChange) => {
      for (const detector of this.#prefixObservers) {
        detector.observePrefix(prefixChange, emit);
      }
    });
  }

  /** Time goes on to `timeUs`: call it before the first event of that time. */
  tick(timeUs: number, emit: Emit): void {
    for (const detector of this.#detectors) {
      detector.tick?.(timeUs, emit);
    }
    this.incidents.tick(timeUs, emit);
    for (const interval of this.#clock.advance(timeUs)) {
      for (const detector of this.#detectors) {
        detector.closeInterval?.(interval, emit);
      }
    }
  }

  /**
   * The tables as a whole, where it is time to write them. Call it after `tick`, before the first event of that time; nothing must
   * change the tables until the last row is taken.
   */
  snapshots(timeUs: number): Iterable<Observation> {
    return this.#snapshots.due(timeUs) ? this.#snapshots.rows(timeUs) : [];
  }

  /** Hearing breaks off: at the end of a file. */
  end(emit: Emit): void {
    for (const interval of this.#clock.end()) {
      for (const detector of this.#detectors) {
        detector.closeInterval?.(interval, emit);
      }
    }
  }
}

function newContext(rib: Rib, settings: JudgementSettings): Context {
  const { peers, thresholds } = settings;
  const labels = new RouteLabels(new Labels(settings.labels, peers), rib.attributes);
  const domains = settings.domains.map((domain) => ({
    settings: domain,
    identities: new PathIdentities(domain.pathIdentity, rib.attributes, labels, peers),
  }));
  return {
    rib,
    settings,
    labels,
    domains: new Domains(domains),
    expectations: new Expectations(settings.expectations, peers),
    incidents: new IncidentBook(thresholds.off),
    moas: new MoasCounts(labels),
    overlapCounts: new OverlapCounts(),
    limitUse: new LimitUse(),
    rpki: new Rpki(rib.attributes),
  };
}
