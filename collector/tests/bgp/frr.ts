import { Daemon } from './daemon.ts';
import { type PlainRoute, sorted } from './route.ts';

/** bgpd of FRR as a peer: without zebra, so that no route reaches the kernel. */
export class Frr extends Daemon {
  readonly #args: readonly string[];

  private constructor(args: readonly string[]) {
    super();
    this.#args = args;
  }

  /** `modules`: such as `bmp`. */
  static async start(config: string, address: string, port: number, modules: readonly string[] = []): Promise<Frr> {
    const frr = new Frr([
      ...['-f', 'bgpd.conf', '-n', '-S', '-Z', '-p', String(port), '-l', address, '-P', '0'],
      ...modules.flatMap((name) => ['-M', name]),
    ]);
    frr.write('bgpd.conf', config);
    await frr.run();
    return frr;
  }

  /** Starts it, also when it was killed. */
  async run(): Promise<void> {
    const { folder } = this;
    this.start('bgpd', [...this.#args, '-i', this.path('bgpd.pid'), '--vty_socket', folder, '--log', 'stdout']);
    await this.ready('vtysh', '--vty_socket', folder, '-d', 'bgpd', '-c', 'show version');
  }

  vtysh(...commands: readonly string[]): string {
    const list = commands.flatMap((command) => ['-c', command]);
    return this.ask('vtysh', '--vty_socket', this.folder, '-d', 'bgpd', ...list);
  }

  /** What it advertises of a family to a neighbour, before it adds its own AS; route maps of the neighbour are in it. */
  advertised(neighbor: string, family: 'ipv4' | 'ipv6', as: number): PlainRoute[] {
    const text = this.vtysh(`show bgp ${family} unicast neighbors ${neighbor} advertised-routes json`);
    const { advertisedRoutes } = JSON.parse(text) as { advertisedRoutes: Readonly<Record<string, Advertised>> };
    return sorted(
      Object.entries(advertisedRoutes).map(([prefix, route]) => {
        const detail = this.#detail(family, prefix);
        return {
          route: `${family} ${prefix}`,
          nextHop: route.nextHopGlobal ?? route.nextHop,
          asPath: `${as} ${route.path}`.trim(),
          origin: detail.origin.toUpperCase(),
          med: route.metric,
          communities: split(detail.community?.string),
          largeCommunities: split(detail.largeCommunity?.string),
          extendedCommunities: split(detail.extendedCommunity?.string.replaceAll('RT:', 'rt:')),
        };
      })
    );
  }

  /** The routes that it has taken from its neighbours, behind what its policy did to them. */
  accepted(family: 'ipv4' | 'ipv6'): PlainRoute[] {
    const { routes } = JSON.parse(this.vtysh(`show bgp ${family} unicast json`)) as { routes: Record<string, unknown> };
    return sorted(
      Object.keys(routes).flatMap((prefix) => {
        const { paths } = JSON.parse(this.vtysh(`show bgp ${family} unicast ${prefix} json`)) as { paths: Detail[] };
        return paths.flatMap((path) => (path.aspath.string === 'Local' ? [] : [plain(`${family} ${prefix}`, path)]));
      })
    );
  }

  #detail(family: string, prefix: string): Detail {
    const { paths } = JSON.parse(this.vtysh(`show bgp ${family} unicast ${prefix} json`)) as { paths: Detail[] };
    return paths[0]!;
  }
}

interface Advertised {
  readonly nextHop?: string;
  readonly nextHopGlobal?: string;
  readonly path: string;
  readonly metric?: number;
}

interface Detail {
  readonly origin: string;
  readonly aspath: { readonly string: string };
  readonly metric?: number;
  readonly nexthops: readonly { readonly ip: string; readonly scope?: string }[];
  readonly community?: { readonly string: string };
  readonly largeCommunity?: { readonly string: string };
  readonly extendedCommunity?: { readonly string: string };
}

function plain(route: string, detail: Detail): PlainRoute {
  return {
    route,
    nextHop: (detail.nexthops.find(({ scope }) => scope === 'global') ?? detail.nexthops[0])?.ip,
    asPath: detail.aspath.string,
    origin: detail.origin.toUpperCase(),
    med: detail.metric,
    communities: split(detail.community?.string),
    largeCommunities: split(detail.largeCommunity?.string),
    extendedCommunities: split(detail.extendedCommunity?.string.replaceAll('RT:', 'rt:')),
  };
}

function split(text: string | undefined): string[] | undefined {
  return text?.split(' ');
}
