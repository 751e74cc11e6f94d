import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { messageSummary } from './message-summary.ts';
import { prefixSummary } from './prefix-summary.ts';

export function dashboards(): Dashboard[] {
  return [messageSummary(), prefixSummary()];
}

/** The classic JSON model, as Grafana reads it from a file. */
export function format(dashboard: Dashboard): string {
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}
