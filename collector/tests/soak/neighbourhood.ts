import { renameSync } from 'node:fs';
import { Bird } from '../bgp/bird.ts';
import { Daemon, stopDaemons, unprivileged } from '../bgp/daemon.ts';
import { Frr } from '../bgp/frr.ts';
import { Gobgp } from '../bgp/gobgp.ts';
import { update } from '../build/bgp.ts';
import { RisServer } from '../build/ris-server.ts';
import { risBgp } from '../build/ris.ts';
import { freePort } from '../influxd.ts';
import {
  AS,
  EXABGP_CHURN,
  FRR,
  HERE,
  PEERS,
  type Ports,
  birdConfig,
  exabgpConfig,
  frrConfig,
  gobgpOptions,
} from './neighbours.ts';

export const RIS_HOST = 'rrc01.ripe.net';

/** All that one collector can listen to, as real daemons on loopback, but for RIS Live, which has a server in the test. */
export class Neighbourhood {
  readonly ports: Ports;
  readonly bird: Bird;
  readonly gobgp: Gobgp;
  readonly frr: Frr;
  readonly exabgp: Daemon;
  readonly stayrtr: Daemon;
  readonly ris: RisServer;
  readonly #silent = new Set<'bird' | 'frr'>();
  /** That FRR was told to announce since it started. */
  readonly #networks = new Set<string>();
  #routes = 0;

  private constructor(ports: Ports, daemons: Pick<Neighbourhood, 'bird' | 'gobgp' | 'frr' | 'ris'>) {
    this.ports = ports;
    this.bird = daemons.bird;
    this.gobgp = daemons.gobgp;
    this.frr = daemons.frr;
    this.ris = daemons.ris;
    this.exabgp = new Daemon();
    this.stayrtr = new Daemon();
    this.exabgp.write('exabgp.conf', exabgpConfig(ports, this.exabgp.write('churn.sh', EXABGP_CHURN)));
    this.runExabgp();
    this.serveRoas(24);
    this.runStayrtr();
  }

  static async start(): Promise<Neighbourhood> {
    const [speaker, station, bird, one, two, bgp, rtr, metrics] = await Promise.all(
      Array.from({ length: 8 }, () => freePort())
    );
    const ports = {
      ...{ speaker: speaker!, station: station!, bird: bird!, one: one! },
      ...{ two: two!, bgp: bgp!, rtr: rtr!, metrics: metrics! },
    };
    const gobgp = await Gobgp.start(gobgpOptions(ports));
    return new Neighbourhood(ports, {
      gobgp,
      bird: await Bird.start(birdConfig(ports, 0)),
      frr: await Frr.start(frrConfig(ports), FRR, ports.bgp, ['bmp']),
      ris: await RisServer.open(),
    });
  }

  /** Another route in each daemon that is there comes, changes or goes. */
  flap(): void {
    const round = this.#routes++;
    if (!this.#silent.has('bird')) {
      this.reconfigureBird();
    }
    const [prefix, as] = [`10.32.${round % 250}.0/24`, 64600 + (round % 50)];
    const isThere = Math.floor(round / 250) % 2 === 1;
    const route = isThere ? [] : ['nexthop', '192.0.2.1', 'aspath', `64512 ${as}`, 'med', String(round % 7)];
    this.gobgp.gobgp('global', 'rib', isThere ? 'del' : 'add', prefix, ...route);
    if (!this.#silent.has('frr')) {
      const network = `network 10.41.${round % 250}.0/24`;
      const command = this.#networks.delete(network) ? `no ${network}` : network;
      this.frr.vtysh('configure terminal', `router bgp ${AS.frr}`, 'address-family ipv4 unicast', command);
      if (command === network) {
        this.#networks.add(network);
      }
    }
  }

  /** RIS Live tells of a route, and of one that is gone. */
  tellRis(count: number): void {
    const peer = `192.0.2.${1 + (count % 3)}`;
    const prefix = (n: number): string => `198.${18 + (n % 2)}.${n % 200}.0/24`;
    const parts = {
      announced: [prefix(count)],
      withdrawn: [prefix(count + 100)],
      asPath: [64500, 64501 + (count % 9)],
    };
    this.ris.send(risBgp(update(parts), { timestamp: Date.now() / 1000, peer, host: RIS_HOST }));
  }

  /** BIRD takes up a mrtdump that was moved away only when it reads its configuration and finds it changed. */
  reconfigureBird(): void {
    this.bird.write('bird.conf', birdConfig(this.ports, this.#routes));
    this.bird.birdc('configure');
  }

  rotate(): void {
    renameSync(this.bird.path('bgp.mrt'), this.bird.path('bgp.mrt.1'));
    this.#routes++;
    this.reconfigureBird();
  }

  /** Nothing is asked of it until it is back. */
  silence(name: 'bird' | 'frr', signal: NodeJS.Signals): void {
    this.#silent.add(name);
    this[name].signal(signal);
  }

  wakeBird(): void {
    this.bird.signal('SIGCONT');
    this.#silent.delete('bird');
  }

  /** With the configuration that it was started with: the routes of before come anew. */
  async restartFrr(): Promise<void> {
    await this.frr.run();
    this.#networks.clear();
    this.#silent.delete('frr');
  }

  shutFrr(down: boolean): void {
    const shutdown = `${down ? '' : 'no '}neighbor ${PEERS.gobgp} shutdown`;
    this.frr.vtysh('configure terminal', `router bgp ${AS.frr}`, shutdown);
  }

  runExabgp(): void {
    const user = 'uid' in unprivileged ? 'nobody' : process.env['USER']!;
    const env = { 'exabgp.daemon.user': user, 'exabgp.api.ack': 'false' };
    this.exabgp.start('exabgp', [this.exabgp.path('exabgp.conf')], env);
  }

  serveRoas(maxLength: number): void {
    const roas = [{ prefix: '198.18.0.0/15', maxLength, asn: 'AS64501', ta: 'test' }];
    this.stayrtr.write('roas.new', JSON.stringify({ metadata: {}, roas }));
    renameSync(this.stayrtr.path('roas.new'), this.stayrtr.path('roas.json'));
  }

  runStayrtr(): void {
    const { rtr, metrics } = this.ports;
    const times = ['-refresh', '1', '-rtr.refresh', '1', '-rtr.retry', '1', '-rtr.expire', '600'];
    const addresses = ['-bind', `127.0.0.1:${rtr}`, '-metrics.addr', `127.0.0.1:${metrics}`];
    this.stayrtr.start('stayrtr', [
      '-cache',
      'roas.json',
      '-checktime=false',
      '-protocol',
      '1',
      ...addresses,
      ...times,
    ]);
  }

  async stop(): Promise<void> {
    await stopDaemons();
    await this.ris.close();
  }
}

/** The sources of a collector that hears all of it; `more` peers of the speaker never come. */
export function sourcesYaml({ bird, ris, ports }: Neighbourhood, more = ''): string {
  return `sources:
  - { type: mrtdump, path: ${bird.path('bgp.mrt')}, seed: ${bird.path('table.mrt')}, router: nva-0 }
  - { type: bmp, listen: '127.0.0.1:${ports.station}' }
  - type: bgp
    router: nva-1
    local_as: ${AS.here}
    router_id: 10.0.0.9
    listen: [ { address: ${HERE}, port: ${ports.speaker} } ]
    peers:
      - { address: ${PEERS.bird}, as: ${AS.bird}, passive: true, hold_time: 9s }
      - { address: ${PEERS.gobgp}, as: ${AS.gobgp}, port: ${ports.bgp}, local_address: ${HERE}, hold_time: 9s }
      - { address: ${PEERS.exabgp}, as: ${AS.exabgp}, passive: true, hold_time: 9s }
${more}  - { type: ris-live, url: '${ris.url}', prefixes: [ 198.18.0.0/15 ] }
rpki: { rtr: [ { host: 127.0.0.1, port: ${ports.rtr} } ] }
`;
}
