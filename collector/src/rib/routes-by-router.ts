import type { Rib } from './rib.ts';

/** How many routes of each router there are, in all tables that are told of it by BMP. */
export function routesByRouter(rib: Rib): Map<string, number> {
  const routes = new Map<string, number>();
  for (const { peer, tables } of rib.peers()) {
    if (peer.feed !== undefined) {
      const known = routes.get(peer.router) ?? 0;
      routes.set(
        peer.router,
        [...tables.values()].reduce((sum, { size }) => sum + size, known)
      );
    }
  }
  return routes;
}
