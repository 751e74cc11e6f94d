import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
} from '@grafana/grafana-foundation-sdk/dashboard';

/** Names of the dashboards in the address bar; links and bookmarks depend on them. */
export const uids = { messages: 'earshot-message-summary', prefixes: 'earshot-prefix-summary' } as const;

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
      new DashboardLinkBuilder('Earshot')
        .type(DashboardLinkType.Dashboards)
        .tags([tag])
        .asDropdown(false)
        .keepTime(true)
        .includeVars(true)
    );
}

/** The address of a dashboard with the present time range and with these variables. */
export function linkTo(uid: string, ...variables: string[]): string {
  return `/d/${uid}?${['${__url_time_range}', ...variables].join('&')}`;
}
