import type { Peer } from '../event/types.ts';
import type { DomainSettings } from './settings.ts';

/** Whether the peer's routes are compared in this domain. A peer may belong to several. */
export function domainContains({ routers, views, vrfs }: DomainSettings, { router, view, vrf }: Peer): boolean {
  return (routers.length === 0 || routers.includes(router)) && views.includes(view) && vrfs.includes(vrf);
}
