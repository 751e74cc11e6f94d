import type { Listener } from './listener.ts';

/** A route in the words that all daemons have for it; what is absent is undefined. */
export interface PlainRoute {
  /** Family, route distinguisher if there is one, prefix. */
  readonly route: string;
  readonly nextHop: string | undefined;
  readonly asPath: string;
  readonly origin: string | undefined;
  readonly med: number | undefined;
  readonly communities: readonly string[] | undefined;
  readonly largeCommunities: readonly string[] | undefined;
  readonly extendedCommunities: readonly string[] | undefined;
}

/** What was heard, sorted. Path identifiers are left out: the peers do not show them. */
export function heardRoutes({ table }: Pick<Listener, 'table'>): PlainRoute[] {
  const routes = [...table].map(([key, { nextHop, asPath = '', attributes }]) => {
    const { origin, med, communities, largeCommunities, extendedCommunities } = attributes;
    const route = key.replace(/(\/\d+) \d+$/, '$1');
    return { route, nextHop, asPath, origin, med, communities, largeCommunities, extendedCommunities };
  });
  return sorted(routes);
}

export function sorted(routes: readonly PlainRoute[]): PlainRoute[] {
  const keyed = routes.map((route) => ({
    key: [route.route, route.asPath, route.nextHop, route.med].join(' '),
    route,
  }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ route }) => route);
}
