// What each query type of the data source takes beside its bare statements, on a busy day in a real InfluxDB. Part of bench.mjs.
// BENCH_ROWS sets the number of route rows.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linesOfDay } from './bench-day.mjs';
import { hasProgram, root, run } from './machine.mjs';

const ROWS = Number(process.env.BENCH_ROWS ?? 2_000_000);
const BATCH_BYTES = 4_000_000;
const START_NS = BigInt(Date.parse('2026-03-01T00:00:00Z')) * 1_000_000n;

/** Prints, for each query type and length of time, the ratio and the time that the answer takes. */
export async function benchQueries(scratch) {
  if (!hasProgram('influxd') || !hasProgram('go')) {
    console.log('left out: queries of the data source, which need influxd and go');
    return;
  }
  const server = await startInfluxd(join(scratch, 'influxdb'));
  try {
    await query(server.url, 'CREATE DATABASE bench');
    await writeDay(server.url);
    console.log(
      `\nQueries on a day of ${ROWS.toLocaleString('en')} route rows, of 50 peers, beside the same statements with the answer thrown away,\n` +
        'in turn: median of the ratio, of the time to answer, and of how much longer that is.\n'
    );
    const env = { ...process.env, EARSHOT_BENCH_URL: server.url, EARSHOT_BENCH_END: '2026-03-02T00:00:00Z' };
    const go = [
      'test',
      './pkg/plugin',
      '-run',
      '^$',
      '-bench',
      'Queries|Panels',
      '-benchtime',
      '1x',
      '-timeout',
      '60m',
    ];
    if ((await run('go', go, { cwd: join(root, 'plugin'), env, output: printer() })) !== 0) {
      process.exitCode = 1;
    }
  } finally {
    server.process.kill();
  }
}

/**
 * Prints lines of `go test -bench` as rows, of queries and of dashboards:
 * BenchmarkQueries/routes_at_T-2  1  12 ns/op  3.1 beyond-ms  34.2 ms  1.1 ratio  5 rows
 * BenchmarkPanels/BGP_sessions-2  1  12 ns/op  34 ms  9 panels
 */
function printer() {
  let rest = '';
  let isOfPanels = false;
  return (output) => {
    const lines = (rest + output).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      const [, what, name] = /^Benchmark(Queries|Panels)\/(\S+?)(?:-\d+)?\s/.exec(line) ?? [];
      if (what === 'Panels' && !isOfPanels) {
        isOfPanels = true;
        console.log('\nThe slowest panel of each dashboard while all of its panels ask at once.\n');
      }
      if (name !== undefined) {
        const value = (unit) => new RegExp(`(-?[\\d.]+) ${unit}(?:\\s|$)`).exec(line)?.[1];
        const columns = [`${Number(value('ms')).toFixed(1)} ms`.padStart(12)];
        if (what === 'Queries') {
          columns.unshift(Number(value('ratio')).toFixed(2).padStart(7));
          columns.push(
            `${Number(value('beyond-ms')).toFixed(1)} ms`.padStart(12),
            `${Number(value('rows'))} rows`.padStart(14)
          );
        } else {
          columns.push(`${Number(value('panels'))} panels`.padStart(14));
        }
        console.log(name.replaceAll('_', ' ').padEnd(48) + columns.join(''));
      } else if (/slow panel|FAIL|panic|error/.test(line)) {
        console.log(line);
      }
    }
  };
}

async function writeDay(url) {
  let batch = [];
  let bytes = 0;
  const send = async () => {
    const answer = await fetch(`${url}/write?db=bench&precision=ns`, { method: 'POST', body: batch.join('\n') });
    if (!answer.ok) {
      throw new Error(`InfluxDB refuses the rows: ${answer.status} ${await answer.text()}`);
    }
    [batch, bytes] = [[], 0];
  };
  for (const line of linesOfDay(START_NS, ROWS)) {
    batch.push(line);
    bytes += line.length;
    if (bytes > BATCH_BYTES) {
      await send();
    }
  }
  await send();
}

async function query(url, statement) {
  await fetch(`${url}/query`, { method: 'POST', body: new URLSearchParams({ q: statement }) });
}

async function startInfluxd(folder) {
  const [http, rpc] = [await freePort(), await freePort()];
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'influxdb.conf');
  const places = `[meta]\n  dir = "${folder}/meta"\n[data]\n  dir = "${folder}/data"\n  wal-dir = "${folder}/wal"\n`;
  const listens = `[http]\n  bind-address = "127.0.0.1:${http}"\n  log-enabled = false\n[monitor]\n  store-enabled = false\n`;
  writeFileSync(config, `reporting-disabled = true\nbind-address = "127.0.0.1:${rpc}"\n${places}${listens}`);
  const server = {
    url: `http://127.0.0.1:${http}`,
    process: spawn('influxd', ['-config', config], { stdio: 'ignore' }),
  };
  for (let tries = 0; tries < 600; tries++) {
    if (await fetch(`${server.url}/ping`).catch(() => undefined)) {
      return server;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  server.process.kill();
  throw new Error('influxd does not answer');
}

function freePort() {
  return new Promise((resolve, reject) => {
    const listener = createServer();
    listener.on('error', reject);
    listener.listen(0, '127.0.0.1', () => {
      const { port } = listener.address();
      listener.close(() => resolve(port));
    });
  });
}
