import type { Change } from '../rib/change.ts';
import type { Rib } from '../rib/rib.ts';
import { Arrivals } from './stability/arrivals.ts';
import type { Context } from './context.ts';
import type { Detector, Remembers } from './detector.ts';
import { Domains } from './scope/domains.ts';
import { domainTotals } from './counts/domain-totals.ts';
import { Expectations } from './scope/expectations.ts';
import { Flaps } from './stability/flaps.ts';
import { FlapRanking } from './stability/flap-ranking.ts';
import { hijacks } from './policy/hijacks.ts';
import type { IncidentKind, Trouble } from './incidents/incident.ts';
import { IncidentBook } from './incidents/incident-book.ts';
import { IntervalClock } from './interval-clock.ts';
import { inventory } from './log/inventory.ts';
import { Labels } from './scope/labels.ts';
import { type LeftOut, sumLeftOut } from './left-out.ts';
import { Limits } from './policy/limits.ts';
import { isOfNotification, limitNotifications } from './sessions/limit-notifications.ts';
import { LimitUse } from './counts/limit-use.ts';
import { MemorySaver } from './memory/memory-saver.ts';
import { messageCounts } from './counts/message-counts.ts';
import { MoasCounts } from './counts/moas-counts.ts';
import type { Emit, Observation } from './observation.ts';
import { OriginChanges } from './stability/origins.ts';
import { overlaps } from './overlaps/overlaps.ts';
import { OverlapCounts } from './counts/overlap-counts.ts';
import { PathIdentities } from './scope/path-identity.ts';
import { pathPolicy } from './policy/path-policy.ts';
import { forEachPrefixChange } from './scope/prefix-change.ts';
import { Rates } from './sessions/rates.ts';
import { redundancy } from './redundancy/redundancy.ts';
import type { RoaTable } from './rpki/roa-table.ts';
import { RouteLabels } from './scope/route-labels.ts';
import { routeLog } from './log/route-log.ts';
import { Rpki } from './rpki/rpki.ts';
import { rpkiInvalid } from './rpki/rpki-invalid.ts';
import { sessions } from './sessions/sessions.ts';
import { sessionIncidents } from './sessions/session-incidents.ts';
import type { JudgementSettings } from './settings.ts';
import { SilentFeeds } from './sessions/silent-feed.ts';
import { tableCounts } from './counts/table-counts.ts';
import { TableSnapshots } from './log/table-snapshots.ts';
import { updateCounts } from './counts/update-counts.ts';
import { visibility } from './policy/visibility.ts';
import { WatchedPrefixes } from './watch/watched-prefixes.ts';

/** A detector that has this method. */
type Hears<Method extends keyof Detector> = Detector & Required<Pick<Detector, Method>>;

/** What a judgement remembers as plain data: by the name of who remembers it. */
export type SavedJudgement = Readonly<Record<string, unknown>>;

/** All detectors over one set of tables, in a fixed order, so that the same input gives the same rows. */
export class Judgement {
  readonly incidents: IncidentBook;
  readonly #rib: Rib;
  readonly #labels: RouteLabels;
  readonly #domains: Domains;
  readonly #rpki: Rpki;
  readonly #detectors: readonly Detector[];
  /** Those of them that hear of every change. */
  readonly #observers: readonly Hears<'observe'>[];
  readonly #prefixObservers: readonly Hears<'observePrefix'>[];
  readonly #clock: IntervalClock;
  readonly #snapshots: TableSnapshots;
  /** All who remember something, by name. Those whom others share stand before them. */
  readonly #memories: ReadonlyMap<string, Remembers<unknown>>;
  readonly #saver: MemorySaver;

  constructor(rib: Rib, settings: JudgementSettings) {
    const context = newContext(rib, settings);
    this.incidents = context.incidents;
    this.#rib = rib;
    this.#labels = context.labels;
    this.#domains = context.domains;
    this.#rpki = context.rpki;
    this.#clock = new IntervalClock(settings.intervalUs);
    this.#snapshots = new TableSnapshots(context);
    const detectors = newDetectors(context);
    this.#detectors = Object.values(detectors);
    this.#observers = this.#detectors.filter((detector) => detector.observe !== undefined) as Hears<'observe'>[];
    this.#prefixObservers = this.#detectors.filter(
      (detector) => detector.observePrefix !== undefined
    ) as Hears<'observePrefix'>[];
    const { incidents, labels, moas, overlapCounts, rpki } = context;
    const shared = { clock: this.#clock, snapshots: this.#snapshots, incidents, labels, moas, overlapCounts, rpki };
    this.#memories = new Map(Object.entries({ ...shared, ...detectors }).filter(remembers));
    this.#saver = new MemorySaver(rib, context.domains);
  }

  /** Goes on over loaded tables from what another one saved with them; its settings must be the same. */
  static load(rib: Rib, settings: JudgementSettings, saved: SavedJudgement): Judgement {
    const judgement = new Judgement(rib, settings);
    const memories = judgement.#saver.toLive(saved) as SavedJudgement;
    for (const [name, one] of judgement.#memories) {
      one.load(memories[name]);
    }
    return judgement;
  }

  /**
   * Begins anew under other settings, in the place of one that hears no more, and without a row for what is known already: the tables
   * are told to it in silence, what does not depend on settings is taken over, and incidents that still stand after their hold-down
   * keep their identifier and start. All others are resolved. Call `end` of the one before first: what it counted is not taken over.
   */
  static succeed(before: Judgement, rib: Rib, settings: JudgementSettings, timeUs: number): Judgement {
    const { incidents } = before;
    const memories = new Map(TAKEN_OVER.map((name) => [name, before.#memories.get(name)!.save()]));
    rib.forgetReaders();
    const judgement = new Judgement(rib, settings);
    for (const [name, memory] of memories) {
      judgement.#memories.get(name)!.load(memory);
    }
    judgement.incidents.adopt(incidents, timeUs + settings.thresholds.holdDownUs, isTakenOver);
    rib.retell(timeUs, (change) => judgement.observe(change, () => {}));
    return judgement;
  }

  /** A first judgement of tables that may hold routes already: they are no news. Unix microseconds. */
  static over(rib: Rib, settings: JudgementSettings, timeUs: number): Judgement {
    rib.forgetReaders();
    const judgement = new Judgement(rib, settings);
    rib.retell(timeUs, (change) => judgement.observe(change, () => {}));
    return judgement;
  }

  /** All that it remembers. It may share parts, so it is to be written down before the next event. */
  save(): SavedJudgement {
    const memories = [...this.#memories].map(([name, one]) => [name, one.save()] as const);
    return this.#saver.toPlain(Object.fromEntries(memories)) as SavedJudgement;
  }

  /** What was left out so far, of the tables and by each detector, since there was too much of it. */
  get leftOut(): LeftOut {
    const shared = {
      routes_refused: this.#rib.refused,
      incidents_left_out: this.incidents.overflowed,
      attributes_unclassified: this.#labels.unclassified,
    };
    return sumLeftOut([shared, ...this.#detectors.map(({ leftOut }) => leftOut)]);
  }

  /** Holds routes against these ROAs from the next tick on, and no others. */
  replaceRoas(roas: RoaTable): void {
    this.#rpki.replace(roas);
  }

  observe(change: Change, emit: Emit): void {
    this.#snapshots.observe(change);
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

/** Those whose memory means the same under other settings. */
const TAKEN_OVER = ['snapshots', 'rpki', 'sessions', 'sessionIncidents', 'limitNotifications', 'silentFeeds', 'rates'];

const KINDS_TAKEN_OVER: readonly IncidentKind[] = [
  'session-down',
  'session-flapping',
  'silent-feed',
  'flood',
  'drought',
];

/** Whether who raised it goes on. */
function isTakenOver({ kind, key }: Trouble): boolean {
  return KINDS_TAKEN_OVER.includes(kind) || (kind === 'prefix-limit' && isOfNotification(key));
}

/** In the order in which they hear. */
function newDetectors(context: Context): Readonly<Record<string, Detector>> {
  return {
    inventory: inventory(context),
    routeLog: routeLog(context),
    messageCounts: messageCounts(context.rib),
    updateCounts: updateCounts(context),
    overlaps: overlaps(context),
    origins: new OriginChanges(context),
    limits: new Limits(context),
    tableCounts: tableCounts(context),
    domainTotals: domainTotals(context),
    watchedPrefixes: new WatchedPrefixes(context),
    redundancy: redundancy(context),
    sessions: sessions(context.rib),
    sessionIncidents: sessionIncidents(context),
    flaps: new Flaps(context),
    flapRanking: new FlapRanking(context),
    arrivals: new Arrivals(context),
    hijacks: hijacks(context),
    pathPolicy: pathPolicy(context),
    visibility: visibility(context),
    limitNotifications: limitNotifications(context),
    rpkiInvalid: rpkiInvalid(context),
    silentFeeds: new SilentFeeds(context),
    rates: new Rates(context),
  };
}

function remembers(named: [string, Detector]): named is [string, Remembers<unknown>] {
  return named[1].save !== undefined;
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
