import { defaultQuery, type EarshotQuery, type QueryType } from './model';
import { sentence } from './sentence';

function query(queryType: QueryType, change: Partial<EarshotQuery> = {}): EarshotQuery {
  return { refId: 'A', ...defaultQuery(queryType), ...change };
}

it.each<[string, EarshotQuery]>([
  ['Messages per interval by type, from all routers and peers', query('messageRates')],
  [
    'Messages per second, from all peers of router nva-0',
    query('messageRates', { per: 'second', groupBy: [], filter: { router: ['nva-0'] } }),
  ],
  [
    'Messages per minute by peer and type, from peers 10.1.4.4 and 10.1.4.5 of router $router, at most 20',
    query('messageRates', {
      per: 'minute',
      groupBy: ['peer', 'type'],
      limit: 20,
      filter: { router: ['$router'], peer: ['10.1.4.4', '10.1.4.5'] },
    }),
  ],
  ['Prefixes of each peer, from all routers and peers', query('prefixCounts')],
  [
    'AS paths of each peer in IPv6 by family, from all routers and peers in AS 65010, view loc-rib, VRF blue',
    query('prefixCounts', {
      metric: 'as_paths',
      groupBy: ['peer', 'afi'],
      filter: { afi: 'ipv6', peerAs: [65010], view: ['loc-rib'], vrf: ['blue'] },
    }),
  ],
  ['State of each session, from peer 10.1.4.4', query('sessions', { filter: { peer: ['10.1.4.4'] } })],
  ['All routes, from all routers and peers, at the end of the time range', query('routes')],
  [
    'All IPv4 routes, from 4 peers, 30m before the end of the time range',
    query('routes', { at: '30m', filter: { afi: 'ipv4', peer: ['a', 'b', 'c', 'd'] } }),
  ],
  [
    'Routes for 10.1.4.7 (longest match), from all routers and peers, at 2026-01-31T22:30:00Z',
    query('routes', { at: '2026-01-31T22:30:00Z', filter: { prefix: '10.1.4.7', match: 'lookup' } }),
  ],
  [
    'Routes to 10.0.0.0/8 and more specific ones, from all routers and peers, at the end of the time range',
    query('routes', { filter: { prefix: '10.0.0.0/8', match: 'longer' } }),
  ],
  [
    'Routes to 10.0.0.0/8, from all routers and peers, at the end of the time range',
    query('routes', { filter: { prefix: '10.0.0.0/8' } }),
  ],
  [
    'Withdrawn prefixes per minute in IPv4 by peer, from all peers of router nva-0, label vpn',
    query('updateRates', {
      metric: 'withdrawn',
      per: 'minute',
      groupBy: ['peer'],
      filter: { router: ['nva-0'], afi: 'ipv4', label: ['vpn'] },
    }),
  ],
  [
    'Prefixes with one path of all peers together, by family and label, in domain hub',
    query('totals', { metric: 'single_path', filter: { domain: ['hub'] } }),
  ],
  [
    'Equal overlaps of 10.0.0.0/8 and more specific ones, in all domains, from peer 10.1.4.4, at the end of the time range',
    query('overlaps', {
      filter: { kind: ['equal'], prefix: '10.0.0.0/8', match: 'longer', peer: ['10.1.4.4'] },
    }),
  ],
  [
    'Number of overlapping prefixes in IPv4, by family and label, in domains hub and lab',
    query('overlaps', { format: 'timeseries', at: undefined, filter: { afi: 'ipv4', domain: ['hub', 'lab'] } }),
  ],
  [
    'All routes with _12076_ in the AS path of origin AS65010 and AS65011 with community 65000:*, from all routers and peers, ' +
      'label expressroute, at the end of the time range',
    query('routes', {
      filter: { asPath: '_12076_', origin: [65010, 'AS65011'], community: '65000:*', label: ['expressroute'] },
    }),
  ],
  [
    'Gained and lost IPv4 routes, from all routers and peers, at the end of the time range, compared with 1h before',
    query('routes', { compareTo: '1h', filter: { afi: 'ipv4', change: ['gained', 'lost'] } }),
  ],
  [
    'All routes that have at most 1 path, counted by prefix, from peer 10.1.4.4, at the end of the time range, compared with peer 10.1.4.5',
    query('routes', { compareToPeer: '10.1.4.5', groupBy: ['prefix'], filter: { peer: ['10.1.4.4'], maxPaths: 1 } }),
  ],
  [
    'Number of distinct paths of routes to 10.0.0.0/8 by label, from all routers and peers, at the end of the time range',
    query('routes', { format: 'numeric', metric: 'paths', groupBy: ['label'], filter: { prefix: '10.0.0.0/8' } }),
  ],
  [
    'AS paths of routes to 10.1.0.0/16 and all that overlaps with it, from all routers and peers, at the end of the time range',
    query('asPaths', { filter: { prefix: '10.1.0.0/16', match: 'overlap' } }),
  ],
  [
    'History of routes to 10.1.0.0/16 and what covers it, from all routers and peers',
    query('history', { filter: { prefix: '10.1.0.0/16', match: 'shorter' } }),
  ],
  ['Withdrawals of all routes, from all routers and peers', query('history', { filter: { action: ['withdraw'] } })],
  [
    'Announcements and withdrawals per interval of all routes by action, from all routers and peers',
    { refId: 'A', ...defaultQuery('history', 'timeseries') },
  ],
  [
    'Withdrawals per interval of routes to 10.1.0.0/16 by peer, from all routers and peers',
    query('history', {
      format: 'timeseries',
      groupBy: ['peer'],
      filter: { prefix: '10.1.0.0/16', action: ['withdraw'] },
    }),
  ],
  [
    'Paths over time to 10.1.0.0/16, from all routers and peers',
    query('history', { format: 'timeline', filter: { prefix: '10.1.0.0/16' } }),
  ],
  [
    'Whether there is a path to each watched prefix by prefix and peer, from all routers and peers',
    { refId: 'A', ...defaultQuery('history', 'numeric') },
  ],
  ['Open incidents, in all domains', query('incidents', { format: 'logs', filter: { state: 'open' } })],
  ['Notifications, from all routers and peers', query('notifications', { format: 'table' })],
  ['What each collector tells of itself', query('collector', { format: 'table' })],
  ['Size of the table of each peer, from all routers and peers', query('prefixCounts', { format: 'table' })],
  ['Updates per interval, from all routers and peers', query('updateRates', { format: 'table' })],
  [
    'Sessions that came up or went down, from all routers and peers',
    { refId: 'A', ...defaultQuery('sessions', 'logs') },
  ],
  [
    'Received Cease notifications, from all routers and peers',
    query('notifications', { filter: { direction: 'received', code: [6] } }),
  ],
  [
    'Number of notifications by peer, from all routers and peers',
    { refId: 'A', ...defaultQuery('notifications', 'timeseries') },
  ],
  ['Prefixes by number of paths, in all domains', query('redundancy')],
  ['Routes that flap most, from all routers and peers, at most 10', query('flaps', { limit: 10 })],
  [
    'Transitions of the routes that flap most in IPv6, from peer 10.1.4.4',
    query('flaps', { format: 'timeseries', filter: { afi: 'ipv6', peer: ['10.1.4.4'] } }),
  ],
  [
    'Changes of origin AS and MOAS of 10.1.0.0/16, in all domains',
    query('origins', { filter: { prefix: '10.1.0.0/16' } }),
  ],
  ['Incidents, in all domains', query('incidents')],
  [
    'Open critical or warning overlap and redundancy incidents, in all domains, from all peers of router nva-0',
    query('incidents', {
      filter: { state: 'open', severity: ['critical', 'warning'], kind: ['overlap', 'redundancy'], router: ['nva-0'] },
    }),
  ],
  [
    'Whether hijack incidents are open, in all domains',
    query('incidents', { format: 'numeric', filter: { kind: ['hijack'] } }),
  ],
  [
    'Number of open incidents by severity, in all domains',
    query('incidents', { format: 'timeseries', groupBy: ['severity'] }),
  ],
])('%s', (text, asked) => {
  expect(sentence(asked)).toBe(text);
});

it('speaks of a query that has nothing set, and of one that is not known', () => {
  expect(sentence({ refId: 'A' })).toBe('Messages per interval by type, from all routers and peers');
  expect(sentence({ refId: 'A', queryType: 'weather' as QueryType })).toBe('Unknown query type "weather"');
});
