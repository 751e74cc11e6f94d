import type { RunCounts } from '../run-counts.ts';
import { formatItems } from './format.ts';

/** A line for each file with damaged records, and one for each with gaps between records. */
export function faultLines({ faults, gaps }: RunCounts): string[] {
  return [
    ...[...gaps].map(
      ([name, { count, skippedBytes, first }]) =>
        `${name}: ${formatItems(skippedBytes, 'byte')} skipped in ${formatItems(count, 'gap')} between records, the first ${first}`
    ),
    ...[...faults].map(
      ([name, { records, first }]) => `${name}: ${formatItems(records, 'damaged record')}, the first: ${first}`
    ),
  ];
}
