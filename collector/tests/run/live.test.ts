import { renameSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CollectorState, imbalances } from '../../src/observe/collector-state.ts';
import { Bird } from '../bgp/bird.ts';
import { stopDaemons } from '../bgp/daemon.ts';
import { earshot } from '../earshot.ts';
import { Influxd, freePort } from '../influxd.ts';
import { hasTool } from '../tools.ts';
import { Running, stopAll, until } from './running.ts';

const installed = hasTool('influxd') && hasTool('birdc');

interface Ports {
  readonly one: number;
  readonly two: number;
  readonly heard: number;
  readonly added: number;
  readonly speaker: number;
  readonly observe: number;
}

/**
 * A BIRD with two speakers that talk to each other, all of it written to a mrtdump, and with sessions to the collector itself:
 * `heard`, and `added`, which is configured later.
 */
function birdConfig({ one, two, heard, added, speaker }: Ports, prefixes: readonly string[]): string {
  const session = (name: string, local: string, as: number, more: string): string =>
    `protocol bgp ${name} { local ${local} as ${as}; multihop; ${more} hold time 9; connect delay time 1; error wait time 1, 2; }`;
  // BIRD holds one session to an address and port at a time.
  const toCollector = (address: string): string =>
    `neighbor ${address} port ${speaker} as 65001; ipv4 { import none; export all; };`;
  return `router id 127.0.0.31;
mrtdump "bgp.mrt";
mrtdump protocols all;
ipv4 table second;
protocol device { }
protocol static { ipv4; ${prefixes.map((prefix) => `route ${prefix} blackhole;`).join(' ')} }
protocol mrt { table "second"; filename "table.mrt"; period 1; }
${session('one', `127.0.0.31 port ${one}`, 65010, `neighbor 127.0.0.32 port ${two} as 65020; ipv4 { import none; export all; };`)}
${session('two', `127.0.0.32 port ${two}`, 65020, `neighbor 127.0.0.31 port ${one} as 65010; ipv4 { table second; import all; export none; };`)}
${session('heard', `127.0.0.33 port ${heard}`, 65030, toCollector('127.0.0.30'))}
${session('added', `127.0.0.34 port ${added}`, 65040, toCollector('127.0.0.35'))}
`;
}

describe.skipIf(!installed)('earshot run beside BIRD', () => {
  let influxd: Influxd;
  let bird: Bird;
  let daemon: Running;
  let ports: Ports;

  beforeAll(async () => {
    influxd = await Influxd.start();
    await earshot(['setup', '--url', influxd.url]);
    const [one, two, heard, added, speaker, observe] = await Promise.all(Array.from({ length: 6 }, freePort));
    ports = { one: one!, two: two!, heard: heard!, added: added!, speaker: speaker!, observe: observe! };
    bird = await Bird.start(birdConfig(ports, ['10.1.0.0/16', '10.2.0.0/16']));
    await until(() => bird.birdc('show', 'protocols', 'two').includes('Established'));
    daemon = new Running(config([33]));
    daemon.start();
    await until(async () => (await status())?.sources.some(({ connections }) => connections.some(({ up }) => up)));
  });

  afterAll(async () => {
    await stopAll();
    await stopDaemons();
    await influxd.stop();
  });

  function config(peers: readonly number[], file = `- { type: mrtdump, path: ${bird.path('bgp.mrt')} }`): string {
    const list = peers.map((last) => `{ address: 127.0.0.${last}, as: ${65000 + (last - 30) * 10}, passive: true }`);
    return `influxdb: { url: ${influxd.url} }
interval: 2s
router: nva-0
observe: { listen: '127.0.0.1:${ports.observe}' }
sources:
  ${file}
  - type: bgp
    router: nva-1
    local_as: 65001
    router_id: 127.0.0.30
    listen: [ { address: 127.0.0.30, port: ${ports.speaker} }, { address: 127.0.0.35, port: ${ports.speaker} } ]
    peers: [ ${list.join(', ')} ]
`;
  }

  function reconfigure(...prefixes: readonly string[]): void {
    bird.write('bird.conf', birdConfig(ports, prefixes));
    bird.birdc('configure');
  }

  async function status(): Promise<CollectorState | undefined> {
    const answer = await fetch(`http://127.0.0.1:${ports.observe}/status`).catch(() => undefined);
    return answer?.ok ? ((await answer.json()) as CollectorState) : undefined;
  }

  /** How many rows there are. */
  async function count(measurement: string, field: string, where: string): Promise<number> {
    const [series] = await influxd.query('bgp', `SELECT count("${field}") FROM ${measurement} WHERE ${where}`);
    return Number(series?.values[0]?.[1] ?? 0);
  }

  const announced = (router: string, prefix: string): Promise<number> =>
    count('bgp_routes', 'prefix', `"router" = '${router}' AND "action" = 'announce' AND "prefix" = '${prefix}'`);

  test('a route that is announced is heard by the file and by the session', async () => {
    reconfigure('10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16');
    await until(async () => (await announced('nva-0', '10.3.0.0/16')) > 0);
    await until(async () => (await announced('nva-1', '10.3.0.0/16')) > 0);
  });

  test('a file that is rotated is read to its end, and the new one from its start', async () => {
    renameSync(bird.path('bgp.mrt'), bird.path('bgp.mrt.1'));
    reconfigure('10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16', '10.4.0.0/16');
    reconfigure('10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16', '10.4.0.0/16', '10.5.0.0/16');
    await until(async () => (await announced('nva-0', '10.4.0.0/16')) > 0);
    await until(async () => (await announced('nva-0', '10.5.0.0/16')) > 0);
  });

  test('a session that is lost and comes back is told as such, by the file and by the session', async () => {
    for (const protocol of ['two', 'heard']) {
      bird.birdc('disable', protocol);
    }
    const down = (router: string): Promise<number> =>
      count('bgp_sessions', 'up', `"router" = '${router}' AND "up" = 0`);
    await until(async () => (await down('nva-0')) > 0 && (await down('nva-1')) > 0);
    for (const protocol of ['two', 'heard']) {
      bird.birdc('enable', protocol);
    }
    await until(async () => {
      const peers = (await status())?.peers ?? [];
      return (
        peers.length > 0 && peers.filter(({ router, session }) => router === 'nva-1' && session === 'up').length === 1
      );
    });
  });

  test('a peer that the configuration gets is heard, and the others are not disturbed', async () => {
    // Rows of the loss before may still be on their way.
    const sinceMs = Date.now();
    daemon.write(config([33, 34]));
    daemon.reload();
    await until(async () => (await count('bgp_routes', 'prefix', `"peer" = '127.0.0.34'`)) > 0);
    const of = `"router" = 'nva-1' AND "peer" = '127.0.0.33' AND time > ${sinceMs}ms`;
    await until(async () => (await count('bgp_sessions', 'up', of)) > 1);
    expect(await count('bgp_sessions', 'up', `${of} AND "up" = 0`)).toBe(0);
  });

  test('who is heard no more since the configuration left the file out is neither up nor down', async () => {
    const sessions = async (): Promise<Set<string>> =>
      new Set((await status())?.peers.flatMap(({ router, session }) => (router === 'nva-0' ? [session] : [])));
    expect(await sessions()).toContain('up');
    daemon.write(config([33, 34], ''));
    daemon.reload();
    await until(async () => !(await sessions()).has('up'));
    expect(await sessions()).toContain('unknown');
    expect((await status())?.sources.map(({ type }) => type)).toEqual(['bgp']);
  });

  test('what was received and made adds up, and a signal ends it with nothing lost', async () => {
    const state = await until(status);
    expect(imbalances(state)).toEqual([]);
    expect(state.messages.received).toBeGreaterThan(20);
    await until(async () => (await count('bgp_collector', 'received', 'time > 0')) > 0);
    expect(await daemon.stop(), daemon.stderr).toBe(0);
    expect(daemon.stderr).not.toContain('"level":"error"');
  });
});
