import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { earshot } from '../earshot.ts';
import { imbalances, total } from '../../src/observe/collector-state.ts';
import { stormFault } from '../build/kills.ts';
import { randomOf } from '../build/mutate.ts';
import { Influxd, freePort } from '../influxd.ts';
import { WriteServer } from '../write-server.ts';
import { Running, stopAll, until } from './running.ts';
import { append, rowsOf, scenario, scenarioConfiguration, settled } from './scripted-file.ts';

const KILLS = 6;
const LASTS_MS = 30_000;

let influxd: Influxd;
beforeAll(async () => {
  influxd = await Influxd.start();
});
afterAll(async () => {
  await stopAll();
  await influxd.stop();
});

test('a collector that is killed again and again, and whose database does everything wrong, writes the rows of one that has it easy', async () => {
  const records = scenario();
  const quiet = new Running('');
  const log = join(quiet.folder, 'bgp.mrt');
  const killed = new Running('');
  const random = randomOf(KILLS);
  const storm = await WriteServer.start({ forwardTo: influxd.url });
  storm.fault = ({ lines }) => stormFault(random, lines.length);
  for (const database of ['quiet', 'killed']) {
    await earshot(['setup', '--url', influxd.url, '--database', database]);
  }
  const [quietPort, port] = [await freePort(), await freePort()];
  quiet.write(scenarioConfiguration(influxd.url, 'quiet', log, `127.0.0.1:${quietPort}`));
  killed.write(scenarioConfiguration(storm.url, 'killed', log, `127.0.0.1:${port}`));
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
  storm.fault = () => ({ kind: 'none' });
  const endUs = await settled(influxd, 'quiet', lastUs, [[quiet, quietPort]]);
  await settled(influxd, 'killed', lastUs, [[killed, port]]);
  const state = await until(() => killed.status(port));
  expect(imbalances(state)).toEqual([]);
  expect([total(state.points.dropped), total(state.points.dead)]).toEqual([0, 0]);
  expect([await quiet.stop(), await killed.stop()], quiet.stderr + killed.stderr).toEqual([0, 0]);

  // When each began, and ends, is its own.
  const compared = `time >= ${firstUs}u AND time <= ${endUs}u`;
  const expected = await rowsOf(influxd, 'quiet', compared);
  expect(Object.keys(expected)).toEqual(
    expect.arrayContaining(['bgp_routes', 'bgp_incidents', 'bgp_totals', 'bgp_open'])
  );
  expect(await rowsOf(influxd, 'killed', compared)).toEqual(expected);
  await storm.stop();
}, 180_000);

function isReady({ folder }: Running): boolean {
  return existsSync(join(folder, 'checkpoint'));
}
