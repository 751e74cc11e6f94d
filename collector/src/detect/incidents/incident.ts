/** What sort of trouble it is: value of the tag `kind`. */
export const INCIDENT_KINDS = [
  'session-down',
  'session-flapping',
  'silent-feed',
  'prefix-limit',
  'overlap',
  'redundancy',
  'flapping',
  'new-prefixes',
  'vanished-prefixes',
  'origin-change',
  'moas',
  'hijack',
  'path-policy',
  'visibility',
  'flood',
  'drought',
  'rpki-invalid',
] as const;

export type IncidentKind = (typeof INCIDENT_KINDS)[number];

export type Severity = 'info' | 'warning' | 'critical';

/** Something that is the matter, as a detector sees it now. */
export interface Trouble {
  readonly kind: IncidentKind;
  /** What tells it from others of its kind: the same for the same trouble, whenever it comes back. */
  readonly key: string;
  readonly severity: Severity;
  readonly domain?: string | undefined;
  readonly router?: string | undefined;
  readonly peer?: string | undefined;
  readonly prefix?: string | undefined;
  readonly label?: string | undefined;
  /** What happened, in one sentence without a full stop. */
  readonly summary: string;
  /** How many prefixes it concerns. */
  readonly prefixes: number;
  /** The first of them, `MAX_LISTED_PREFIXES` at most. */
  readonly firstPrefixes: readonly string[];
  /** Identifier of the incident that caused it. */
  readonly cause?: string | undefined;
  /** Whether it was found in the first table: it began earlier. */
  readonly atStart?: boolean;
}

export const MAX_LISTED_PREFIXES = 100;

/** A trouble that lasted. */
export interface Incident extends Trouble {
  readonly id: string;
  readonly state: 'open' | 'resolved';
  /** When it began, Unix microseconds; it opens later by the hold-down. */
  readonly startedUs: number;
}

/** The same for the same trouble. */
export function incidentId(kind: IncidentKind, key: string): string {
  return `${kind} ${key}`;
}
