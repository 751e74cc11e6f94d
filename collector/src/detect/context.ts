import type { Rib } from '../rib/rib.ts';
import type { Domains } from './domains.ts';
import type { Expectations } from './expectations.ts';
import type { IncidentBook } from './incident-book.ts';
import type { LimitUse } from './limit-use.ts';
import type { MoasCounts } from './moas-counts.ts';
import type { OverlapCounts } from './overlap-counts.ts';
import type { RouteLabels } from './route-labels.ts';
import type { Rpki } from './rpki.ts';
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
