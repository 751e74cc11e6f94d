import { checkAlertQuery, checkQuery } from './check';
import { completeQuery, defaultQuery, withFormat, withQueryType, type EarshotQuery, type QueryType } from './model';
import { queryTypes, rulesOf } from './types';

const routes: EarshotQuery = {
  refId: 'A',
  ...defaultQuery('routes'),
  filter: { router: ['nva-0'], afi: 'ipv4', prefix: '10.1.0.0/16', match: 'longer' },
  at: '30m',
  limit: 20,
};

const all = Object.keys(queryTypes) as QueryType[];

it.each(all)('the default of %s can be asked, in every form', (queryType) => {
  const asked: EarshotQuery = { refId: 'A', ...defaultQuery(queryType) };
  expect(checkQuery(asked)).toEqual({});
  for (const format of queryTypes[queryType].formats) {
    // A timeline is of one prefix, whatever else is asked.
    const filter = rulesOf(queryType, format).needsPrefix ? { prefix: '10.0.0.0/8' } : {};
    expect(checkQuery(withFormat({ ...asked, filter }, format))).toEqual({});
  }
});

it('a timeline needs a prefix', () => {
  const asked: EarshotQuery = { refId: 'A', ...defaultQuery('history', 'timeline') };
  expect(Object.keys(checkQuery(asked))).toEqual(['filter.prefix']);
});

it('a new query asks for message rates by type', () => {
  expect(defaultQuery()).toEqual({
    version: 1,
    queryType: 'messageRates',
    format: 'timeseries',
    filter: {},
    groupBy: ['type'],
    per: 'interval',
  });
});

describe('completeQuery', () => {
  it('gives a query of another data source a type and a format that go together', () => {
    const other = { refId: 'A', format: 'time_series' } as unknown as EarshotQuery;
    expect(completeQuery(other)).toMatchObject({ refId: 'A', queryType: 'messageRates', format: 'timeseries' });
  });

  it('keeps what is set, also an empty grouping', () => {
    expect(completeQuery({ ...routes, queryType: 'messageRates', groupBy: [] }).groupBy).toEqual([]);
    expect(completeQuery(routes)).toEqual(routes);
  });

  it('makes a list of a single value', () => {
    const filter = { router: 'nva-0' } as unknown as EarshotQuery['filter'];
    expect(completeQuery({ refId: 'A', filter }).filter).toEqual({ router: ['nva-0'] });
  });
});

describe('withQueryType', () => {
  it('keeps from where, and leaves behind what the new type does not know', () => {
    expect(withQueryType(routes, 'messageRates')).toEqual({
      refId: 'A',
      ...defaultQuery('messageRates'),
      filter: { router: ['nva-0'] },
      limit: 20,
    });
  });

  it('keeps the family where there is one', () => {
    expect(withQueryType(routes, 'prefixCounts').filter).toEqual({ router: ['nva-0'], afi: 'ipv4' });
  });

  const filled: Record<string, EarshotQuery['filter']> = {
    incidents: { kind: ['overlap'], state: 'unknown', severity: ['info'], router: ['nva-0'], domain: ['hub'] },
    origins: { kind: ['moas'], state: 'event', peer: ['10.1.0.4'], afi: 'ipv4' },
    overlaps: { kind: ['equal'], peer: ['10.1.0.4'], prefix: '10.0.0.0/8', match: 'longer' },
    routes: { view: ['loc-rib'], vrf: ['blue'], peerAs: [65010], prefix: '10.1.4.7', match: 'lookup', maxPaths: 1 },
    history: { change: ['changed'], action: ['announce'], asPath: '_12076_', origin: [65010], community: '65000:*' },
    notifications: { direction: 'sent', code: ['6/2'] },
  };

  it.each(all.flatMap((before) => all.map((after): [QueryType, QueryType] => [before, after])))(
    'from %s to %s leaves a query that can be asked',
    (before, after) => {
      const asked: EarshotQuery = { refId: 'A', ...defaultQuery(before), filter: filled[before] ?? {} };
      expect(checkQuery(asked)).toEqual({});
      expect(checkQuery(withQueryType(asked, after))).toEqual({});
    }
  );

  it('asks what covers an address where nothing looks it up', () => {
    const asked: EarshotQuery = { ...routes, filter: { prefix: '10.1.4.7', match: 'lookup' } };
    expect(withQueryType(asked, 'history').filter).toEqual({ prefix: '10.1.4.7', match: 'shorter' });
    expect(withQueryType(asked, 'flaps').filter).toEqual({});
  });

  it('keeps a comparison where there is one', () => {
    const asked: EarshotQuery = { ...routes, compareTo: '1h', filter: { change: ['gained'] } };
    expect(withQueryType(asked, 'asPaths')).toMatchObject({ compareTo: '1h', filter: { change: ['gained'] } });
    expect(withQueryType(asked, 'history')).not.toHaveProperty('compareTo');
  });

  it('keeps a kind that the new type knows too, and no other', () => {
    const asked: EarshotQuery = { refId: 'A', ...defaultQuery('incidents'), filter: { kind: ['moas', 'overlap'] } };
    expect(withQueryType(asked, 'origins').filter).toEqual({ kind: ['moas'] });
    expect(withQueryType(asked, 'overlaps').filter).toEqual({});
  });
});

it('overlaps over time know no pairs', () => {
  const filter = { peer: ['10.1.0.4'], prefix: '10.0.0.0/8', kind: ['equal'], label: ['vnet'] };
  const pairs: EarshotQuery = { refId: 'A', ...defaultQuery('overlaps'), filter };
  expect(withFormat(pairs, 'timeseries')).toMatchObject({ format: 'timeseries', filter: { label: ['vnet'] } });
  expect(withFormat(pairs, 'timeseries').at).toBeUndefined();
});

describe('checkQuery', () => {
  it.each<[string, Partial<EarshotQuery>, string]>([
    ['host bits', { filter: { prefix: '10.1.4.7/16' } }, 'host bits set: did you mean 10.1.0.0/16?'],
    ['no length', { filter: { prefix: '10.1.4.7' } }, 'no length: write 10.1.4.7/32, or choose "longest match"'],
    [
      'a family that is not that of the prefix',
      { filter: { prefix: '::/0', afi: 'ipv4' } },
      'not of the chosen family ipv4',
    ],
    [
      'an IPv4-mapped prefix',
      { filter: { prefix: '::ffff:10.0.0.0/120' } },
      'not a prefix: write it as 10.1.0.0/16 or 2001:db8::/32',
    ],
  ])('marks %s at the prefix', (_what, change, reason) => {
    expect(checkQuery({ ...routes, ...change })).toEqual({ 'filter.prefix': reason });
  });

  it.each(['end', '', '30m', '1h30m', '1.5h', '2d', '2026-01-31T22:30:00Z', '2026-01-31T22:30:00.5+01:00', '$at'])(
    'takes %j as time',
    (at) => {
      expect(checkQuery({ ...routes, at })).toEqual({});
    }
  );

  it.each(['now', '0m', '-5m', '30', '2026-01-31', '2026-13-31T22:30:00Z'])('does not take %j as time', (at) => {
    expect(Object.keys(checkQuery({ ...routes, at }))).toEqual(['at']);
  });

  it.each<[string, Partial<EarshotQuery>, string]>([
    ['an AS path', { filter: { asPath: '12076[' } }, 'filter.asPath'],
    ['a community', { filter: { community: 'blue' } }, 'filter.community'],
    ['an origin', { filter: { origin: ['AS'] } }, 'filter.origin'],
    ['changes without a comparison', { filter: { change: ['gained'] } }, 'filter.change'],
    ['the end as what to compare with', { compareTo: 'end' }, 'compareTo'],
    ['two comparisons', { compareTo: '1h', compareToPeer: '10.0.0.1' }, 'compareToPeer'],
    ['a peer compared with all', { compareToPeer: '10.0.0.1' }, 'compareToPeer'],
    ['a peer compared with itself', { compareToPeer: '10.0.0.1', filter: { peer: ['10.0.0.1'] } }, 'compareToPeer'],
    ['half a path', { filter: { maxPaths: 0.5 } }, 'filter.maxPaths'],
    ['an action of a table', { filter: { action: ['announce'] } }, 'filter.action'],
  ])('marks %s', (_what, change, field) => {
    expect(Object.keys(checkQuery({ ...routes, ...change }))).toEqual([field]);
  });

  it.each(['26', '6/26', '255/255'])('takes %s as NOTIFICATION code', (code) => {
    const asked: EarshotQuery = { refId: 'A', ...defaultQuery('notifications'), filter: { code: [code] } };
    expect(checkQuery(asked)).toEqual({});
    expect(Object.keys(checkQuery({ ...asked, filter: { code: [`${code}6`] } }))).toEqual(['filter.code']);
  });

  it('leaves variables to the time when the query is asked', () => {
    const filter = { router: ['$router'], peer: ['${peer}'], peerAs: ['[[as]]'], view: ['$view'], prefix: '$prefix' };
    expect(checkQuery({ ...routes, filter })).toEqual({});
  });
});

it('alert rules know no variables and evaluate no tables', () => {
  expect(Object.keys(checkAlertQuery({ ...routes, filter: { peer: ['$peer'], router: ['nva-0'] } }))).toEqual([
    'filter.peer',
    'format',
  ]);
  expect(checkAlertQuery({ refId: 'A', ...defaultQuery() })).toEqual({});
});
