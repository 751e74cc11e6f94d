import { expect, test } from 'vitest';
import { defaultSettings } from '../../detect/settings.ts';
import { inventoryRows } from './inventory-points.ts';
import { LineBuilder } from '../line.ts';

test('every name of the configuration is a line of its own', () => {
  const rows = inventoryRows(
    {
      ...defaultSettings(60_000_000),
      peers: new Map([
        ['10.1.0.4', { name: 'rs-0', site: 'fra', group: 'route-server', bestOnly: true, asn: 65515 }],
        ['fd00::9', { name: undefined, site: undefined, group: undefined, bestOnly: false, asn: undefined }],
      ]),
      inventory: {
        asns: new Map([[65010, 'HQ-Frankfurt']]),
        nextHops: new Map([['10.0.0.36', 'ExpressRoute "gateway"']]),
        sites: new Map([['fra', 'Frankfurt']]),
      },
    },
    'local',
    7n
  );
  const builder = new LineBuilder();
  expect(rows.map((row) => builder.toLine(row))).toEqual([
    'bgp_inventory,collector=local,kind=peer key="10.1.0.4",name="rs-0",site="fra",group="route-server",best_only=1i 7',
    'bgp_inventory,collector=local,kind=peer key="fd00::9",best_only=0i 8',
    'bgp_inventory,collector=local,kind=asn key="65010",name="HQ-Frankfurt" 7',
    'bgp_inventory,collector=local,kind=next_hop key="10.0.0.36",name="ExpressRoute \\"gateway\\"" 7',
    'bgp_inventory,collector=local,kind=site key="fra",name="Frankfurt" 7',
  ]);
});
