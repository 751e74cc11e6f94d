import type { Peer } from '../event/types.ts';
import type { JudgementSettings } from './settings.ts';

/** The peer as people know it: `rs-0 (10.1.0.4)`, or its address alone. */
export function peerName({ peers }: Pick<JudgementSettings, 'peers'>, { address }: Peer): string {
  const name = peers.get(address)?.name;
  return name === undefined ? address : `${name} (${address})`;
}

/** The AS as people know it: `HQ-Frankfurt (65010)`, or `AS65010`. */
export function asName({ inventory }: Pick<JudgementSettings, 'inventory'>, as: number): string {
  const name = inventory.asns.get(as);
  return name === undefined ? `AS${as}` : `${name} (${as})`;
}
