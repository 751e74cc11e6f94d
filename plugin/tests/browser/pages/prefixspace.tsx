import { type DataFrame, dataFrameFromJSON, type DataFrameJSON, LoadingState, toDataFrame } from '@grafana/data';
import React from 'react';
import { plugin } from '../../../src/panels/prefixspace/module';
import hijack from '../frames/space-hijack.json';
import { madeUpPrefixes } from '../made-up-prefixes';
import { PanelScene } from '../PanelScene';
import type { Scene } from '../scene';

function framesOf(json: unknown): DataFrame[] {
  return (json as DataFrameJSON[]).map((frame) => dataFrameFromJSON(frame));
}

function scene(title: string, series: () => DataFrame[], options: object = {}, more: object = {}): Scene {
  return function PrefixSpaceScene() {
    const [frames] = React.useState(series);
    return <PanelScene plugin={plugin} title={title} series={frames} options={options} {...more} />;
  };
}

const empty = toDataFrame({
  fields: [],
  meta: { notices: [{ severity: 'info', text: 'No route matches at this time.' }] },
});
const variables = { prefix: '' };

export const scenes: Record<string, Scene> = {
  hybrid: scene('Address plan during the hijack', () => framesOf(hijack), {}, { variables }),
  ipv6: scene('Address plan, IPv6', () => framesOf(hijack), { startAt: 'fd00::/8' }),
  origins: scene('Address plan by origin', () => framesOf(hijack), { colorBy: 'origin', startAt: '10.96.0.0/11' }),
  addresses: scene('True to addresses', () => framesOf(hijack), { scale: 'addresses', startAt: '10.0.0.0/8' }),
  table: scene('Address plan', () => framesOf(hijack), { view: 'table' }),
  empty: scene('Address plan', () => [empty]),
  failed: scene('Address plan', () => [], {}, { state: LoadingState.Error }),
  few: scene('Address plan', () => framesOf(hijack), { maxPrefixes: 5 }),
  large: scene('10,000 prefixes', () => [madeUpPrefixes(10_000)]),
  full: scene('1,000,000 prefixes', () => [madeUpPrefixes(1_000_000)], { maxPrefixes: 1_200_000 }),
};
