import type { AdHocVariableFilter } from '@grafana/data';
import { filterKeys, narrowed } from './ad-hoc';
import { defaultQuery, type EarshotQuery, type RouteFilter } from './model';

function routes(filter: RouteFilter = {}): EarshotQuery {
  return { refId: 'A', ...defaultQuery('routes'), filter };
}

function is(key: string, ...values: string[]): AdHocVariableFilter {
  return { key, operator: values.length > 1 ? '=|' : '=', value: values[0] ?? '', values };
}

it.each<[string, RouteFilter, AdHocVariableFilter[], RouteFilter]>([
  ['sets what was open', {}, [is('label', 'vnet'), is('afi', 'ipv4')], { label: ['vnet'], afi: 'ipv4' }],
  ['takes one of several', {}, [is('peer', '10.0.0.1', '10.0.0.2')], { peer: ['10.0.0.1', '10.0.0.2'] }],
  ['keeps what both ask for', { origin: [65010, 65011] }, [is('origin', 'AS65011', '65012')], { origin: ['AS65011'] }],
  ['asks for what lies within a prefix', {}, [is('prefix', '10.0.0.0/8')], { prefix: '10.0.0.0/8', match: 'longer' }],
  ['leaves how the panel matches', { match: 'exact' }, [is('prefix', '::/0')], { prefix: '::/0', match: 'exact' }],
  ['leaves out what the type does not know', {}, [is('severity', 'critical'), is('colour', 'red')], {}],
  ['leaves out what has no value yet', {}, [is('peer', '')], {}],
])('%s', (_what, filter, filters, wanted) => {
  expect(narrowed(routes(filter), filters).filter).toEqual(wanted);
});

it.each<[string, RouteFilter, AdHocVariableFilter]>([
  ['nothing is left', { label: ['vnet'] }, is('label', 'vpn')],
  ['nothing is left', { prefix: '10.0.0.0/8' }, is('prefix', '10.1.0.0/16')],
  ['takes one value', {}, is('afi', 'ipv4', 'ipv6')],
  ['cannot be "!="', {}, { key: 'label', operator: '!=', value: 'vpn' }],
])('says that %s', (problem, filter, wanted) => {
  expect(() => narrowed(routes(filter), [wanted])).toThrow(problem);
});

it('offers what the queries of a dashboard know', () => {
  const asked: EarshotQuery[] = [{ refId: 'A', ...defaultQuery('totals') }];
  expect(filterKeys(asked).map(({ text }) => text)).toEqual(['label', 'family', 'domain']);
  expect(filterKeys([]).length).toBeGreaterThan(filterKeys([...asked, routes()]).length);
});
