import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { earshot } from '../earshot.ts';
import { Influxd, freePort } from '../influxd.ts';
import { hasTool } from '../tools.ts';
import { Running, stopAll } from './running.ts';
import { append, rowsOf, scenario, scenarioConfiguration, settled } from './scripted-file.ts';

const LASTS_MS = 12_000;

let influxd: Influxd;
beforeAll(async () => {
  influxd = await Influxd.start();
  for (const database of ['alone', 'shared', 'named']) {
    await earshot(['setup', '--url', influxd.url, '--database', database]);
  }
});
afterAll(async () => {
  await stopAll();
  await influxd.stop();
});

test.skipIf(!hasTool('influxd'))(
  'two collectors of one name that follow one file are as one, whenever the second began; others never meet',
  async () => {
    const first = new Running('');
    const log = join(first.folder, 'bgp.mrt');
    const begin = async (daemon: Running, database: string, collector: string): Promise<readonly [Running, number]> => {
      const port = await freePort();
      const yaml = scenarioConfiguration(influxd.url, database, log, `127.0.0.1:${port}`);
      daemon.write(`collector: ${collector}\n${yaml}`);
      daemon.start();
      return [daemon, port];
    };
    const lone = await begin(first, 'alone', 'twin');
    const twin = await begin(new Running(''), 'shared', 'twin');
    const firstUs = Date.now() * 1000;
    const writing = append(scenario(), log, LASTS_MS);
    await sleep(LASTS_MS / 2);
    const secondTwin = await begin(new Running(''), 'shared', 'twin');
    const other = await begin(new Running(''), 'named', 'other');
    const lastUs = await writing;
    const endUs = await settled(influxd, 'alone', lastUs, [lone]);
    await settled(influxd, 'shared', lastUs, [twin, secondTwin]);
    await settled(influxd, 'named', lastUs, [other]);
    const all = [lone, twin, secondTwin, other].map(([daemon]) => daemon);
    const codes = await Promise.all(all.map((daemon) => daemon.stop()));
    expect(codes, all.map(({ stderr }) => stderr).join()).toEqual([0, 0, 0, 0]);

    // When each ended is its own.
    const compared = `time >= ${firstUs}u AND time <= ${endUs}u`;
    const alone = await rowsOf(influxd, 'alone', compared);
    expect(Object.keys(alone)).toEqual(expect.arrayContaining(['bgp_routes', 'bgp_incidents', 'bgp_totals']));
    expect(await rowsOf(influxd, 'shared', compared)).toEqual(alone);
    const named = await rowsOf(influxd, 'named', compared);
    expect(named['bgp_routes']).toEqual(alone['bgp_routes']);
    expect(named['bgp_totals']).toEqual(alone['bgp_totals']!.map((row) => row.replace('"twin"', '"other"')));
    expect(named['bgp_totals']).not.toEqual(alone['bgp_totals']);
  },
  180_000
);
