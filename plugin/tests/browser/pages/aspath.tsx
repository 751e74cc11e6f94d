import {
  type DataFrame,
  dataFrameFromJSON,
  type DataFrameJSON,
  FieldType,
  LoadingState,
  toDataFrame,
} from '@grafana/data';
import React from 'react';
import { plugin } from '../../../src/panels/aspath/module';
import compared from '../frames/paths-compared.json';
import leak from '../frames/paths-leak.json';
import paths from '../frames/paths.json';
import { madeUpPaths } from '../made-up-paths';
import { PanelScene } from '../PanelScene';
import type { Scene } from '../scene';

function framesOf(json: unknown): DataFrame[] {
  return (json as DataFrameJSON[]).map((frame) => dataFrameFromJSON(frame));
}

const expectedAsns = '65010-65020, 65515, 12076';

function scene(title: string, series: DataFrame[], options: object = {}, more: object = {}): Scene {
  return function AsPathScene() {
    return <PanelScene plugin={plugin} title={title} series={series} options={options} {...more} />;
  };
}

const empty = toDataFrame({
  fields: [],
  meta: { notices: [{ severity: 'info', text: 'No route matches at this time.' }] },
});
const odd = toDataFrame({
  fields: [
    { name: 'peer', type: FieldType.string, values: ['a', 'a', 'b', 'b', 'c', 'c'] },
    {
      name: 'as_path',
      type: FieldType.string,
      values: [
        '65001 65002 65002 65002 65003',
        '65001 {65004,65005}',
        '(64512 64513) 65006',
        '',
        '65001 65003',
        'no path',
      ],
    },
    { name: 'prefixes', type: FieldType.number, values: [40, 10, 3, 1, 7, 1] },
  ],
});
const variables = { asn: '', as_path: '', origin: '', peer: '' };

export const scenes: Record<string, Scene> = {
  hybrid: scene('AS paths', framesOf(paths), { expectedAsns }, { variables }),
  leak: scene('AS paths during the leak', framesOf(leak), { expectedAsns }, { variables }),
  compared: scene('AS paths at 18:30, compared with 18:20', framesOf(compared), {}, { variables }),
  odd: scene('Sets, confederations, prepending', [odd]),
  table: scene('AS paths', framesOf(leak), { expectedAsns, view: 'table' }),
  empty: scene('AS paths', [empty]),
  failed: scene('AS paths', [], {}, { state: LoadingState.Error }),
  few: scene('AS paths', framesOf(paths), { maxPaths: 5 }),
  large: scene('500 ASNs, 2,000 edges', [madeUpPaths(500, 1500)], { maxPaths: 10_000 }),
};
