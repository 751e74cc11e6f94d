import type { Incident } from '../../src/detect/incidents/incident.ts';
import type { Observation } from '../../src/detect/observation.ts';

/** An incident as an engineer is told of it, with times such as `2026-03-10T17:35:00Z`. */
export interface ToldIncident {
  readonly kind: string;
  readonly severity: string;
  readonly label?: string;
  readonly peer?: string;
  readonly prefix?: string;
  /** The most that it spoke of. */
  readonly prefixes: number;
  /** Its summary as it was last. */
  readonly says: string;
  readonly started: string;
  readonly opened: string;
  /** Empty where it stays open. */
  readonly resolved: string;
}

export interface IncidentRow {
  readonly timeUs: number;
  readonly incident: Incident;
}

export function incidentRows(observations: readonly Observation[]): IncidentRow[] {
  return observations.flatMap((one) =>
    one.kind === 'incident' ? [{ timeUs: Number(one.timeNs / 1000n), incident: one.incident }] : []
  );
}

/** The incidents among observations, each from the row that opened it to the one that resolved it; in the order in which they opened. */
export function toldIncidents(observations: readonly Observation[]): ToldIncident[] {
  const open = new Map<string, IncidentRow[]>();
  const told: ToldIncident[] = [];
  for (const row of incidentRows(observations)) {
    const { id, state } = row.incident;
    const rows = open.get(id) ?? [];
    open.set(id, rows);
    rows.push(row);
    if (state === 'resolved') {
      told.push(toldOf(rows));
      open.delete(id);
    }
  }
  told.push(...[...open.values()].map(toldOf));
  const orderOf = ({ opened, kind, says }: ToldIncident): string => `${opened} ${kind} ${says}`;
  return told.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

function toldOf(rows: readonly IncidentRow[]): ToldIncident {
  const [first, last] = [rows[0]!, rows.at(-1)!];
  const { kind, severity, label, peer, prefix, summary, startedUs, state } = last.incident;
  return {
    kind,
    severity,
    ...(label !== undefined && { label }),
    ...(peer !== undefined && { peer }),
    ...(prefix !== undefined && { prefix }),
    prefixes: Math.max(...rows.map(({ incident }) => incident.prefixes)),
    says: summary,
    started: textOf(startedUs),
    opened: textOf(first.timeUs),
    resolved: state === 'resolved' ? textOf(last.timeUs) : '',
  };
}

function textOf(timeUs: number): string {
  return new Date(timeUs / 1000).toISOString().replace('.000Z', 'Z');
}
