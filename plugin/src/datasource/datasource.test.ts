import { CoreApp, dateTime, type DataQueryRequest } from '@grafana/data';
import { lastValueFrom } from 'rxjs';
import { checkQuery } from './query/check';
import { completeQuery, defaultQuery, type EarshotQuery } from './query/model';
import { testDataSource } from './testing';
import { EarshotVariables, type VariableQuery } from './variables';

function query(change: Partial<EarshotQuery>): EarshotQuery {
  return { refId: 'A', ...defaultQuery('routes'), ...change };
}

describe('applyTemplateVariables', () => {
  const variables = { router: ['nva-0', 'nva-1'], peer: ['$__all'], prefix: '10.0.0.0/8', at: '30m' };
  const { datasource } = testDataSource(variables);

  it('makes list entries of several values, and all of "All"', () => {
    const filter = { router: ['$router'], peer: ['10.0.0.9', '$peer'], peerAs: [65010] };
    expect(datasource.applyTemplateVariables(query({ filter }), {}).filter).toEqual({
      router: ['nva-0', 'nva-1'],
      peer: [],
      peerAs: ['65010'],
    });
  });

  it('puts variables into the prefix and the time', () => {
    const asked = datasource.applyTemplateVariables(query({ filter: { prefix: '$prefix' }, at: '${at}' }), {});
    expect(asked).toMatchObject({ filter: { prefix: '10.0.0.0/8' }, at: '30m' });
  });

  it('makes one value of a family or a state, and none of "All"', () => {
    const source = testDataSource({ family: 'ipv6', state: ['$__all'] }).datasource;
    const filter = { afi: '$family', state: '${state}', kind: ['overlap'] };
    const asked = source.applyTemplateVariables(query({ queryType: 'incidents', filter }), {});
    expect(asked.filter).toEqual({ afi: 'ipv6', state: '', kind: ['overlap'] });
  });

  it('asks the default query where a panel brings none', () => {
    const asked = datasource.applyTemplateVariables({ refId: 'A' } as EarshotQuery, {});
    expect(asked).toEqual({ refId: 'A', ...defaultQuery() });
  });
});

it('puts nothing under a stored query that is not its own', () => {
  const { datasource } = testDataSource();
  const stored = { refId: 'A', queryType: 'incidents' as const, format: 'numeric' as const };
  for (const app of [CoreApp.Explore, CoreApp.Dashboard, CoreApp.UnifiedAlerting]) {
    expect({ ...datasource.getDefaultQuery(app), ...stored }).toEqual(stored);
    const empty = completeQuery({ refId: 'A', ...datasource.getDefaultQuery(app) });
    expect(checkQuery(empty)).toEqual({});
  }
});

it('narrows by the filters of the dashboard, behind the variables', () => {
  const { datasource } = testDataSource({ label: ['vnet', 'vpn'] });
  const filters = [{ key: 'label', operator: '=', value: 'vpn' }];
  const asked = datasource.applyTemplateVariables(query({ filter: { label: ['$label'] } }), {}, filters);
  expect(asked.filter).toEqual({ label: ['vpn'] });
});

describe('ad-hoc filters', () => {
  it('list the values that the server heard of the chosen routers, or those that there are', async () => {
    const { datasource, getResource } = testDataSource();
    const filters = [{ key: 'router', operator: '=', value: 'nva-0' }];
    expect(await datasource.getTagValues({ key: 'origin', filters })).toEqual([
      { text: 'HQ-Frankfurt (65010)', value: '65010' },
      { text: 'Azure-VNets (65515)', value: '65515' },
    ]);
    expect(getResource).toHaveBeenCalledWith('asns', { router: ['nva-0'] }, { showErrorAlert: false });
    expect(await datasource.getTagValues({ key: 'severity', filters })).toContainEqual({
      text: 'critical',
      value: 'critical',
    });
    expect(await datasource.getTagValues({ key: 'colour', filters })).toEqual([]);
  });
});

it('skips hidden queries', () => {
  const { datasource } = testDataSource();
  expect(datasource.filterQuery(query({ hide: true }))).toBe(false);
  expect(datasource.filterQuery(query({}))).toBe(true);
});

it('shows a collapsed query as a sentence', () => {
  expect(testDataSource().datasource.getQueryDisplayText(query({}))).toBe(
    'All routes, from all routers and peers, at the end of the time range'
  );
});

describe('variables', () => {
  const range = { from: dateTime(0), to: dateTime(1000), raw: { from: 'now-1h', to: 'now' } };

  async function values({ datasource } = testDataSource(), target?: Partial<VariableQuery>) {
    const targets = target ? [{ refId: 'A', ...target }] : [];
    const request = { targets, range, scopedVars: {} } as unknown as DataQueryRequest<VariableQuery>;
    const { data } = await lastValueFrom(new EarshotVariables(datasource).query(request));
    return data as Array<{ value: string; text: string }>;
  }

  it('list routers', async () => {
    expect(await values(testDataSource(), { kind: 'routers' })).toEqual([{ value: 'nva-0', text: 'nva-0' }]);
    expect(await values()).toEqual([{ value: 'nva-0', text: 'nva-0' }]);
  });

  it('list domains and labels', async () => {
    expect(await values(testDataSource(), { kind: 'domains' })).toEqual([{ value: 'hub', text: 'hub' }]);
    expect(await values(testDataSource(), { kind: 'labels' })).toEqual([{ value: 'vnet', text: 'vnet' }]);
  });

  it('list the peers of routers up to the end of the time range', async () => {
    const source = testDataSource({ router: ['nva-0', 'nva-1'] });
    const found = await values(source, { kind: 'peers', router: ['$router'] });
    expect(found.map(({ value }) => value)).toEqual(['10.1.0.4', '10.1.0.5']);
    expect(source.getResource).toHaveBeenCalledWith(
      'peers',
      { router: ['nva-0', 'nva-1'], to: 1000 },
      { showErrorAlert: false }
    );
  });
});
