import { MappingType, type Dashboard, type ValueMap } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { dashboard, finished, uids } from './dashboard.ts';
import { rowCount } from './figures.ts';
import { logOf, routeList } from './lists.ts';
import { legend, withoutEmptyFrames } from './look.ts';
import { replayPanel } from './replay-panel.ts';
import {
  addressVariable,
  beforeVariable,
  dataSource,
  peerVariable,
  rangeStart,
  routerVariable,
  target,
  type Query,
} from './source.ts';

const now: Query = { queryType: 'routes', format: 'table', at: 'end', limit: 1000 };

const noMatch =
  'No route covers it at that time, not even a default route; or no table is known that early. The Sessions dashboard shows whether the peers were up.';

/** What matches an address now, what did before, and what happened in between? */
export function lookingGlass(): Dashboard {
  return finished(
    dashboard(
      uids.lookingGlass,
      'BGP looking glass',
      'What matches an address or a prefix now, what did before, and what happened in between?'
    )
      .time({ from: 'now-6h', to: 'now' })
      .withVariable(addressVariable())
      .withVariable(routerVariable())
      .withVariable(peerVariable())
      .withVariable(beforeVariable())
      .withPanel(matching().id(1).span(6))
      .withPanel(covering().id(2).span(6))
      .withPanel(changed().id(3).span(6))
      .withPanel(events().id(4).span(6))
      .withPanel(matches().id(5).span(24).height(7))
      .withPanel(difference().id(6).span(24).height(7))
      .withPanel(timeline().id(7).span(24).height(8))
      .withPanel(replay().id(9).span(24).height(14))
      .withPanel(history().id(8).span(24).height(12))
  );
}

function matching() {
  return rowCount({
    title: 'Routes that match',
    description: 'Routes of the longest prefix that covers it, in each table at the end of the range.',
    query: { ...now, filter: { match: 'lookup' } },
    column: 'prefix',
    color: 'green',
    noValue: 'None',
  });
}

function covering() {
  return rowCount({
    title: 'Routes that cover it',
    description: 'All routes whose prefix covers it, the shorter ones too, at the end of the range.',
    query: { ...now, filter: { match: 'shorter' } },
    column: 'prefix',
    color: 'text',
    noValue: 'None',
  });
}

function changed() {
  return rowCount({
    title: 'Otherwise than before',
    description: 'Routes that cover it and were gained, lost or changed since the time that it is compared with.',
    query: { ...now, compareTo: '$before', filter: { match: 'shorter', change: ['gained', 'lost', 'changed'] } },
    column: 'prefix',
    color: 'blue',
    noValue: 'None',
  });
}

function events() {
  return rowCount({
    title: 'Messages about it',
    description: 'Announcements and withdrawals of it and of what covers it in the range, at most 1000.',
    query: { queryType: 'history', format: 'table', limit: 1000, filter: { match: 'shorter' } },
    column: 'prefix',
    color: 'text',
    noValue: 'None',
  });
}

function matches() {
  return routeList(
    { ...now, filter: { match: 'lookup' } },
    {
      title: 'What matches at the end of the range',
      description: 'The longest prefix that covers the address, in the table of each peer at the end of the range.',
      noValue: noMatch,
    }
  );
}

function difference() {
  return routeList(
    { ...now, compareTo: '$before', filter: { match: 'shorter' } },
    {
      title: 'What covers it, compared with $before before',
      description:
        'All routes that cover it, now or before, and what became of them. What stayed the same is listed too.',
      noValue: noMatch,
    }
  );
}

function replay() {
  return replayPanel()
    .title('What happened to it, event by event')
    .description(
      'Announcements, withdrawals and path changes of it and of what covers it, and the sessions that bring it. The graph shows ' +
        'the AS paths at the play head: green came with the last event, blue went with it, grey stayed as it was.'
    )
    .withTarget(target({ queryType: 'history', format: 'table', limit: 10_000, filter: { match: 'shorter' } }))
    .withTarget(target({ queryType: 'sessions', format: 'logs', limit: 1000 }, 'B'))
    .withTarget(target({ ...now, at: rangeStart, filter: { match: 'shorter' } }, 'C'))
    .noValue('Nothing was announced or withdrawn in this range for this prefix.');
}

function timeline() {
  return new StateTimelineBuilder()
    .title('Its paths over time')
    .description(
      'The AS path by which each peer reached it and what covers it, from the table before the range and every message since. ' +
        'Red: no path, as it was withdrawn or the session was down.'
    )
    .datasource(dataSource)
    .withTarget(target({ queryType: 'history', format: 'timeline', limit: 60, filter: { match: 'shorter' } }))
    .mappings([noPath])
    .fillOpacity(65)
    .lineWidth(0)
    .mergeValues(true)
    .rowHeight(0.8)
    .perPage(20)
    .legend(legend().showLegend(false))
    .noValue('No path to it is known in this range.')
    .withTransformation(withoutEmptyFrames);
}

const noPath: ValueMap = {
  type: MappingType.ValueToText,
  options: {
    withdrawn: { text: 'withdrawn', color: 'red', index: 0 },
    'session down': { text: 'session down', color: 'dark-red', index: 1 },
  },
};

function history() {
  return logOf(
    { queryType: 'history', format: 'logs', limit: 1000, filter: { match: 'shorter' } },
    {
      title: 'What was said about it',
      description: 'Every announcement and withdrawal of it and of what covers it, and the sessions by which it came.',
      noValue: 'Nothing was said about it in this range: what is in the table is older.',
    }
  );
}
