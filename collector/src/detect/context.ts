import type { Rib } from '../rib/rib.ts';
import type { Domains } from './scope/domains.ts';
import type { Expectations } from './scope/expectations.ts';
import type { IncidentBook } from './incidents/incident-book.ts';
import type { LimitUse } from './counts/limit-use.ts';
import type { MoasCounts } from './counts/moas-counts.ts';
import type { OverlapCounts } from './counts/overlap-counts.ts';
import type { RouteLabels } from './scope/route-labels.ts';
import type { Rpki } from './rpki/rpki.ts';
import type { JudgementSettings } from './settings.ts';

/** What all detectors work with. */
export interface Context {
  readonly rib: Rib;
  readonly settings: JudgementSettings;
  readonly labels: RouteLabels;
  readonly domains: Domains;
  readonly expectations: Expectations;
  readonly incidents: IncidentBook;
  /** Kept by the detector of origins, for the counts of tables. */
  readonly moas: MoasCounts;
  /** Kept by the detector of overlaps, for the totals of domains. */
  readonly overlapCounts: OverlapCounts;
  /** Kept by the detector of limits, for the counts of tables. */
  readonly limitUse: LimitUse;
  readonly rpki: Rpki;
}
