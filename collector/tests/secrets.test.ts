import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Delivery } from '../src/influx/delivery/delivery.ts';
import { Log } from '../src/observe/log.ts';
import { Secrets } from '../src/observe/secrets.ts';
import { StateLog } from '../src/observe/state-log.ts';
import { earshot } from './earshot.ts';
import { freePort } from './influxd.ts';
import { fixture } from './tools.ts';

const CANARY = 'canary-7f3a9c51-token';
const capture = fixture('bird-hybrid/nva.mrt');

let folder: string;
let secret: string;
let server: Server | undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-secrets-'));
  secret = join(folder, 'secret');
  writeFileSync(secret, CANARY, { mode: 0o600 });
});

afterAll(() => rmSync(folder, { recursive: true }));

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** As itself, and as HTTP sends it. */
function expectNoSecret(text: string): void {
  expect(text).not.toContain(CANARY);
  expect(text).not.toContain(Buffer.from(`earshot:${CANARY}`).toString('base64'));
}

/** Every command that speaks to a server, with a token and with a password. */
async function everyCommand(url: string): Promise<string> {
  const credentials = [
    ['--token-file', secret],
    ['--user', 'earshot', '--password-file', secret],
  ];
  const commands = [['import', capture], ['setup'], ['check'], ['check', '--json']];
  const runs = credentials.flatMap((flags) =>
    commands.map((command) => earshot([...command, '--url', url, ...flags], { env: { HOME: folder } }))
  );
  const finished = await Promise.all(runs);
  for (const { exitCode } of finished) {
    expect(exitCode).toBeGreaterThan(0);
  }
  return finished.map(({ stdout, stderr }) => stdout + stderr).join('\n');
}

test('a server that is not there, or refuses, fails or answers nonsense, makes no command say the secret', async () => {
  let text = await everyCommand(`http://127.0.0.1:${await freePort()}`);
  expect(text).toContain('cannot be reached');
  for (const status of [401, 302]) {
    const url = await serve((request, response) => {
      const version = request.url === '/ping' && status !== 302 ? { 'x-influxdb-version': '1.6.7' } : {};
      const isPing = request.url === '/ping' && status !== 302;
      response.writeHead(isPing ? 204 : status, { ...version, location: 'http://127.0.0.1:1/' }).end('{"error":"no"}');
    });
    text += await everyCommand(url);
    server!.closeAllConnections();
    server!.close();
  }
  expectNoSecret(text);
}, 240_000);

test('a mistake in the configuration or the command line does not show it', async () => {
  const config = (text: string): string => {
    const path = join(folder, 'earshot.yaml');
    writeFileSync(path, text);
    return path;
  };
  const texts = [
    await earshot(['check', '--config', config(`influxdb: { password: ${CANARY} }`)]),
    await earshot(['check', '--config', config(`influxdb: { url: 'http://earshot:${CANARY}@127.0.0.1:1' }`)]),
    await earshot(['check', '--url', `http://earshot:${CANARY}@127.0.0.1:1`]),
    await earshot(['check', '--config', config(`influxdb: { token_file: ${secret}, tls: { key_file: ${secret} } }`)]),
  ].map(({ exitCode, stdout, stderr }) => {
    expect(exitCode).toBeGreaterThan(0);
    return stdout + stderr;
  });
  expect(texts.join('\n')).not.toContain(CANARY);
});

test('the log of a delivery does not show it, even where the server says it', async () => {
  const url = await serve((request, response) => {
    response.writeHead(401).end(JSON.stringify({ error: `no rights for ${request.headers.authorization}` }));
  });
  const lines: string[] = [];
  const log = new Log(
    {
      level: 'debug',
      collector: 'local',
      secrets: new Secrets([CANARY], 'earshot'),
      forPeople: false,
      nowMs: Date.now,
    },
    (line) => lines.push(line)
  );
  const states = new StateLog(log);
  const { promise: refused, resolve } = Promise.withResolvers<void>();
  const delivery = await Delivery.open(join(folder, 'journal'), {
    connection: { url, user: 'earshot', password: CANARY, timeoutMs: 5000 },
    databases: { general: 'g', verbose: 'v' },
    journal: { maxBytes: 16 * 1024 * 1024, segmentBytes: 65_536, fsync: 'never' },
    onState: (store, state) => {
      states.database(store, state);
      resolve();
    },
  });
  delivery.append('general', 'm v=1i 1');
  await refused;
  await delivery.close();
  expect(lines.join('')).toContain('no rights for Basic [secret]');
  expectNoSecret(lines.join(''));
  expectNoSecret(readFileSync(join(folder, 'journal', 'dead', 'general.lp'), 'utf8'));
});
