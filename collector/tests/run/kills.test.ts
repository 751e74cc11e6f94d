import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { earshot } from '../earshot.ts';
import { Influxd } from '../influxd.ts';
import { Running, stopAll, until } from './running.ts';
import { append, rowsOf, scenario, scenarioConfiguration } from './scripted-file.ts';

const KILLS = 6;
const LASTS_MS = 30_000;
/** Longer than what thresholds, intervals and the lag of files come to. */
const SETTLES_MS = 12_000;

let influxd: Influxd;
beforeAll(async () => {
  influxd = await Influxd.start();
});
afterAll(async () => {
  await stopAll();
  await influxd.stop();
});

test('a collector that is killed again and again writes the rows of one that is not', async () => {
  const records = scenario();
  const quiet = new Running('');
  const log = join(quiet.folder, 'bgp.mrt');
  const killed = new Running('');
  for (const [name, daemon] of Object.entries({ quiet, killed })) {
    await earshot(['setup', '--url', influxd.url, '--database', name]);
    daemon.write(scenarioConfiguration(influxd.url, name, log));
  }
  quiet.start();
  killed.start();
  await Promise.all([quiet, killed].map((daemon) => until(() => isReady(daemon))));

  const firstUs = Date.now() * 1000;
  const writing = append(records, log, LASTS_MS);
  for (let kill = 0; kill < KILLS; kill++) {
    await sleep((LASTS_MS / KILLS) * (0.3 + Math.random()));
    await killed.kill();
    killed.start();
  }
  const lastUs = await writing;
  await sleep(SETTLES_MS);
  expect([await quiet.stop(), await killed.stop()], quiet.stderr + killed.stderr).toEqual([0, 0]);

  // When each began, and ends, is its own.
  const settled = `time >= ${firstUs * 1000} AND time <= ${(lastUs + (SETTLES_MS - 5000) * 1000) * 1000}`;
  const expected = await rowsOf(influxd, 'quiet', settled);
  expect(Object.keys(expected)).toEqual(
    expect.arrayContaining(['bgp_routes', 'bgp_incidents', 'bgp_totals', 'bgp_open'])
  );
  expect(await rowsOf(influxd, 'killed', settled)).toEqual(expected);
}, 180_000);

function isReady({ folder }: Running): boolean {
  return existsSync(join(folder, 'checkpoint'));
}
