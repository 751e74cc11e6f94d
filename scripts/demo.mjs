// npm run demo: a recorded hybrid cloud in InfluxDB, and what the dashboards show of it, answered by the plugin's back end.
// Plain JavaScript for Node 20: it installs the rest itself.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageSummary, prefixSummary } from './demo-dashboards.mjs';
import { environment, hasProgram, installPackages, installPrograms, root, run } from './machine.mjs';

const DATABASE = 'earshot_demo';
const fixture = join(root, 'collector/fixtures/bird-hybrid');
const captures = [join(fixture, 'nva.mrt'), join(fixture, 'nva-table.mrt')];
const scratch = mkdtempSync(join(tmpdir(), 'earshot-demo-'));
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => stopping.abort());
}

let influxd;
try {
  await demo();
} catch (error) {
  if (!stopping.signal.aborted) {
    console.error(`demo: ${error.message}`);
    process.exitCode = 1;
  }
} finally {
  await stopInfluxd();
  rmSync(scratch, { recursive: true, force: true });
}

async function demo() {
  await installPackages();
  await must('building the collector', 'npm', ['run', '--silent', 'build', '--workspace', '@earshot/collector']);
  const url = process.env.INFLUX_URL ?? (await startInfluxd());
  if (url === undefined) {
    console.log(
      '\nThere is no InfluxDB here: set INFLUX_URL, or install influxdb 1.x. Left out: the database and the dashboards.'
    );
    await report();
    return;
  }
  const env = environment({ INFLUX_URL: url, INFLUX_DATABASE: DATABASE });
  console.log(`\n$ earshot setup --database ${DATABASE}`);
  await must('setup', 'earshot', ['setup'], env);
  console.log('\n$ earshot import --shift-time now nva.mrt nva-table.mrt');
  const end = await importCaptures(env);
  await showDashboards(url, end);
  if (!process.argv.includes('--once')) {
    await stayUp(url);
  }
}

/** Imports the recording so that it ends now; gives that end. */
async function importCaptures(env) {
  let text = '';
  const args = ['import', '--shift-time', 'now', ...captures];
  const code = await run('earshot', args, { env, output: (part) => (text += part) });
  process.stdout.write(text);
  const end = /--shift-time (\S+)/.exec(text)?.[1];
  if (code !== 0 || end === undefined) {
    throw new Error('the import failed');
  }
  return new Date(end);
}

async function showDashboards(url, end) {
  if (!hasProgram('go')) {
    console.log('\nGo is not installed: the dashboards, which the back end of the plugin answers, are left out.');
    await report();
    return;
  }
  console.log('\nBuilding the back end of the plugin (the first time takes a few minutes) …');
  const program = join(scratch, 'earshot-query');
  await must(
    'building earshot-query',
    'go',
    ['build', '-o', program, './pkg/cmd/earshot-query'],
    environment(),
    join(root, 'plugin')
  );
  const ask = (query, at = end) => askBackEnd(program, url, query, at);
  console.log(`\n${await messageSummary(ask)}`);
  console.log(await prefixSummary(ask, end));
}

/** Asks what Grafana would ask, by the very code that Grafana runs; gives the frames. */
async function askBackEnd(program, url, query, to) {
  const from = new Date(to.getTime() - 10 * 60_000);
  const connection = { url, database: DATABASE, verboseDatabase: `${DATABASE}_verbose`, ...credentials() };
  const request = { connection, query: { version: 1, ...query }, from, to, intervalMs: 60_000, maxDataPoints: 1000 };
  const child = spawn(program, ['--json'], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(request));
  let text = '';
  child.stdout.on('data', (part) => (text += part));
  const [code] = await once(child, 'close');
  if (code !== 0) {
    throw new Error(`the back end did not answer ${query.queryType}`);
  }
  return JSON.parse(text);
}

function credentials() {
  const { INFLUX_USER: user, INFLUX_PASSWORD_FILE: passwordFile, INFLUX_TOKEN_FILE: tokenFile } = process.env;
  const read = (path) => readFileSync(path, 'utf8').trim();
  return {
    ...(user && { user }),
    ...(passwordFile && { password: read(passwordFile) }),
    ...(tokenFile && { token: read(tokenFile) }),
  };
}

/** An InfluxDB 1.x of our own on a free loopback port; undefined where there is none to be had. */
async function startInfluxd() {
  await installPrograms({ influxd: 'influxdb' });
  if (!hasProgram('influxd')) {
    return undefined;
  }
  const [http, rpc] = [await freePort(), await freePort()];
  const config = join(scratch, 'influxdb.conf');
  const folder = (name) => JSON.stringify(join(scratch, name));
  writeFileSync(
    config,
    `reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
dir = ${folder('meta')}
[data]
dir = ${folder('data')}
wal-dir = ${folder('wal')}
[http]
bind-address = "127.0.0.1:${http}"
log-enabled = false
[logging]
level = "error"
`
  );
  influxd = spawn('influxd', ['-config', config], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${http}`;
  for (let attempt = 0; attempt < 300 && influxd.exitCode === null; attempt++) {
    if (
      await fetch(`${url}/ping`).then(
        (response) => response.ok,
        () => false
      )
    ) {
      console.log(`InfluxDB runs at ${url}, with its data in a scratch folder.`);
      return url;
    }
    await sleep(100, undefined, { signal: stopping.signal });
  }
  throw new Error('influxd did not start: is it version 1.x? Or set INFLUX_URL');
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function stopInfluxd() {
  if (influxd?.exitCode === null) {
    const exited = once(influxd, 'exit');
    influxd.kill();
    await exited;
  }
}

async function report() {
  console.log('\n$ earshot report nva.mrt');
  await must('the report', 'earshot', ['report', captures[0]]);
}

async function stayUp(url) {
  console.log(`InfluxDB stays at ${url} (databases ${DATABASE} and ${DATABASE}_verbose) until Ctrl-C.`);
  console.log('In Grafana: add the data source Earshot with this URL and these databases, then open the dashboards.');
  try {
    // An influxd of our own that ends is nothing to wait for any longer.
    await (influxd ? once(influxd, 'exit', { signal: stopping.signal }) : once(stopping.signal, 'abort'));
  } catch {
    console.log('\nCleaning up.');
  }
}

async function must(what, command, args, env = environment(), cwd = root) {
  if ((await run(command, args, { env, cwd })) !== 0) {
    throw new Error(`${what} failed`);
  }
}
