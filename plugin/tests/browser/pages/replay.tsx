import { type DataFrame, dataFrameFromJSON, type DataFrameJSON, LoadingState, toDataFrame } from '@grafana/data';
import React from 'react';
import { plugin } from '../../../src/panels/replay/module';
import outage from '../frames/replay-outage.json';
import { PanelScene } from '../PanelScene';
import type { Scene } from '../scene';

function framesOf(json: unknown): DataFrame[] {
  return (json as DataFrameJSON[]).map((frame) => dataFrameFromJSON(frame));
}

function scene(title: string, series: DataFrame[], options: object = {}, more: object = {}): Scene {
  return function ReplayScene() {
    return (
      <PanelScene
        plugin={plugin}
        title={title}
        series={series}
        options={options}
        from="2026-03-10T17:35:00Z"
        to="2026-03-10T18:00:00Z"
        {...more}
      />
    );
  };
}

const empty = toDataFrame({
  fields: [],
  meta: { notices: [{ severity: 'info', text: 'Nothing was announced or withdrawn in this range.' }] },
});

export const scenes: Record<string, Scene> = {
  outage: scene('Replay of the maintenance of vpn-0', framesOf(outage)),
  table: scene('Events', framesOf(outage), { view: 'table' }),
  few: scene('The last events', framesOf(outage), { maxEvents: 5 }),
  empty: scene('Replay', [empty]),
  failed: scene('Replay', [], {}, { state: LoadingState.Error }),
};
