import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { asPathPanel } from './as-path-panel.ts';
import { dashboard, finished, uids } from './dashboard.ts';
import { figure, rowCount } from './figures.ts';
import { incidentMarks } from './incident-panels.ts';
import { changeWords, countNames, listOf } from './lists.ts';
import {
  asnVariable,
  beforeVariable,
  familyVariable,
  labelVariable,
  peerVariable,
  prefixVariable,
  routerVariable,
  target,
  type Query,
} from './source.ts';
import { moment, width } from './tables.ts';

const paths: Query = { queryType: 'asPaths', format: 'table', at: 'end', limit: 10_000 };
const compared: Query = { ...paths, compareTo: '$before' };
/** Each path of each peer, so that the graph begins with the peers. */
const ofPeers: Query = { ...paths, queryType: 'routes', groupBy: ['peer', 'peerAs', 'label', 'asPath'] };

const noPaths = 'No route matches at the end of this range, for these choices.';

/** Which ways lead to me, and through whom? */
export function asPaths(): Dashboard {
  return finished(
    dashboard(
      uids.asPaths,
      'BGP AS paths',
      'Through which ASes do routes come, and through which should they not? Paths from the peers to the origins, now and before.'
    )
      .time({ from: 'now-6h', to: 'now' })
      .withVariable(beforeVariable())
      .withVariable(routerVariable())
      .withVariable(peerVariable())
      .withVariable(familyVariable())
      .withVariable(labelVariable())
      .withVariable(prefixVariable())
      .withVariable(asnVariable())
      .annotation(incidentMarks('Path incidents', { kind: ['path-policy', 'origin-change', 'hijack'] }))
      .withPanel(count('AS paths', 'Different AS paths at the end of the range.', paths, 'text').id(1).span(6))
      .withPanel(longest().id(2).span(6))
      .withPanel(
        changed('gained', 'New', 'AS paths that no route had at the time chosen above, and some have now.', 'green')
          .id(3)
          .span(6)
      )
      .withPanel(
        changed('lost', 'Gone', 'AS paths that routes had at the time chosen above, and none has now.', 'blue')
          .id(4)
          .span(6)
      )
      .withPanel(graph().id(5).span(24).height(16))
      .withPanel(difference().id(6).span(24).height(14))
      .withPanel(table().id(7).span(24).height(11))
  );
}

function count(title: string, description: string, query: Query, color: string) {
  return rowCount({ title, description, query, column: 'as_path', color, noValue: 'None' });
}

function changed(change: 'gained' | 'lost', title: string, description: string, color: string) {
  return count(title, description, { ...compared, filter: { change: [change] } }, color);
}

function longest() {
  return figure({
    title: 'Longest path',
    description: 'ASNs in the longest of those paths; prepended ones count each time.',
    query: paths,
    calc: 'max',
    field: 'path_length',
    color: 'text',
    noValue: 'None',
  });
}

function graph() {
  return asPathPanel()
    .title('AS paths from the peers to the origins')
    .description(
      'At the end of the range. Point at an AS to see the whole paths through it; click to go on from there. ' +
        'The wider an edge, the more prefixes; ×3 is an AS that stands three times in a row.'
    )
    .noValue(noPaths)
    .withTarget(target(ofPeers));
}

function difference() {
  return asPathPanel()
    .title('What changed of them')
    .description('Paths gained (green, +) and lost (blue, −) between the time chosen above and the end of the range.')
    .noValue(noPaths)
    .withTarget(target({ ...ofPeers, compareTo: '$before' }));
}

function table() {
  const names = { change: 'Change', as_path: 'AS path', ...countNames, since: 'Since' };
  return listOf(compared, names, {
    title: 'AS paths',
    description: 'Each AS path with its prefixes, distinct paths by next hop, and peers; and what became of it.',
    noValue: noPaths,
  })
    .overrideByName('Change', [width(90), ...changeWords])
    .overrideByName('AS path', [{ id: 'custom.minWidth', value: 240 }])
    .overrideByName('Since', [width(165), moment]);
}
