import type { Incident } from '../detect/incidents/incident.ts';
import type { Observation } from '../detect/observation.ts';

/** What comes and goes once does not flap. */
const MIN_TRANSITIONS = 3;

type Of<Kind extends Observation['kind']> = Extract<Observation, { kind: Kind }>;

/** An incident of the run, with the times of its first and last row, Unix microseconds. */
interface FollowedIncident {
  incident: Incident;
  readonly openedUs: number;
  resolvedUs: number | undefined;
}

interface FlapSum {
  readonly of: Of<'flap'>;
  transitions: number;
  changes: number;
}

/** What the report tells of the judgement. Times are RFC 3339 in UTC. */
export interface JudgedReport {
  readonly incidents: readonly IncidentReport[];
  readonly overlaps: readonly OverlapReport[];
  /** Prefixes that overlap, by domain and family, also those that are in no pair here. */
  readonly overlapping_prefixes: Readonly<Record<string, number>>;
  readonly moas: readonly { readonly prefix: string; readonly origins: readonly number[]; readonly since: string }[];
  readonly flaps: readonly FlapReport[];
  /** Prefixes by number of distinct paths, by domain and family. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface IncidentReport {
  readonly id: string;
  readonly kind: string;
  readonly severity: string;
  readonly started: string;
  readonly opened: string;
  readonly resolved: string | null;
  readonly summary: string;
  readonly prefixes: number;
  readonly first_prefixes: readonly string[];
  readonly label: string | null;
}

export interface OverlapReport {
  readonly prefix: string;
  readonly covering: string;
  readonly as_path: string;
  readonly covering_as_path: string;
  readonly label: string;
  readonly covering_label: string;
  readonly next_hop: string | null;
  readonly covering_next_hop: string | null;
}

export interface FlapReport {
  readonly prefix: string;
  readonly peer: string;
  readonly transitions: number;
  readonly path_changes: number;
}

/** Keeps what the judgement said last of each thing. */
export class Judged {
  readonly #incidents = new Map<string, FollowedIncident>();
  readonly #overlaps = new Map<string, Of<'overlap'>>();
  readonly #moas = new Map<string, Of<'origin'>>();
  readonly #flaps = new Map<string, FlapSum>();
  readonly #totals = new Map<string, Of<'totals'>>();
  readonly #paths = new Map<string, Of<'redundancy'>>();

  take(observation: Observation): void {
    switch (observation.kind) {
      case 'incident':
        return this.#incident(observation);
      case 'overlap': {
        const { domain, familyName, side, covering } = observation;
        this.#overlaps.set(`${domain} ${familyName} ${side.prefix} ${covering.prefix}`, observation);
        return;
      }
      case 'origin':
        if (observation.what === 'moas') {
          this.#moas.set(`${observation.domain} ${observation.familyName} ${observation.prefix}`, observation);
        }
        return;
      case 'flap':
        return this.#flap(observation);
      case 'totals':
        this.#totals.set(`${observation.domain} ${observation.familyName} ${observation.label}`, observation);
        return;
      case 'redundancy':
        this.#paths.set(`${observation.domain} ${observation.familyName} ${observation.paths}`, observation);
        return;
      default:
    }
  }

  report(): JudgedReport {
    return {
      incidents: [...this.#incidents.values()].sort((a, b) => a.openedUs - b.openedUs).map(incidentReport),
      overlaps: [...this.#overlaps.values()].filter(({ state }) => state === 'open').map(overlapReport),
      overlapping_prefixes: this.#overlappingPrefixes(),
      moas: [...this.#moas.values()]
        .filter(({ state }) => state === 'open')
        .map(({ prefix, origins, sinceUs }) => ({ prefix, origins, since: isoTime(sinceUs) })),
      flaps: [...this.#flaps.values()]
        .filter(({ transitions }) => transitions >= MIN_TRANSITIONS)
        .sort((a, b) => b.transitions - a.transitions)
        .map(({ of: { prefix, peer }, transitions, changes }) => {
          return { prefix, peer: peer.address, transitions, path_changes: changes };
        }),
      paths: this.#pathCounts(),
    };
  }

  #incident({ timeNs, incident }: Of<'incident'>): void {
    const timeUs = Number(timeNs / 1000n);
    const key = `${incident.id} ${incident.startedUs}`;
    const known = this.#incidents.get(key);
    const resolvedUs = incident.state === 'resolved' ? timeUs : undefined;
    this.#incidents.set(key, { incident, openedUs: known?.openedUs ?? timeUs, resolvedUs });
  }

  #flap(of: Of<'flap'>): void {
    const key = `${of.peer.router} ${of.peer.address} ${of.familyName} ${of.prefix} ${of.pathId}`;
    const sum = this.#flaps.get(key) ?? { of, transitions: 0, changes: 0 };
    sum.transitions += of.transitions;
    sum.changes += of.changes;
    this.#flaps.set(key, sum);
  }

  #overlappingPrefixes(): Record<string, number> {
    const sums: Record<string, number> = {};
    for (const { domain, familyName, overlaps } of this.#totals.values()) {
      const key = `${domain} ${familyName}`;
      sums[key] = (sums[key] ?? 0) + overlaps;
    }
    return sums;
  }

  #pathCounts(): Record<string, Record<string, number>> {
    const counts: Record<string, Record<string, number>> = {};
    for (const { domain, familyName, paths, prefixes } of this.#paths.values()) {
      (counts[`${domain} ${familyName}`] ??= {})[paths] = prefixes;
    }
    return counts;
  }
}

function incidentReport({ incident, openedUs, resolvedUs }: FollowedIncident): IncidentReport {
  const { id, kind, severity, startedUs, summary, prefixes, firstPrefixes, label } = incident;
  return {
    id,
    kind,
    severity,
    started: isoTime(startedUs),
    opened: isoTime(openedUs),
    resolved: resolvedUs === undefined ? null : isoTime(resolvedUs),
    summary,
    prefixes,
    first_prefixes: firstPrefixes,
    label: label ?? null,
  };
}

function overlapReport({ side, covering }: Of<'overlap'>): OverlapReport {
  return {
    prefix: side.prefix,
    covering: covering.prefix,
    as_path: side.asPath,
    covering_as_path: covering.asPath,
    label: side.label,
    covering_label: covering.label,
    next_hop: side.nextHop ?? null,
    covering_next_hop: covering.nextHop ?? null,
  };
}

function isoTime(timeUs: number): string {
  return new Date(timeUs / 1000).toISOString();
}
