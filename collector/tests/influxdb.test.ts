import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MEASUREMENTS } from '../src/influx/schema.gen.ts';
import { update } from './build/bgp.ts';
import { join as joinBytes } from './build/bytes.ts';
import { bgp4mp } from './build/mrt.ts';
import { earshot } from './earshot.ts';
import { Influxd, freePort } from './influxd.ts';
import { fixture, hasTool } from './tools.ts';

const capture = fixture('bird-hybrid/nva.mrt');
const dump = fixture('bird-hybrid/nva-table.mrt');
const installed = hasTool('influxd');

/** A hash over all rows and fields of a database, and their number. */
async function contents(influxd: Influxd, database: string): Promise<{ rows: number; hash: string }> {
  const hash = createHash('sha256');
  let rows = 0;
  for (const measurement of Object.keys(MEASUREMENTS)) {
    for (const { columns, values } of await influxd.query(database, `SELECT * FROM "${measurement}"`)) {
      hash.update(measurement).update(JSON.stringify([columns, values]));
      rows += values.length;
    }
  }
  return { rows, hash: hash.digest('hex') };
}

describe.skipIf(!installed)('InfluxDB 1.x', () => {
  let influxd: Influxd;
  let folder: string;

  beforeAll(async () => {
    influxd = await Influxd.start();
    folder = await mkdtemp(join(tmpdir(), 'earshot-import-'));
  });

  afterAll(async () => {
    await influxd?.stop();
    await rm(folder, { recursive: true });
  });

  /** A database that keeps its rows. */
  async function database(name: string): Promise<string[]> {
    const connection = ['--url', influxd.url, '--database', name];
    expect((await earshot(['setup', '--retention', 'none', ...connection])).exitCode).toBe(0);
    return connection;
  }

  async function count(name: string, statement: string): Promise<unknown> {
    return (await influxd.query(name, statement))[0]?.values[0]?.[1];
  }

  test('everything that the recording holds is stored, and a second import changes nothing', async () => {
    const connection = await database('twice');
    const { exitCode, stdout, stderr } = await earshot(['import', ...connection, capture, dump]);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(await count('twice', `SELECT count("prefix") FROM "bgp_routes" WHERE "action" != 'rib'`)).toBe(137);
    expect(await count('twice', `SELECT count("prefix") FROM "bgp_routes" WHERE "action" = 'rib'`)).toBe(41);
    expect(await count('twice', 'SELECT sum("count") FROM "bgp_messages"')).toBe(248);
    expect(await count('twice', 'SELECT sum("routes") FROM "bgp_snapshots"')).toBe(41);
    expect(await count('twice', 'SELECT count("code") FROM "bgp_notification"')).toBe(1);
    expect(await count('twice_verbose', 'SELECT count("code") FROM "bgp_notification"')).toBe(1);
    expect(await count('twice_verbose', 'SELECT count("version") FROM "bgp_open"')).toBe(6);

    const general = await contents(influxd, 'twice');
    const verbose = await contents(influxd, 'twice_verbose');
    expect(stdout).toContain(` ${(general.rows + verbose.rows).toLocaleString('en-US')} points written`);
    await earshot(['import', ...connection, capture, dump]);
    expect(await contents(influxd, 'twice')).toEqual(general);
    expect(await contents(influxd, 'twice_verbose')).toEqual(verbose);
  });

  test('a prefix that changes a hundred times in one second has a hundred rows, however often they are imported', async () => {
    const connection = await database('second');
    const changes = Array.from({ length: 100 }, (_, at) =>
      bgp4mp(1_700_000_000, update({ announced: ['10.1.0.0/16'], asPath: [65010, 64512 + at] }))
    );
    const file = join(folder, 'second.mrt');
    await writeFile(file, joinBytes(...changes));
    const seen = [];
    for (let time = 0; time < 3; time++) {
      expect((await earshot(['import', ...connection, file])).exitCode).toBe(0);
      expect(await count('second', 'SELECT count("prefix") FROM "bgp_routes"')).toBe(100);
      seen.push(await contents(influxd, 'second'));
    }
    expect(seen).toEqual([seen[0], seen[0], seen[0]]);
  });

  test('cut in two inside a second, the parts leave the same routes and the same sums', async () => {
    const bytes = await readFile(capture);
    const cutAt = offsetInsideSecond(bytes);
    const parts = [join(folder, 'head.mrt'), join(folder, 'tail.mrt')] as const;
    await writeFile(parts[0], bytes.subarray(0, cutAt));
    await writeFile(parts[1], bytes.subarray(cutAt));
    const whole = await database('whole');
    const split = await database('split');
    await earshot(['import', ...whole, capture]);
    for (const part of parts) {
      expect((await earshot(['import', ...split, part])).exitCode).toBe(0);
    }
    // What a message did to the table, only the whole capture can tell.
    const ofTheTable = ['time', 'change', 'cause'];
    const routes = async (name: string): Promise<string[]> => {
      const [series] = await influxd.query(name, 'SELECT * FROM "bgp_routes"');
      const { columns, values } = series!;
      return values.map((row) => JSON.stringify(row.filter((_, i) => !ofTheTable.includes(columns[i]!)))).sort();
    };
    expect(await routes('split')).toEqual(await routes('whole'));
    for (const statement of [
      'SELECT sum("count"), sum("bytes") FROM "bgp_messages" GROUP BY "peer", "type"',
      'SELECT sum("announced"), sum("withdrawn") FROM "bgp_updates" GROUP BY "peer", "afi"',
    ]) {
      expect(await influxd.query('split', statement)).toEqual(await influxd.query('whole', statement));
    }
  });

  test('a capture that the database would not keep is refused, with both ways out, and nothing is written', async () => {
    const connection = ['--url', influxd.url, '--database', 'short'];
    expect((await earshot(['setup', '--retention', '1d', ...connection])).stdout).toContain('keeps rows for 1 d');
    const old = join(folder, 'old.mrt');
    await writeFile(old, aged(await readFile(capture), 100 * 86_400));
    const refused = await earshot(['import', ...connection, old]);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('nothing was written');
    expect(refused.stderr).toContain('--retention none');
    expect(refused.stderr).toContain('--shift-time now');
    const fromPipe = await earshot(['import', ...connection, '-'], { input: await readFile(old) });
    expect(fromPipe.stderr).toContain('nothing was written');
    expect(await influxd.query('short', 'SHOW SERIES')).toEqual([]);

    const shifted = await earshot(['import', ...connection, '--shift-time', 'now', old]);
    expect([shifted.exitCode, shifted.stderr]).toEqual([0, '']);
    const before = await contents(influxd, 'short');
    const repeat = /--shift-time \S+/.exec(shifted.stdout)![0].split(' ');
    await earshot(['import', ...connection, ...repeat, old]);
    expect(await contents(influxd, 'short')).toEqual(before);
  });

  test('a missing database and a server that is away each say what to do', async () => {
    const missing = await earshot(['import', '--url', influxd.url, '--database', 'nowhere', capture]);
    expect([missing.exitCode, missing.stderr]).toEqual([1, expect.stringContaining("run 'earshot setup' first")]);
    const away = await earshot(['import', '--url', `http://127.0.0.1:${await freePort()}`, capture]);
    expect([away.exitCode, away.stderr]).toEqual([
      1,
      expect.stringContaining('cannot be reached (connect ECONNREFUSED'),
    ]);
  });
});

describe.skipIf(!installed)('InfluxDB 1.x with authentication', () => {
  let influxd: Influxd;
  let folder: string;

  beforeAll(async () => {
    influxd = await Influxd.start({ auth: true });
    folder = await mkdtemp(join(tmpdir(), 'earshot-secret-'));
    await influxd.query('', `CREATE USER earshot WITH PASSWORD 'it''s' WITH ALL PRIVILEGES`.replace("''", "\\'"));
    await writeFile(join(folder, 'password'), "it's\n", { mode: 0o600 });
    await writeFile(join(folder, 'wrong'), 'canary-4711\n', { mode: 0o600 });
  });

  afterAll(async () => {
    await influxd?.stop();
    await rm(folder, { recursive: true });
  });

  test('a password from a file opens it; a wrong one is refused with the cure and is not shown', async () => {
    const connection = ['--url', influxd.url, '--user', 'earshot', '--password-file'];
    const right = [...connection, join(folder, 'password')];
    expect((await earshot(['setup', '--retention', 'none', ...right])).stderr).toBe('');
    expect((await earshot(['import', ...right, capture])).exitCode).toBe(0);
    const wrong = await earshot(['import', ...connection, join(folder, 'wrong'), capture]);
    expect([wrong.exitCode, wrong.stderr]).toEqual([1, expect.stringContaining('refuses access')]);
    expect(wrong.stderr).toContain('--password-file');
    expect(wrong.stdout + wrong.stderr).not.toContain('canary-4711');
  });
});

/** Offset of a record whose second is that of the record before, in the middle of an interval. */
function offsetInsideSecond(bytes: Buffer): number {
  let before = -1;
  for (let at = 0; at < bytes.length; at += 12 + bytes.readUInt32BE(at + 8)) {
    const second = bytes.readUInt32BE(at);
    if (at > bytes.length / 3 && second === before && second % 60 > 10) {
      return at;
    }
    before = second;
  }
  throw new Error('no two records share a second');
}

/** The same records, so many seconds earlier. */
function aged(bytes: Buffer, seconds: number): Buffer {
  const copy = Buffer.from(bytes);
  for (let at = 0; at < copy.length; at += 12 + copy.readUInt32BE(at + 8)) {
    copy.writeUInt32BE(copy.readUInt32BE(at) - seconds, at);
  }
  return copy;
}
