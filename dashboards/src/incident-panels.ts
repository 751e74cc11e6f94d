import { TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { linkTo, uids } from './dashboard.ts';
import { rowCount, type Figure } from './figures.ts';
import { severityColors, stateColors } from './look.ts';
import { dataSource, target, type Query } from './source.ts';
import { columns, leadsTo, moment, table, width, words } from './tables.ts';

/** Of which incidents a panel speaks. */
export type Which = Pick<NonNullable<Query['filter']>, 'kind' | 'state' | 'severity'>;

export function incidentsAsTable(which: Which): Query {
  return { queryType: 'incidents', format: 'table', filter: which, limit: 1000 };
}

/** How many incidents there are. */
export function incidentFigure(which: Which, words: Omit<Figure, 'query' | 'calc' | 'field'>) {
  return rowCount({ ...words, query: incidentsAsTable(which), column: 'id' });
}

const incidentColumns = {
  severity: 'Severity',
  state: 'State',
  time: 'Began',
  timeEnd: 'Ended',
  kind: 'Kind',
  text: 'What happened',
  prefix: 'Prefix',
  prefixes: 'Prefixes',
  label: 'Label',
  router: 'Router',
  peer: 'Peer',
};

/** What people do not look for: the panel's table view and Explore show it. */
const leftOut = ['title', 'tags', 'first_prefixes', 'cause', 'at_start', 'domain', 'id', 'collector'];

/** Incidents with what happened in words, and links to the routes and messages behind them. */
export function incidentTable(which: Which, noValue: string, without: (keyof typeof incidentColumns)[] = []) {
  const shown = Object.entries(incidentColumns).filter(([name]) => !without.some((left) => left === name));
  return table(noValue)
    .datasource(dataSource)
    .withTarget(target(incidentsAsTable(which)))
    .withTransformation(columns(Object.fromEntries(shown), [...leftOut, ...without]))
    .overrideByName('Severity', [width(95), ...words(severityColors)])
    .overrideByName('State', [width(95), ...words(stateColors)])
    .overrideByName('Began', [width(155), moment])
    .overrideByName('Ended', [width(155), moment])
    .overrideByName('Kind', [
      width(125),
      leadsTo('All incidents of this kind', linkTo(uids.incidents, 'var-kind=${__value.raw:percentencode}')),
    ])
    .overrideByName('What happened', [{ id: 'custom.minWidth', value: 320 }])
    .overrideByName('Prefix', [
      width(140),
      leadsTo('Routes to this prefix', linkTo(uids.prefixes, 'var-prefix=${__value.raw:percentencode}')),
    ])
    .overrideByName('Prefixes', [width(95)])
    .overrideByName('Label', [width(110)])
    .overrideByName('Router', [width(90)])
    .overrideByName('Peer', [
      width(110),
      leadsTo('Messages of this peer', linkTo(uids.messages, 'var-peer=${__value.raw:percentencode}')),
    ]);
}

/** The newest first, for a table that has ended incidents too. */
export const newestFirst = new TableSortByFieldStateBuilder().displayName('Began').desc(true);

/** Marks in every picture of a dashboard when incidents began and ended. */
export function incidentMarks(name: string, which: Which) {
  return new AnnotationQueryBuilder()
    .name(name)
    .datasource(dataSource)
    .enable(true)
    .iconColor('orange')
    .target(target({ ...incidentsAsTable(which), format: 'annotations' }, 'Anno'));
}
