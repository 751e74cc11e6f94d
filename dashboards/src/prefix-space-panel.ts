import { PanelBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { dataSource } from './source.ts';

/** The address plan that the app brings. A choice in it sets the variable of the dashboard that has this name. */
export function prefixSpacePanel() {
  return new PanelBuilder().type('earshot-prefixspace-panel').datasource(dataSource).options({
    colorBy: 'label',
    scale: 'compact',
    startAt: '',
    maxPrefixes: 100_000,
    showOverlaps: true,
    view: 'picture',
    prefixVariable: 'prefix',
  });
}
