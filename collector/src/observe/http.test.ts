import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { type StateOfTest, health, source, stateOf } from '../../tests/build/collector-parts.ts';
import { Judge } from '../../tests/build/judge.ts';
import { PeerEvents, peer } from '../../tests/build/peer-events.ts';
import type { CollectorState } from './collector-state.ts';
import { ObserveServer } from './http.ts';
import { Secrets } from './secrets.ts';

let server: ObserveServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function open(given: StateOfTest | (() => CollectorState), tickedMs = performance.now()): Promise<string> {
  const state = typeof given === 'function' ? given : (): CollectorState => stateOf(given, Date.now());
  const observed = { state, tickedMs: () => tickedMs, secrets: new Secrets(['hunter2-hunter2']) };
  server = await ObserveServer.open({ address: '127.0.0.1', port: 0 }, observed);
  return `http://127.0.0.1:${server.port}`;
}

/** What comes back for bytes that are sent as they are. */
async function raw(request: string): Promise<string> {
  const socket = connect(server!.port, '127.0.0.1');
  socket.write(request);
  return text(socket);
}

test('metrics, health, readiness and the whole state', async () => {
  const url = await open({ sources: [source()], messages: { received: 1, decoded: 1 } });
  const metrics = await fetch(`${url}/metrics`);
  expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(await metrics.text()).toMatch(/^earshot_messages_received_total 1$/m);
  expect(await (await fetch(`${url}/healthz`)).json()).toMatchObject({ alive: true });
  const ready = await fetch(`${url}/readyz?verbose`);
  expect([ready.status, await ready.json()]).toEqual([200, { ready: true, problems: [], notes: [] }]);
  const status = (await (await fetch(`${url}/status`)).json()) as CollectorState;
  expect(status).toMatchObject({ collector: 'local', sources: [{ type: 'bmp' }], messages: { received: 1 } });
});

test('not alive once time does not go on in the tables', async () => {
  const url = await open({}, performance.now() - 120_000);
  const answer = await fetch(`${url}/healthz`);
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain('time has not gone on in the tables for 120 s');
});

test.each<[string, StateOfTest, number, string]>([
  ['a source that needs somebody', { sources: [source({ state: 'trouble', words: 'port taken' })] }, 503, 'port taken'],
  ['a source that waits', { sources: [source({ state: 'waiting' })] }, 200, '"problems":[]'],
  [
    'a database that is away for a while',
    { stores: { general: health({ state: { kind: 'retrying', sinceMs: 0, words: 'away', status: 503 } }) } },
    200,
    'store general: retrying, away',
  ],
  [
    'a database that refuses the password',
    { stores: { verbose: health({ state: { kind: 'refused', sinceMs: 0, words: 'HTTP 401', status: 401 } }) } },
    503,
    'store verbose: refused, HTTP 401',
  ],
  [
    'a journal that cannot be written',
    { stores: { general: health({ journal: { kind: 'journal_unwritable', words: 'read-only' } }) } },
    503,
    'store general: journal_unwritable, read-only',
  ],
  ['no source at all', {}, 200, 'no source is configured'],
])('readiness with %s', async (_, given, status, words) => {
  const answer = await fetch(`${await open(given)}/readyz`);
  expect(answer.status).toBe(status);
  expect(await answer.text()).toContain(words);
});

test('words of others are plain, and without secrets', async () => {
  const words = 'the server said \u001b[31mhunter2-hunter2\u202e';
  const url = await open({ sources: [source({ state: 'trouble', words })] });
  for (const path of ['/status', '/readyz']) {
    const body = await (await fetch(`${url}${path}`)).text();
    expect(body).toContain('the server said  [31m[secret] ');
    expect(body).not.toContain('hunter2');
  }
  expect(await (await fetch(`${url}/metrics`)).text()).not.toContain('hunter2');
});

test('anything but reading one of the four is refused', async () => {
  const url = await open({});
  expect((await fetch(`${url}/`)).status).toBe(404);
  expect((await fetch(`${url}/metrics/../status%00`)).status).toBe(404);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const answer = await fetch(`${url}/metrics`, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  }
  const head = await fetch(`${url}/status`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect((await fetch(`${url}/status`)).headers.get('access-control-allow-origin')).toBeNull();
});

test('a request that is too large or no HTTP at all is refused, and others are answered', async () => {
  const url = await open({});
  expect(await raw(`GET /metrics HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  expect(await raw('\u0016\u0003\u0001\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  const body = await raw('GET /healthz HTTP/1.1\r\nhost: x\r\ncontent-length: 9999999\r\n\r\nxxx');
  expect(body).toMatch(/^HTTP\/1\.1 200 [^]*connection: close/i);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test('connections that ask nothing do not keep others out for ever', async () => {
  const url = await open({});
  const idle = Array.from({ length: 200 }, () => connect(server!.port, '127.0.0.1').on('error', () => {}));
  const answered = async (): Promise<boolean> => {
    try {
      return (await fetch(`${url}/healthz`)).ok;
    } catch {
      return false;
    }
  };
  while (!(await answered())) {
    await setImmediate();
  }
  idle.forEach((socket) => socket.destroy());
});

test('it answers while a large table comes in', async () => {
  const judge = new Judge();
  const one = new PeerEvents(peer('10.0.0.1'));
  const url = await open(() => stateOf({ rib: judge.rib }, Date.now()));
  let done = false;
  const work = async (): Promise<void> => {
    let sliceEndsMs = performance.now() + 20;
    for (let at = 0; at < 30_000; at++) {
      judge.hear(one.announce(1, `10.0.${at >> 8}.${at & 255}/32`));
      if (performance.now() > sliceEndsMs) {
        await setImmediate();
        sliceEndsMs = performance.now() + 20;
      }
    }
    done = true;
  };
  const working = work();
  let answers = 0;
  let slowestMs = 0;
  while (!done) {
    const startedMs = performance.now();
    expect((await fetch(`${url}/metrics`)).status).toBe(200);
    slowestMs = Math.max(slowestMs, performance.now() - startedMs);
    answers++;
  }
  await working;
  console.log(`${answers} answers while 30,000 routes came in, the slowest after ${Math.round(slowestMs)} ms`);
  expect(answers).toBeGreaterThan(2);
});
