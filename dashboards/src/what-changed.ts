import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboard, finished, uids } from './dashboard.ts';
import { rowCount } from './figures.ts';
import { incidentMarks, incidentTable, newestFirst } from './incident-panels.ts';
import { changeWords, listOf, routeList } from './lists.ts';
import {
  beforeVariable,
  familyVariable,
  labelVariable,
  peerVariable,
  prefixVariable,
  routerVariable,
  type Query,
} from './source.ts';
import { width } from './tables.ts';

const compared: Query = { queryType: 'routes', format: 'table', at: 'end', compareTo: '$before', limit: 10_000 };

const sides = 'Compared are the tables at the end of the range and the time chosen above before it.';

const nothingChanged = 'Nothing differs between the two times, for these choices.';

/** What is otherwise than it was? */
export function whatChanged(): Dashboard {
  return finished(
    dashboard(
      uids.changes,
      'BGP: what changed',
      'What is otherwise than it was? Two times side by side: routes gained, lost and moved, by label and one by one.'
    )
      .time({ from: 'now-6h', to: 'now' })
      .withVariable(beforeVariable())
      .withVariable(routerVariable())
      .withVariable(peerVariable())
      .withVariable(familyVariable())
      .withVariable(labelVariable())
      .withVariable(prefixVariable())
      .annotation(incidentMarks('Incidents', {}))
      .withPanel(count('gained', 'Gained', 'Routes that were not there before.', 'green').id(1).span(8))
      .withPanel(count('lost', 'Lost', 'Routes that were there before and are not any more.', 'red').id(2).span(8))
      .withPanel(
        count('changed', 'Changed', 'Routes that now have another path or other attributes.', 'blue').id(3).span(8)
      )
      .withPanel(byLabel().id(4).span(24).height(8))
      .withPanel(prefixes().id(5).span(24).height(9))
      .withPanel(routes().id(6).span(24).height(13))
      .withPanel(incidents().id(7).span(24).height(8))
  );
}

function count(change: string, title: string, description: string, color: string) {
  return rowCount({
    title,
    description: `${description} ${sides}`,
    query: { ...compared, filter: { change: [change] } },
    column: 'prefix',
    color,
    noValue: 'None',
  });
}

const beforeAndNow = {
  before_prefixes: 'Prefixes before',
  prefixes: 'Prefixes now',
  before_paths: 'Paths before',
  paths: 'Paths now',
};

function byLabel() {
  return listOf(
    { ...compared, groupBy: ['label'] },
    { change: 'Change', label: 'Label', ...beforeAndNow },
    {
      title: 'By label',
      description: `How many prefixes and distinct paths each label had and has. ${sides}`,
      noValue: 'No table is known at either time.',
    }
  ).overrideByName('Change', [width(110), ...changeWords]);
}

function prefixes() {
  const names = {
    change: 'Change',
    prefix: 'Prefix',
    before_paths: 'Paths before',
    paths: 'Paths now',
    before_peers: 'Peers before',
    peers: 'Peers now',
  };
  return listOf({ ...compared, groupBy: ['prefix'], filter: { change: ['gained', 'lost', 'fewer', 'more'] } }, names, {
    title: 'Prefixes that came, went, or have another number of paths',
    description: `Fewer: a path was lost while another stayed, which no traffic shows yet. ${sides}`,
    noValue: 'Every prefix has as many paths as before, for these choices.',
  }).overrideByName('Change', [width(110), ...changeWords]);
}

function routes() {
  return routeList(
    { ...compared, filter: { change: ['gained', 'lost', 'changed'] } },
    {
      title: 'Route by route',
      description: `What of each route is otherwise. At most 10000 routes. ${sides}`,
      noValue: nothingChanged,
    }
  );
}

function incidents() {
  return incidentTable({}, 'Nothing began or ended in this range that is an incident.', ['router'])
    .title('Incidents in between')
    .description('What the collector made of it: incidents that were open at any time of the range, the newest first.')
    .sortBy([newestFirst]);
}
