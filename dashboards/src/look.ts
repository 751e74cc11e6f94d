import { FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import { VizLegendOptionsBuilder, VizTooltipOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import {
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  TooltipDisplayMode,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

/** What the collector writes in; a finer step has no data. */
export const interval = '1m';

export const grey = '#8e9ba8';

/** One colour per message type, the same wherever it is shown. */
export const messageColors = {
  KEEPALIVE: grey,
  NOTIFICATION: 'red',
  OPEN: 'blue',
  'ROUTE-REFRESH': 'purple',
  UPDATE: 'green',
} as const;

/** What updates do to routes, the same wherever it is shown. */
export const updateColors = {
  announced: 'green',
  withdrawn: 'orange',
  path_changes: 'blue',
  attribute_changes: 'purple',
  duplicates: 'yellow',
  replayed: grey,
} as const;

export const severityColors = { critical: 'red', warning: 'orange', info: 'blue' } as const;

export const stateColors = { open: 'orange', unknown: 'yellow', resolved: 'green' } as const;

export type MessageType = keyof typeof messageColors;

export const noMessages =
  'No BGP messages in this range. Choose a longer range or other peers; else see whether the collector is running.';

export const noTables =
  'No table size in this range. A peer has none until its whole table is known: from a table dump, or from its session seen to come up.';

export function fixed(color: string) {
  return new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(color);
}

/** Gives each message type its colour. */
export function colorMessages(panel: TimeSeriesBuilder): TimeSeriesBuilder {
  for (const [type, color] of Object.entries(messageColors)) {
    panel.overrideByName(type, [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }]);
  }
  return panel;
}

export function legend(...calcs: string[]) {
  return new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .calcs(calcs);
}

/** A legend with a row per series and a column per figure, beside the picture. */
export function legendTable(...calcs: string[]) {
  return legend(...calcs)
    .displayMode(LegendDisplayMode.Table)
    .placement(LegendPlacement.Right);
}

export function tooltip() {
  return new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending);
}

/** An answer without rows is a frame without fields, which is faulty to some panels and 0 to others; here it is no data. */
export const withoutEmptyFrames = { id: 'filterFieldsByName', options: { include: { pattern: '.+' } } };
