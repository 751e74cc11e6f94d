import type { Peer } from '../../event/types.ts';
import { covers } from '../../net/parse-prefix.ts';
import type { Prefix } from '../../net/prefix.ts';
import type { FamilyTables } from '../../rib/family-tables.ts';
import type { Context } from '../context.ts';
import type { Detector, Remembers } from '../detector.ts';
import { type Domain, domainContains } from '../scope/domains.ts';
import { subjectText } from '../scope/expectation-text.ts';
import type { Severity } from '../incidents/incident.ts';
import { type Used, percentUsed } from '../counts/limit-use.ts';
import { PeerMatcher } from '../scope/peer-matcher.ts';
import type { PrefixChange } from '../scope/prefix-change.ts';
import type { RouteSet } from '../scope/route-set.ts';
import type { Expectation } from '../settings.ts';
import { counted } from '../../bytes/counted.ts';

/** How far below a threshold it has to fall, points of percent, to be over. */
const HYSTERESIS_PERCENT = 5;

/** A limit in one domain and family. */
interface Limit extends Used {
  readonly key: string;
  readonly domain: Domain;
  severity: Severity | undefined;
  /** Number of prefixes that was last said, or of which nothing is to be said. */
  said: number;
  atStart: boolean;
}

/** What is remembered of a limit: all else of it is in the settings. */
type LimitState = Pick<Limit, 'prefixes' | 'severity' | 'said' | 'atStart'>;

/** In the order of the expectations. */
type Memory = Map<FamilyTables, Map<Domain, readonly LimitState[]>>;

/**
 * How far the prefix limits of expectations are used: distinct prefixes per domain and family among the routes that the expectation
 * speaks of. So as a cloud counts what a circuit brings it: by label, however many route servers tell of it, and in the direction
 * of the views of the domain.
 *
 * One incident of kind `prefix-limit` per limit: a warning from `limit_warning_percent` on, critical from `limit_critical_percent` on,
 * over when 5 points below. What goes with a session makes no room: it is to come back. Silenced by `detect: off: [prefix-limit]`.
 */
export class Limits implements Detector, Remembers<Memory> {
  readonly #context: Context;
  readonly #expectations: readonly Expectation[];
  readonly #limits = new Map<FamilyTables, Map<Domain, readonly Limit[]>>();

  constructor(context: Context) {
    this.#context = context;
    this.#expectations = context.settings.expectations.filter(({ limit }) => limit !== undefined);
  }

  save(): Memory {
    const ofDomains = (limits: ReadonlyMap<Domain, readonly Limit[]>): Map<Domain, LimitState[]> =>
      new Map([...limits].map(([domain, ofDomain]) => [domain, ofDomain.map(stateOf)]));
    return new Map([...this.#limits].map(([family, limits]) => [family, ofDomains(limits)]));
  }

  load(memory: Memory): void {
    for (const [family, ofFamily] of memory) {
      for (const [domain, states] of ofFamily) {
        this.#limitsOf(domain, family).forEach((limit, i) => Object.assign(limit, states[i]));
      }
    }
  }

  observePrefix(change: PrefixChange): void {
    if (this.#expectations.length === 0) {
      return;
    }
    const { domain, family, before, after, cause, timeUs } = change;
    const prefix = family.prefixes.prefix(change.prefix);
    for (const limit of this.#limitsOf(domain, family)) {
      const counts = (routes: RouteSet): boolean => this.#counts(limit, change, prefix, routes);
      const difference = Number(counts(after)) - Number(counts(before));
      if (difference !== 0) {
        limit.prefixes += difference;
        if (cause === 'peer-down') {
          limit.said = limit.prefixes;
        } else {
          this.#judge(limit, timeUs, cause === 'replay');
        }
      }
    }
  }

  tick(timeUs: number): void {
    for (const ofFamily of this.#limits.values()) {
      for (const limit of [...ofFamily.values()].flat()) {
        if (limit.severity !== undefined && limit.said !== limit.prefixes) {
          this.#raise(limit, limit.severity, timeUs);
        }
      }
    }
  }

  #limitsOf(domain: Domain, family: FamilyTables): readonly Limit[] {
    let ofFamily = this.#limits.get(family);
    if (ofFamily === undefined) {
      ofFamily = new Map();
      this.#limits.set(family, ofFamily);
    }
    let limits = ofFamily.get(domain);
    if (limits === undefined) {
      limits = this.#expectations
        .filter(({ familyName }) => familyName === undefined || familyName === family.name)
        .map((expectation) => this.#newLimit(domain, family, expectation));
      limits.forEach((limit) => this.#context.limitUse.add(limit));
      ofFamily.set(domain, limits);
    }
    return limits;
  }

  #newLimit(domain: Domain, { name: familyName }: FamilyTables, expectation: Expectation): Limit {
    const { peer, label } = expectation;
    const matcher = peer.length > 0 ? new PeerMatcher(peer, this.#context.settings.peers) : undefined;
    return {
      expectation,
      familyName,
      domain,
      key: `${domain.settings.name} ${familyName}${subjectText(expectation)}`,
      speaksOf: (one: Peer, labelOfRoute: string) =>
        domainContains(domain.settings, one) &&
        (label === undefined || label === labelOfRoute) &&
        (matcher === undefined || matcher.matches(one)),
      prefixes: 0,
      severity: undefined,
      said: 0,
      atStart: false,
    };
  }

  /** Whether the prefix is one that counts, by one of its routes at least. */
  #counts({ expectation, speaksOf }: Limit, change: PrefixChange, prefix: Prefix, routes: RouteSet): boolean {
    const { labels } = this.#context;
    const expected = expectation.prefix;
    return (
      (expected === undefined || covers(expected.value, prefix)) &&
      routes.some(({ table, attributes }) => speaksOf(table.state.peer, labels.name(table, change.prefix, attributes)))
    );
  }

  #judge(limit: Limit, timeUs: number, inReplay: boolean): void {
    const { incidents, settings } = this.#context;
    const { limitWarningPercent: warning, limitCriticalPercent: critical, resolveAfterUs } = settings.thresholds;
    const percent = percentUsed(limit);
    const before = limit.severity;
    const isOver = (threshold: number, stood: boolean): boolean =>
      percent >= (stood ? threshold - HYSTERESIS_PERCENT : threshold);
    const severity = isOver(critical, before === 'critical')
      ? 'critical'
      : isOver(warning, before !== undefined)
        ? 'warning'
        : undefined;
    limit.severity = severity;
    if (severity === undefined && before !== undefined) {
      incidents.clear('prefix-limit', limit.key, timeUs, resolveAfterUs);
    } else if (severity !== undefined && severity !== before) {
      limit.atStart = before === undefined ? inReplay : limit.atStart;
      this.#raise(limit, severity, timeUs);
    }
  }

  #raise(limit: Limit, severity: Severity, timeUs: number): void {
    const { expectation, prefixes, familyName, key, domain, atStart } = limit;
    const percent = Math.floor(percentUsed(limit));
    const subject = subjectText({ ...expectation, familyName });
    limit.said = prefixes;
    const trouble = {
      kind: 'prefix-limit',
      key,
      severity,
      domain: domain.settings.name,
      label: expectation.label,
      summary: `${counted(prefixes, 'prefix')}${subject}, ${percent} % of the limit of ${expectation.limit!}`,
      prefixes,
      firstPrefixes: [],
      atStart,
    } as const;
    this.#context.incidents.raise(trouble, timeUs);
  }
}

function stateOf({ prefixes, severity, said, atStart }: Limit): LimitState {
  return { prefixes, severity, said, atStart };
}
