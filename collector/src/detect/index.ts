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
import { IncidentBook } from './incident-book.ts';
import { IntervalClock } from './interval-clock.ts';
import { inventory } from './inventory.ts';
import { Labels } from './labels.ts';
import { messageCounts } from './message-counts.ts';
import { MoasCounts } from './moas-counts.ts';
import type { Emit, Observation } from './observation.ts';
import { OriginChanges } from './origins.ts';
import { overlaps } from './overlaps.ts';
import { OverlapCounts } from './overlap-counts.ts';
import { PathIdentities } from './path-identity.ts';
import { forEachPrefixChange } from './prefix-change.ts';
import { Rates } from './rates.ts';
import { redundancy } from './redundancy.ts';
import { RouteLabels } from './route-labels.ts';
import { routeLog } from './route-log.ts';
import { sessions } from './sessions.ts';
import { sessionIncidents } from './session-incidents.ts';
import type { JudgementSettings } from './settings.ts';
import { SilentFeeds } from './silent-feed.ts';
import { tableCounts } from './table-counts.ts';
import { TableSnapshots } from './table-snapshots.ts';
import { updateCounts } from './update-counts.ts';
import { WatchedPrefixes } from './watched-prefixes.ts';

/** All detectors over one set of tables, in a fixed order, so that the same input gives the same rows. */
export class Judgement {
  readonly incidents: IncidentBook;
  readonly #domains: Domains;
  readonly #detectors: readonly Detector[];
  readonly #clock: IntervalClock;
  readonly #snapshots: TableSnapshots;

  constructor(rib: Rib, settings: JudgementSettings) {
    const context = newContext(rib, settings);
    this.incidents = context.incidents;
    this.#domains = context.domains;
    const overlapCounts = new OverlapCounts();
    this.#clock = new IntervalClock(settings.intervalUs);
    this.#snapshots = new TableSnapshots(context);
    this.#detectors = [
      routeLog(context),
      messageCounts(rib),
      updateCounts(context),
      tableCounts(context),
      overlaps(context, overlapCounts),
      domainTotals(context, overlapCounts),
      redundancy(context),
      sessions(rib),
      inventory(context),
      sessionIncidents(context),
      new Flaps(context),
      new FlapRanking(context),
      new Arrivals(context),
      new OriginChanges(context),
      new WatchedPrefixes(context),
      new SilentFeeds(context),
      new Rates(context),
    ];
  }

  observe(change: Change, emit: Emit): void {
    for (const detector of this.#detectors) {
      detector.observe?.(change, emit);
    }
    forEachPrefixChange(change, this.#domains, (prefixChange) => {
      for (const detector of this.#detectors) {
        detector.observePrefix?.(prefixChange, emit);
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
  };
}
