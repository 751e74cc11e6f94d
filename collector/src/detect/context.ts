import type { Rib } from '../rib/rib.ts';
import type { Domains } from './domains.ts';
import type { Expectations } from './expectations.ts';
import type { IncidentBook } from './incident-book.ts';
import type { MoasCounts } from './moas-counts.ts';
import type { RouteLabels } from './route-labels.ts';
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
}
