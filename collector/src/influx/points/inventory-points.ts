import type { JudgementSettings } from '../../detect/settings.ts';
import type { BgpInventoryPoint } from '../schema.gen.ts';
import type { Row } from './rows.ts';

interface Named {
  readonly kind: 'peer' | 'asn' | 'next_hop' | 'site';
  readonly fields: BgpInventoryPoint['fields'];
}

/** A row for every peer, AS, next hop and site that the configuration names, in the order of the file. */
export function inventoryRows(settings: JudgementSettings, collector: string, timeNs: bigint): Row[] {
  return [...allNamed(settings)].map(({ kind, fields }) => ({
    store: 'general',
    point: { measurement: 'bgp_inventory', tags: { collector, kind }, fields },
    timeNs,
    numbered: false,
  }));
}

function* allNamed({ peers, inventory }: JudgementSettings): Generator<Named> {
  for (const [key, { name, site, group, bestOnly }] of peers) {
    yield { kind: 'peer', fields: { key, name, site, group, best_only: bestOnly ? 1 : 0 } };
  }
  for (const [as, name] of inventory.asns) {
    yield { kind: 'asn', fields: { key: String(as), name } };
  }
  for (const [key, name] of inventory.nextHops) {
    yield { kind: 'next_hop', fields: { key, name } };
  }
  for (const [key, name] of inventory.sites) {
    yield { kind: 'site', fields: { key, name } };
  }
}
