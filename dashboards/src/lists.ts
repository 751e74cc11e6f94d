import { PanelBuilder as LogsBuilder } from '@grafana/grafana-foundation-sdk/logs';
import { dataSource, target, type Query } from './source.ts';
import { columns, moment, table, width, words as colored } from './tables.ts';

export interface Words {
  title: string;
  description: string;
  /** What stands in place of the answer when there is none. */
  noValue: string;
}

/** A table of these columns alone, in their order and as people name them. Links come with the answer. */
export function listOf(query: Query, names: Record<string, string>, { title, description, noValue }: Words) {
  return table(noValue)
    .title(title)
    .description(description)
    .datasource(dataSource)
    .withTarget(target(query))
    .withTransformation({ id: 'filterFieldsByName', options: { include: { names: Object.keys(names) } } })
    .withTransformation(columns(names));
}

/** What happened, line by line. */
export function logOf(query: Query, { title, description, noValue }: Words) {
  return new LogsBuilder()
    .title(title)
    .description(description)
    .datasource(dataSource)
    .withTarget(target(query))
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .noValue(noValue);
}

/** What became of a route, or of a group of them. */
export const changeWords = colored({
  gained: 'green',
  lost: 'red',
  fewer: 'orange',
  more: 'green',
  changed: 'blue',
  same: 'text',
});

const routeNames = {
  prefix: 'Prefix',
  as_path: 'AS path',
  next_hop: 'Next hop',
  label: 'Label',
  router: 'Router',
  peer: 'Peer',
  since: 'Since',
};
const comparedNames = {
  change: 'Change',
  ...routeNames,
  before_as_path: 'AS path before',
  before_next_hop: 'Next hop before',
};

/** Single routes, beside what they were where they are compared. What is left of the width is for AS paths, which can be long. */
export function routeList(query: Query, words: Words) {
  return listOf(query, query.compareTo ? comparedNames : routeNames, words)
    .overrideByName('Change', [width(95), ...changeWords])
    .overrideByName('Prefix', [width(160)])
    .overrideByRegexp('AS path.*', [{ id: 'custom.minWidth', value: 220 }])
    .overrideByRegexp('Next hop.*', [width(180)])
    .overrideByName('Label', [width(115)])
    .overrideByName('Router', [width(80)])
    .overrideByName('Peer', [width(140)])
    .overrideByName('Since', [width(160), moment]);
}

/** Columns of groups of routes. */
export const countNames = { prefixes: 'Prefixes', paths: 'Distinct paths', peers: 'Peers' };
