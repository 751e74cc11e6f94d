import { PanelBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { dataSource } from './source.ts';

/** The replay of what happened to routes that the app brings. */
export function replayPanel() {
  return new PanelBuilder().type('earshot-replay-panel').datasource(dataSource).options({
    speed: 60,
    maxEvents: 10_000,
    view: 'picture',
    movesCrosshair: true,
  });
}
