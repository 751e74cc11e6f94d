import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { earshot } from '../earshot.ts';
import { Influxd } from '../influxd.ts';
import { hasTool } from '../tools.ts';
import { Running, stopAll } from './running.ts';
import { append, rowsOf, scenario, scenarioConfiguration } from './scripted-file.ts';

const LASTS_MS = 12_000;
/** Longer than what thresholds, intervals and the lag of files come to. */
const SETTLES_MS = 12_000;

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
    const begin = (daemon: Running, database: string, collector: string): void => {
      daemon.write(`collector: ${collector}\n${scenarioConfiguration(influxd.url, database, log)}`);
      daemon.start();
    };
    const all = [first, new Running(''), new Running(''), new Running('')] as const;
    begin(all[0], 'alone', 'twin');
    begin(all[1], 'shared', 'twin');
    const firstUs = Date.now() * 1000;
    const writing = append(scenario(), log, LASTS_MS);
    await sleep(LASTS_MS / 2);
    begin(all[2], 'shared', 'twin');
    begin(all[3], 'named', 'other');
    const lastUs = await writing;
    await sleep(SETTLES_MS);
    const codes = await Promise.all(all.map((daemon) => daemon.stop()));
    expect(codes, all.map(({ stderr }) => stderr).join()).toEqual([0, 0, 0, 0]);

    // When each ended is its own.
    const settled = `time >= ${firstUs * 1000} AND time <= ${(lastUs + (SETTLES_MS - 5000) * 1000) * 1000}`;
    const alone = await rowsOf(influxd, 'alone', settled);
    expect(Object.keys(alone)).toEqual(expect.arrayContaining(['bgp_routes', 'bgp_incidents', 'bgp_totals']));
    expect(await rowsOf(influxd, 'shared', settled)).toEqual(alone);
    const named = await rowsOf(influxd, 'named', settled);
    expect(named['bgp_routes']).toEqual(alone['bgp_routes']);
    expect(named['bgp_totals']).toEqual(alone['bgp_totals']!.map((row) => row.replace('"twin"', '"other"')));
    expect(named['bgp_totals']).not.toEqual(alone['bgp_totals']);
  },
  120_000
);
