import type { RunCounts } from '../run-counts.ts';
import { formatItems } from './format.ts';

/** A line for each file with damaged records. */
export function faultLines({ faults }: RunCounts): string[] {
  return [...faults].map(
    ([name, { records, first }]) => `${name}: ${formatItems(records, 'damaged record')} skipped, the first: ${first}`
  );
}
