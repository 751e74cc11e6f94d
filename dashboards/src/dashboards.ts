import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { asPaths } from './as-paths.ts';
import { asnView } from './asn-view.ts';
import { collectorHealth } from './collector-health.ts';
import { hybridCloud } from './hybrid-cloud.ts';
import { incidents } from './incidents.ts';
import { lookingGlass } from './looking-glass.ts';
import { messageSummary } from './message-summary.ts';
import { overlappingPrefixes } from './overlapping-prefixes.ts';
import { prefixSummary } from './prefix-summary.ts';
import { redundancy } from './redundancy.ts';
import { routeStability } from './route-stability.ts';
import { sessions } from './sessions.ts';
import { whatChanged } from './what-changed.ts';

export function dashboards(): Dashboard[] {
  return [
    messageSummary(),
    prefixSummary(),
    overlappingPrefixes(),
    redundancy(),
    routeStability(),
    incidents(),
    sessions(),
    lookingGlass(),
    whatChanged(),
    asPaths(),
    asnView(),
    hybridCloud(),
    collectorHealth(),
  ];
}

/** The classic JSON model, as Grafana reads it from a file. */
export function format(dashboard: Dashboard): string {
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}
