import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { incidents } from './incidents.ts';
import { messageSummary } from './message-summary.ts';
import { overlappingPrefixes } from './overlapping-prefixes.ts';
import { prefixSummary } from './prefix-summary.ts';
import { redundancy } from './redundancy.ts';
import { routeStability } from './route-stability.ts';

export function dashboards(): Dashboard[] {
  return [messageSummary(), prefixSummary(), overlappingPrefixes(), redundancy(), routeStability(), incidents()];
}

/** The classic JSON model, as Grafana reads it from a file. */
export function format(dashboard: Dashboard): string {
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}
