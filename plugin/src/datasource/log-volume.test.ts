import { FieldType, SupplementaryQueryType, toDataFrame, type DataQueryRequest } from '@grafana/data';
import { DataSourceWithBackend } from '@grafana/runtime';
import { lastValueFrom, of } from 'rxjs';
import { checkQuery } from './query/check';
import { defaultQuery, type EarshotQuery, type QueryType } from './query/model';
import { testDataSource } from './testing';

function log(queryType: QueryType, change: Partial<EarshotQuery> = {}): EarshotQuery {
  return { refId: 'A', ...defaultQuery(queryType, 'logs'), limit: 10, ...change };
}

function requestFor(...targets: EarshotQuery[]) {
  return { targets, intervalMs: 60_000 } as DataQueryRequest<EarshotQuery>;
}

const { datasource } = testDataSource();

describe('the volume above a log', () => {
  it('is asked of each log, over all of its lines, by what gives a line its level', () => {
    const filter = { asPath: '_12076_', action: ['withdraw'] };
    const queries = [
      log('history', { filter }),
      log('notifications', { refId: 'B' }),
      log('incidents', { refId: 'C' }),
    ];
    const table: EarshotQuery = { refId: 'D', ...defaultQuery('routes') };
    const asked = datasource.getSupplementaryRequest(
      SupplementaryQueryType.LogsVolume,
      requestFor(...queries, table)
    )?.targets;
    expect(asked).toMatchObject([
      { refId: 'log-volume-A', queryType: 'history', format: 'timeseries', filter, groupBy: ['action'] },
      { refId: 'log-volume-B', queryType: 'notifications', format: 'timeseries', groupBy: ['code'] },
      { refId: 'log-volume-C', queryType: 'incidents', format: 'logs' },
    ]);
    expect(asked?.map(checkQuery)).toEqual([{}, {}, {}]);
    expect(asked?.map(({ limit }) => limit)).not.toContain(10);
  });

  it('is of logs alone, and the only one of its kind', () => {
    expect(datasource.getSupportedSupplementaryQueryTypes()).toEqual([SupplementaryQueryType.LogsVolume]);
    const asked = (type: SupplementaryQueryType, query: EarshotQuery) =>
      datasource.getSupplementaryRequest(type, requestFor(query));
    expect(asked(SupplementaryQueryType.LogsVolume, { refId: 'A', ...defaultQuery('routes') })).toBeUndefined();
    expect(asked(SupplementaryQueryType.LogsSample, log('history'))).toBeUndefined();
  });

  it('has the levels of the lines', async () => {
    const counted = (name: string, values: Array<Record<string, string>>) =>
      values.map((labels) =>
        toDataFrame({
          fields: [
            { name: 'time', type: FieldType.time, values: [0] },
            { name, type: FieldType.number, values: [7], labels },
          ],
        })
      );
    expect(await drawn('history', counted('rows', [{ action: 'announce' }, { action: 'withdraw' }]))).toEqual([
      ['info', [[0, 7]]],
      ['warning', [[0, 7]]],
    ]);
    expect(await drawn('notifications', counted('notifications', [{ code: '6' }, { code: '4' }]))).toEqual([
      ['warning', [[0, 7]]],
      ['error', [[0, 7]]],
    ]);
  });

  it('counts the lines of what is rare', async () => {
    const lines = toDataFrame({
      fields: [
        { name: 'timestamp', type: FieldType.time, values: [130_000, 125_000, 61_000, 3_000] },
        { name: 'severity', type: FieldType.string, values: ['error', 'info', 'error', 'error'] },
      ],
    });
    expect(await drawn('sessions', [lines])).toEqual([
      [
        'error',
        [
          [0, 1],
          [60_000, 1],
          [120_000, 1],
        ],
      ],
      ['info', [[120_000, 1]]],
    ]);
  });
});

/** The points of each level that a volume is drawn of, where the back end answers these frames. */
async function drawn(queryType: QueryType, frames: Array<ReturnType<typeof toDataFrame>>) {
  const request = datasource.getSupplementaryRequest(
    SupplementaryQueryType.LogsVolume,
    requestFor(log(queryType))
  ) as DataQueryRequest<EarshotQuery>;
  const backend = jest.spyOn(DataSourceWithBackend.prototype, 'query').mockReturnValue(of({ data: frames }));
  const { data } = await lastValueFrom(datasource.query(request));
  backend.mockRestore();
  return (data as typeof frames).map(({ fields: [time, count] }) => [
    count?.labels?.['level'],
    time?.values.map((at: number, step: number): unknown[] => [at, count?.values[step]]),
  ]);
}
