import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MrtFramer } from '../../src/mrt/framer.ts';
import { Bird } from '../bgp/bird.ts';
import { stopDaemons } from '../bgp/daemon.ts';
import { earshot } from '../earshot.ts';
import { Influxd, freePort } from '../influxd.ts';
import { hasTool } from '../tools.ts';
import { Running, stopAll, until } from './running.ts';

const installed = hasTool('influxd') && hasTool('birdc');
const [ONE, TWO] = ['127.0.0.36', '127.0.0.37'];
const [TABLE_DUMP_V2, PEER_INDEX_TABLE] = [13, 1];

/** Two speakers of one BIRD; its messages are written down only once `recorded`, its table of what `two` hears every second. */
function birdConfig(ports: readonly number[], recorded: boolean, prefixes: readonly string[]): string {
  const session = (name: string, at: readonly [string, number, number], more: string): string =>
    `protocol bgp ${name} { local ${at[0]} port ${at[1]} as ${at[2]}; multihop; ${more} hold time 9; connect delay time 1; }`;
  const [one, two] = [
    [ONE, ports[0]!, 65010],
    [TWO, ports[1]!, 65020],
  ] as const;
  return `router id 127.0.0.36;
${recorded ? 'mrtdump "bgp.mrt";' : ''}
mrtdump protocols all;
ipv4 table second;
protocol device { }
protocol static { ipv4; ${prefixes.map((prefix) => `route ${prefix} blackhole;`).join(' ')} }
protocol mrt { table "second"; filename "table.mrt"; period 1; }
${session('one', one, `neighbor ${two[0]} port ${two[1]} as ${two[2]}; ipv4 { import none; export all; };`)}
${session('two', two, `neighbor ${one[0]} port ${one[1]} as ${one[2]}; ipv4 { table second; import all; export none; };`)}
`;
}

describe.skipIf(!installed)('a session that was up before BIRD wrote its messages down', () => {
  let influxd: Influxd;
  let bird: Bird;
  let ports: readonly number[];
  let unseeded: Running;
  let seeded: Running;

  beforeAll(async () => {
    influxd = await Influxd.start();
    for (const name of ['unseeded', 'seeded', 'later']) {
      await earshot(['setup', '--url', influxd.url, '--database', name]);
    }
    ports = [await freePort(), await freePort()];
    bird = await Bird.start(birdConfig(ports, false, ['10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16']));
    await until(() => bird.birdc('show', 'protocols', 'two').includes('Established'));
    await until(() => routesOfBird() === 3);
    route('10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16', '10.4.0.0/16');
    await until(() => existsSync(bird.path('table.mrt')) && dumpsWith(4) > 0);
    unseeded = collector('unseeded', '');
    seeded = collector('seeded', `, seed: ${bird.path('table.mrt')}`);
  });

  afterAll(async () => {
    await stopAll();
    await stopDaemons();
    await influxd.stop();
  });

  function collector(database: string, seed: string): Running {
    const daemon = new Running('');
    daemon.write(`influxdb: { url: ${influxd.url}, databases: { general: ${database}, verbose: ${database}_verbose } }
interval: 1s
observe: { listen: none }
sources: [ { type: mrtdump, path: ${bird.path('bgp.mrt')}, router: nva-0${seed} } ]
`);
    daemon.start();
    return daemon;
  }

  function route(...prefixes: readonly string[]): void {
    bird.write('bird.conf', birdConfig(ports, true, prefixes));
    bird.birdc('configure');
  }

  /** What BIRD shows that `two` has of `one`. */
  function routesOfBird(): number {
    return Number(/^(\d+) of/m.exec(bird.birdc('show', 'route', 'table', 'second', 'count'))?.[1]);
  }

  /** Whole tables in the dump that have so many routes. */
  function dumpsWith(count: number): number {
    const records = [...new MrtFramer({ lookAhead: false }).push(readFileSync(bird.path('table.mrt')))];
    const routes: number[] = [];
    for (const record of records) {
      if (record.kind === 'record' && record.type === TABLE_DUMP_V2) {
        routes.push(record.subtype === PEER_INDEX_TABLE ? 0 : routes.pop()! + 1);
      }
    }
    return routes.filter((one) => one === count).length;
  }

  async function last(database: string, measurement: string): Promise<number | undefined> {
    const where = measurement === 'bgp_prefixes' ? `WHERE "peer" = '${ONE}'` : '';
    const [series] = await influxd.query(database, `SELECT last("prefixes") FROM ${measurement} ${where}`);
    return series === undefined ? undefined : Number(series.values[0]?.[1]);
  }

  test('BIRD appends its dumps to the file', async () => {
    await until(() => dumpsWith(4) >= 2);
  });

  test('until it is seeded its counts are absent, though its routes are told', async () => {
    route('10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16', '10.4.0.0/16', '10.5.0.0/16');
    await until(async () => {
      const [series] = await influxd.query('unseeded', `SELECT * FROM bgp_routes WHERE "prefix" = '10.5.0.0/16'`);
      return series !== undefined;
    });
    const [before] = await influxd.query('unseeded', 'SELECT count(received) FROM bgp_collector');
    await until(async () => {
      const [now] = await influxd.query('unseeded', 'SELECT count(received) FROM bgp_collector');
      return Number(now!.values[0]![1]) > Number(before?.values[0]?.[1] ?? 0) + 2;
    });
    expect(await last('unseeded', 'bgp_prefixes')).toBeUndefined();
    expect(await last('unseeded', 'bgp_totals')).toBeUndefined();
  });

  test('seeded, they are those that BIRD shows', async () => {
    await until(async () => (await last('seeded', 'bgp_prefixes')) === 5);
    await until(async () => (await last('seeded', 'bgp_totals')) === 5);
    expect(routesOfBird()).toBe(5);
    route('10.1.0.0/16', '10.5.0.0/16');
    await until(async () => (await last('seeded', 'bgp_prefixes')) === 2);
    expect(routesOfBird()).toBe(2);
  });

  test('killed and started again, it goes on from what it knew, and not from a dump', async () => {
    await seeded.kill();
    route('10.1.0.0/16', '10.5.0.0/16', '10.6.0.0/16');
    await until(() => routesOfBird() === 3);
    seeded.start();
    await until(async () => (await last('seeded', 'bgp_prefixes')) === 3);
  });

  test('begun anew, of all the dumps in the file the last one counts', async () => {
    await until(() => dumpsWith(3) > 0);
    const later = collector('later', `, seed: ${bird.path('table.mrt')}`);
    await until(async () => (await last('later', 'bgp_prefixes')) === 3);
    expect([await unseeded.stop(), await seeded.stop(), await later.stop()]).toEqual([0, 0, 0]);
    const [highest] = await influxd.query('later', 'SELECT last("prefixes") FROM bgp_totals');
    expect(Number(highest!.values[0]![1])).toBe(3);
    expect(later.stderr).not.toContain('"level":"error"');
  });
});
