import { defaultQuery, type EarshotQuery, type QueryType } from './query-model';
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
])('%s', (text, asked) => {
  expect(sentence(asked)).toBe(text);
});

it('speaks of a query that has nothing set, and of one that is not known', () => {
  expect(sentence({ refId: 'A' })).toBe('Messages per interval by type, from all routers and peers');
  expect(sentence({ refId: 'A', queryType: 'flaps' as QueryType })).toBe('Unknown query type "flaps"');
});
