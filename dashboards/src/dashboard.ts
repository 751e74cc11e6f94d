import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { withoutMissing } from './source.ts';

/** Names of the dashboards in the address bar; links and bookmarks depend on them. */
export const uids = {
  messages: 'earshot-message-summary',
  prefixes: 'earshot-prefix-summary',
  overlaps: 'earshot-overlapping-prefixes',
  redundancy: 'earshot-redundancy',
  stability: 'earshot-route-stability',
  incidents: 'earshot-incidents',
  sessions: 'earshot-sessions',
  lookingGlass: 'earshot-prefix-history',
  changes: 'earshot-what-changed',
  asPaths: 'earshot-as-paths',
  asn: 'earshot-asn',
  hybrid: 'earshot-hybrid-cloud',
  collector: 'earshot-collector-health',
} as const;

const tag = 'earshot';

/** A dashboard that leads to all others of Earshot and keeps time range and choices on the way. */
export function dashboard(uid: string, title: string, description: string): DashboardBuilder {
  return new DashboardBuilder(title)
    .id(null)
    .uid(uid)
    .description(description)
    .tags([tag])
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .refresh('1m')
    .link(
      new DashboardLinkBuilder('More of Earshot')
        .type(DashboardLinkType.Dashboards)
        .tags([tag])
        .asDropdown(true)
        .keepTime(true)
        .includeVars(true)
    );
}

/** The finished dashboard: each query is narrowed by those variables that the dashboard has. */
export function finished(builder: DashboardBuilder): Dashboard {
  const model = builder.build();
  const variables = (model.templating?.list ?? []).map(({ name }) => name);
  const asked = [...targetsOf(model.panels), ...(model.annotations?.list ?? []).flatMap(({ target }) => target ?? [])];
  for (const target of asked as Asked[]) {
    if (target.filter) {
      target.filter = withoutMissing(target.filter, variables);
    }
  }
  return model;
}

interface Asked {
  filter?: Record<string, unknown>;
}

function targetsOf(panels: Dashboard['panels'] = []): object[] {
  return panels.flatMap((panel) => [
    ...('targets' in panel ? (panel.targets ?? []) : []),
    ...('panels' in panel ? targetsOf(panel.panels) : []),
  ]);
}

/** The address of a dashboard with the present time range and with these variables. */
export function linkTo(uid: string, ...variables: string[]): string {
  return `/d/${uid}?${['${__url_time_range}', ...variables].join('&')}`;
}
