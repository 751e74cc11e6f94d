import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Delivery } from '../src/influx/delivery/delivery.ts';
import { Influxd } from './influxd.ts';
import { hasTool } from './tools.ts';

const NOW_NS = BigInt(Date.now()) * 1_000_000n;

describe.skipIf(!hasTool('influxd'))('InfluxDB 1.x', () => {
  let influxd: Influxd;
  let folder: string;

  beforeAll(async () => {
    influxd = await Influxd.start();
    folder = mkdtempSync(join(tmpdir(), 'earshot-dead-'));
  });

  afterAll(async () => {
    await influxd?.stop();
    rmSync(folder, { recursive: true });
  });

  test('what it refuses for good is told by its reason and set down; all good lines of the same request are stored', async () => {
    await influxd.query('', 'CREATE DATABASE "g" WITH DURATION 1d');
    await influxd.query('', 'CREATE DATABASE "v"');
    const delivery = await Delivery.open(folder, {
      connection: { url: influxd.url, timeoutMs: 30_000 },
      databases: { general: 'g', verbose: 'v' },
      journal: { maxBytes: 16 * 1024 ** 2, segmentBytes: 1024 ** 2, fsync: 'interval' },
    });
    delivery.append('general', `m v=0i ${NOW_NS}`);
    await delivery.drained();
    const bad = [
      `m v="text" ${NOW_NS + 5_000n}`,
      `m v=1i ${NOW_NS - 30n * 86_400_000_000_000n}`,
      'm this is no line',
      `m v=1.5 ${NOW_NS + 6_000n}`,
    ];
    for (let i = 1; i <= 1_000; i++) {
      delivery.append('general', `m v=${i}i ${NOW_NS + BigInt(i)}`);
      if (i % 250 === 0) {
        delivery.append('general', bad[i / 250 - 1]!);
      }
    }
    await delivery.drained();
    const { counts } = delivery;
    await delivery.close();
    expect(counts).toMatchObject({
      made: 1_005,
      written: 1_001,
      dead: { field_type: 2, retention: 1, unparsable: 1, too_large: 0, other: 0 },
    });
    const [series] = await influxd.query('g', 'SELECT count("v") FROM "m"');
    expect(series?.values[0]?.[1]).toBe(1_001);
    const letters = readFileSync(join(folder, 'dead', 'general.lp'), 'utf8');
    expect(letters.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual(bad);

    const mended = letters
      .split('\n')
      .filter((line) => line !== bad[1] && line !== bad[2])
      .map((line) => line.replace(/^(m v=)("text"|1\.5) /, '$17i '));
    const target = `${influxd.url}/write?db=g&precision=ns`;
    expect((await fetch(target, { method: 'POST', body: mended.join('\n') })).status).toBe(204);
  });
});
