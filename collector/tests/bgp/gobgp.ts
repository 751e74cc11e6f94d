import { Daemon } from './daemon.ts';
import { type PlainRoute, sorted } from './route.ts';

/** GoBGP as a peer. */
export class Gobgp extends Daemon {
  readonly #apiPort: number;

  private constructor(apiPort: number) {
    super();
    this.#apiPort = apiPort;
  }

  static async start(config: string, apiPort: number): Promise<Gobgp> {
    const gobgp = new Gobgp(apiPort);
    gobgp.write('gobgpd.conf', config);
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
