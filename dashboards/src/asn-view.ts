import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as NodeGraphBuilder } from '@grafana/grafana-foundation-sdk/nodegraph';
import { dashboard, finished, uids } from './dashboard.ts';
import { figure, rowCount } from './figures.ts';
import { countNames, listOf, logOf, routeList } from './lists.ts';
import { asnVariable, dataSource, familyVariable, peerVariable, routerVariable, target, type Query } from './source.ts';
import { moment, width } from './tables.ts';

const atEnd = { format: 'table', at: 'end' } as const;
/** Routes with the chosen AS anywhere in their path. */
const through: Query = { ...atEnd, queryType: 'routes', limit: 10_000 };
const originated: Query = { ...through, filter: { origin: ['$asn'] } };

const noRoutes = 'No route has this AS in its path at the end of this range, for these choices.';

/** What does an AS announce, and what goes through it? */
export function asnView(): Dashboard {
  return finished(
    dashboard(
      uids.asn,
      'BGP AS view',
      'What does an AS announce, what goes through it, and by whom is it reached? Choose one or several.'
    )
      .time({ from: 'now-6h', to: 'now' })
      .withVariable(asnVariable())
      .withVariable(routerVariable())
      .withVariable(peerVariable())
      .withVariable(familyVariable())
      .withPanel(originatedPrefixes().id(1).span(6))
      .withPanel(routesThrough().id(2).span(6))
      .withPanel(pathCount().id(3).span(6))
      .withPanel(longestPath().id(4).span(6))
      .withPanel(graph().id(5).span(24).height(13))
      .withPanel(paths().id(6).span(24).height(8))
      .withPanel(origins().id(7).span(24).height(9))
      .withPanel(history().id(8).span(24).height(10))
  );
}

function originatedPrefixes() {
  return rowCount({
    title: 'Prefixes it originates',
    description: 'Prefixes with it as origin, which is the last AS of the path, at the end of the range.',
    query: { ...originated, groupBy: ['prefix'] },
    column: 'prefix',
    color: 'green',
    noValue: 'None',
  });
}

function routesThrough() {
  return rowCount({
    title: 'Prefixes with it in the path',
    description: 'Prefixes with it anywhere in their path, as origin too, at the end of the range.',
    query: { ...through, groupBy: ['prefix'] },
    column: 'prefix',
    color: 'text',
    noValue: 'None',
  });
}

function pathCount() {
  return rowCount({
    title: 'AS paths',
    description: 'Different AS paths with it in them, at the end of the range.',
    query: { ...atEnd, queryType: 'asPaths', limit: 10_000 },
    column: 'as_path',
    color: 'text',
    noValue: 'None',
  });
}

function longestPath() {
  return figure({
    title: 'Longest path',
    description: 'ASNs in the longest of those paths; prepended ones count each time.',
    query: { ...atEnd, queryType: 'asPaths', limit: 10_000 },
    calc: 'max',
    field: 'path_length',
    color: 'text',
    noValue: 'None',
  });
}

function graph() {
  return new NodeGraphBuilder()
    .title('How it is reached')
    .description(
      'The ASes of those paths, from the routers on the left to the origins on the right, with the number of their routes.'
    )
    .datasource(dataSource)
    .withTarget(target({ queryType: 'asPaths', format: 'graph', at: 'end', limit: 1000 }))
    .noValue(noRoutes);
}

function paths() {
  const names = { as_path: 'AS path', ...countNames, since: 'Since' };
  return listOf({ ...atEnd, queryType: 'asPaths', limit: 1000 }, names, {
    title: 'AS paths',
    description: 'Each AS path with it, the origin at the right; its prefixes, distinct paths by next hop, and peers.',
    noValue: noRoutes,
  })
    .overrideByName('AS path', [{ id: 'custom.minWidth', value: 240 }])
    .overrideByName('Since', [width(165), moment]);
}

function origins() {
  return routeList(
    { ...originated, limit: 1000 },
    {
      title: 'What it originates',
      description: 'Routes with it as origin at the end of the range, at most 1000.',
      noValue: 'It originates no route at the end of this range, for these choices.',
    }
  );
}

function history() {
  return logOf(
    { queryType: 'history', format: 'logs', limit: 500 },
    {
      title: 'What was announced with it',
      description:
        'The latest announcements of the range with it in the path, at most 500. A withdrawal carries no path.',
      noValue: 'Nothing was announced with it in the path in this range.',
    }
  );
}
