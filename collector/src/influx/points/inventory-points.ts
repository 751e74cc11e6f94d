import type { JudgementSettings } from '../../detect/settings.ts';
import type { Row } from './rows.ts';

/** What is known of one thing besides its number or address. */
interface InventoryEntry {
  readonly kind: 'peer' | 'asn' | 'next_hop' | 'site';
  readonly key: string;
  readonly name?: string | undefined;
  readonly site?: string | undefined;
  readonly group?: string | undefined;
  readonly best_only?: 0 | 1;
}

/** A row for every peer, AS, next hop and site that the configuration names, in the order of the file. */
export function inventoryRows(settings: JudgementSettings, collector: string, timeNs: bigint): InventoryRow[] {
  return [...entries(settings)].map(({ kind, ...fields }) => ({
    store: 'general',
    point: { measurement: 'bgp_inventory', tags: { collector, kind }, fields },
    timeNs,
    numbered: false,
  }));
}

export interface InventoryRow extends Omit<Row, 'point'> {
  readonly point: {
    readonly measurement: 'bgp_inventory';
    readonly tags: { readonly collector: string; readonly kind: string };
    readonly fields: Omit<InventoryEntry, 'kind'>;
  };
}

function* entries({ peers, inventory }: JudgementSettings): Generator<InventoryEntry> {
  for (const [key, { name, site, group, bestOnly }] of peers) {
    yield { kind: 'peer', key, name, site, group, best_only: bestOnly ? 1 : 0 };
  }
  for (const [as, name] of inventory.asns) {
    yield { kind: 'asn', key: String(as), name };
  }
  for (const [key, name] of inventory.nextHops) {
    yield { kind: 'next_hop', key, name };
  }
  for (const [key, name] of inventory.sites) {
    yield { kind: 'site', key, name };
  }
}
