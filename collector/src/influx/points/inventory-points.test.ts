import { expect, test } from 'vitest';
import { defaultSettings } from '../../detect/settings.ts';
import { inventoryRows } from './inventory-points.ts';

test('every name of the configuration is a row', () => {
  const rows = inventoryRows(
    {
      ...defaultSettings(60_000_000),
      peers: new Map([
        ['10.1.0.4', { name: 'rs-0', site: 'fra', group: 'route-server', bestOnly: true, asn: 65515 }],
        ['fd00::9', { name: undefined, site: undefined, group: undefined, bestOnly: false, asn: undefined }],
      ]),
      inventory: {
        asns: new Map([[65010, 'HQ-Frankfurt']]),
        nextHops: new Map([['10.0.0.36', 'ExpressRoute gateway']]),
        sites: new Map([['fra', 'Frankfurt']]),
      },
    },
    'local',
    7n
  );
  expect(rows.map(({ point }) => [point.tags.kind, point.fields])).toEqual([
    ['peer', { key: '10.1.0.4', name: 'rs-0', site: 'fra', group: 'route-server', best_only: 1 }],
    ['peer', { key: 'fd00::9', best_only: 0 }],
    ['asn', { key: '65010', name: 'HQ-Frankfurt' }],
    ['next_hop', { key: '10.0.0.36', name: 'ExpressRoute gateway' }],
    ['site', { key: 'fra', name: 'Frankfurt' }],
  ]);
  expect(rows.every((row) => row.store === 'general' && row.timeNs === 7n && !row.numbered)).toBe(true);
  expect(new Set(rows.map(({ point }) => point.tags.collector))).toEqual(new Set(['local']));
});
