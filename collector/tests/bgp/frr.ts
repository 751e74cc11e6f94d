import { Daemon } from './daemon.ts';
import { type PlainRoute, sorted } from './route.ts';

/** bgpd of FRR as a peer: without zebra, so that no route reaches the kernel. */
export class Frr extends Daemon {
  static async start(config: string, address: string, port: number): Promise<Frr> {
    const frr = new Frr();
    frr.write('bgpd.conf', config);
    frr.start('bgpd', [
      ...['-f', 'bgpd.conf', '-n', '-S', '-Z', '-p', String(port), '-l', address, '-P', '0'],
      ...['-i', frr.path('bgpd.pid'), '--vty_socket', frr.folder, '--log', 'stdout'],
    ]);
    await frr.ready('vtysh', '--vty_socket', frr.folder, '-d', 'bgpd', '-c', 'show version');
    return frr;
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
  readonly community?: { readonly string: string };
  readonly largeCommunity?: { readonly string: string };
  readonly extendedCommunity?: { readonly string: string };
}

function split(text: string | undefined): string[] | undefined {
  return text?.split(' ');
}
