import { PanelBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { dataSource } from './source.ts';

/** The graph of AS paths that the app brings. Its choices set the variables of the dashboard that it knows by these names. */
export function asPathPanel() {
  return new PanelBuilder().type('earshot-aspath-panel').datasource(dataSource).options({
    weight: 'prefixes',
    colorBy: 'auto',
    expectedAsns: '',
    beforeRefId: '',
    maxPaths: 1000,
    view: 'picture',
    wheelZooms: false,
    asnVariable: 'asn',
    pathVariable: 'as_path',
    originVariable: 'origin',
    peerVariable: 'peer',
  });
}
