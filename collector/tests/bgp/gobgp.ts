import { freePort } from '../influxd.ts';
import { Daemon } from './daemon.ts';
import { type PlainRoute, sorted } from './route.ts';

export interface GobgpOptions {
  readonly as: number;
  readonly routerId: string;
  /** Where it listens. */
  readonly address: string;
  readonly port: number;
  readonly neighbors: readonly GobgpNeighbor[];
  /** A BMP station that it tells of its tables. */
  readonly station?: { readonly address: string; readonly port: number };
}

/** One that connects to it. */
export interface GobgpNeighbor {
  readonly address: string;
  readonly as: number;
  /** As GoBGP names them, such as `ipv4-unicast`. */
  readonly families: readonly string[];
  /** Families of which it sends several paths to a prefix. */
  readonly addPath?: readonly string[];
  /** Lines of `timers.config`. */
  readonly timers?: readonly string[];
}

/** The lines of the guides. */
function gobgpConfig({ as, routerId, address, port, neighbors, station }: GobgpOptions): string {
  return `
[global.config]
  as = ${as}
  router-id = "${routerId}"
  port = ${port}
  local-address-list = ["${address}"]
${station ? stationConfig(station) : ''}${neighbors.map((one) => neighborConfig(one, address)).join('')}`;
}

function stationConfig({ address, port }: { readonly address: string; readonly port: number }): string {
  return `[[bmp-servers]]
  [bmp-servers.config]
    address = "${address}"
    port = ${port}
    route-monitoring-policy = "all"
    statistics-timeout = 15
`;
}

function neighborConfig({ address, as, families, addPath = [], timers }: GobgpNeighbor, localAddress: string): string {
  const family = (name: string): string => `  [[neighbors.afi-safis]]
    [neighbors.afi-safis.config]
      afi-safi-name = "${name}"
${addPath.includes(name) ? '    [neighbors.afi-safis.add-paths.config]\n      send-max = 8\n' : ''}`;
  return `[[neighbors]]
  [neighbors.config]
    neighbor-address = "${address}"
    peer-as = ${as}
${timers ? `  [neighbors.timers.config]\n${timers.map((line) => `    ${line}\n`).join('')}` : ''}\
  [neighbors.transport.config]
    local-address = "${localAddress}"
    passive-mode = true
  [neighbors.ebgp-multihop.config]
    enabled = true
    multihop-ttl = 5
${families.map(family).join('')}`;
}

/** GoBGP as a peer. */
export class Gobgp extends Daemon {
  readonly #apiPort: number;

  private constructor(apiPort: number) {
    super();
    this.#apiPort = apiPort;
  }

  static async start(options: GobgpOptions): Promise<Gobgp> {
    const apiPort = await freePort();
    const gobgp = new Gobgp(apiPort);
    gobgp.write('gobgpd.conf', gobgpConfig(options));
    gobgp.start('gobgpd', ['-f', 'gobgpd.conf', '--api-hosts', `127.0.0.1:${apiPort}`, '--pprof-disable']);
    await gobgp.ready('gobgp', '-p', String(apiPort), 'global');
    return gobgp;
  }

  gobgp(...args: readonly string[]): string {
    return this.ask('gobgp', '-p', String(this.#apiPort), ...args);
  }

  /** The routes that it has sent to a neighbour, in `families` as it names them by what they are called here. */
  sent(neighbor: string, families: Readonly<Record<string, string>>): PlainRoute[] {
    return this.#table(families, 'neighbor', neighbor, 'adj-out');
  }

  /** The routes that it has from a neighbour. */
  received(neighbor: string, families: Readonly<Record<string, string>>): PlainRoute[] {
    return this.#table(families, 'neighbor', neighbor, 'adj-in');
  }

  /** Its Loc-RIB: every path that it knows. */
  all(families: Readonly<Record<string, string>>): PlainRoute[] {
    return this.#table(families, 'global', 'rib');
  }

  #table(families: Readonly<Record<string, string>>, ...command: readonly string[]): PlainRoute[] {
    const routes = Object.entries(families).flatMap(([theirs, ours]) => {
      const table = JSON.parse(this.gobgp(...command, '-a', theirs, '-j')) as Table;
      return Object.values(table).flatMap((paths) => paths.map((path) => plain(ours, path)));
    });
    return sorted(routes);
  }
}

type Table = Readonly<Record<string, readonly Path[]>>;

interface Path {
  readonly nlri: { readonly prefix: string; readonly rd?: { readonly admin: number; readonly assigned: number } };
  readonly attrs: readonly Attribute[];
}

interface Attribute {
  readonly type: number;
  readonly value?: unknown;
  readonly as_paths?: readonly { readonly asns: readonly number[] }[];
  readonly nexthop?: string;
  readonly metric?: number;
  readonly communities?: readonly number[];
}

/** RFC 1997 */
const NAMES: Readonly<Record<number, string>> = { 0xffffff01: 'no-export' };
const ORIGINS = ['IGP', 'EGP', 'INCOMPLETE'];

function plain(family: string, { nlri, attrs }: Path): PlainRoute {
  const of = (type: number): Attribute | undefined => attrs.find((one) => one.type === type);
  const { prefix, rd } = nlri;
  return {
    route: [family, ...(rd ? [`${rd.admin}:${rd.assigned}`] : []), prefix].join(' '),
    nextHop: (of(3) ?? of(14))?.nexthop,
    asPath: (of(2)?.as_paths ?? []).flatMap(({ asns }) => asns).join(' '),
    origin: ORIGINS[of(1)?.value as number],
    med: of(4)?.metric,
    communities: of(8)?.communities?.map((value) => NAMES[value] ?? `${value >>> 16}:${value & 0xffff}`),
    largeCommunities: (of(32)?.value as Large[] | undefined)?.map(
      ({ ASN, LocalData1, LocalData2 }) => `${ASN}:${LocalData1}:${LocalData2}`
    ),
    extendedCommunities: (of(16)?.value as Extended[] | undefined)?.map(({ value }) => `rt:${value}`),
  };
}

interface Large {
  readonly ASN: number;
  readonly LocalData1: number;
  readonly LocalData2: number;
}

/** Route targets are all that the tests announce. */
interface Extended {
  readonly value: string;
}
