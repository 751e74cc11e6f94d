import { once } from 'node:events';
import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LineQueue } from '../src/influx/line-queue.ts';
import { InfluxSender, type Sender } from '../src/influx/sender.ts';

/** Answers that a healthy server does not give when asked: the ones here are those of 1.6.7 and 2.7. */
type Answer = { status: number; body?: unknown };

let answers: Answer[];
let received: { path: string; authorization: string | undefined; lines: string[] }[];
const server = createServer((request, response) => {
  void bodyOf(request).then((body) => {
    const { url: path = '', headers } = request;
    received.push({ path, authorization: headers.authorization, lines: body.split('\n') });
    const { status, body: answer } = answers.shift() ?? { status: 204 };
    response.writeHead(status, { 'content-type': 'application/json' }).end(answer && JSON.stringify(answer));
  });
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

let sender: InfluxSender;

beforeEach(async () => {
  answers = [];
  received = [];
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  sender = senderFor(60_000);
});

function senderFor(retryForMs: number): InfluxSender {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return new InfluxSender({ url, user: 'u', password: 'p', timeoutMs: 5_000 }, { retryForMs });
}

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

test('all lines go in one request to the path that 1.x, 2.x and 3.x share, in order', async () => {
  const lines = Array.from({ length: 7000 }, (_, i) => `m v=${i}i ${i}`);
  expect(await sender.send('a b', lines)).toEqual({ written: 7000, dropped: 0 });
  expect(received).toEqual([{ path: '/write?db=a%20b&precision=ns', authorization: 'Basic dTpw', lines }]);
});

test.each([500, 503, 429])('after %i the same lines are sent again', async (status) => {
  answers = [{ status, body: { error: 'timeout' } }];
  expect(await sender.send('bgp', ['m v=1i 1'])).toEqual({ written: 1, dropped: 0 });
  expect(received.map(({ lines }) => lines)).toEqual([['m v=1i 1'], ['m v=1i 1']]);
});

test.each([
  [400, { error: 'partial write: points beyond retention policy dropped=2' }],
  [422, { code: 'unprocessable entity', message: 'failure writing points: field type conflict dropped=2' }],
])('a partial write (%i) counts what was dropped, with the words of the server', async (status, body) => {
  answers = [{ status, body }];
  const ack = await sender.send('bgp', ['a', 'b', 'c']);
  expect(ack).toMatchObject({ written: 1, dropped: 2 });
  expect(ack.reason).toContain('dropped=2');
});

test.each([
  [401, { error: 'authorization failed' }, '--password-file'],
  [404, { error: 'database not found: "bgp"' }, "run 'earshot setup' first"],
  [400, { error: 'unable to parse' }, 'HTTP 400: unable to parse'],
])('%i is not tried again and says what to do', async (status, body, words) => {
  answers = [{ status, body }];
  await expect(sender.send('bgp', ['m v=1i 1'])).rejects.toThrow(words);
  expect(received).toHaveLength(1);
});

test('a full disk is told in the words of the server once waiting for it is over', async () => {
  answers = Array.from({ length: 50 }, () => ({ status: 500, body: { error: 'write wal: no space left on device' } }));
  await expect(senderFor(1_000).send('bgp', ['m v=1i 1'])).rejects.toThrow('no space left on device');
  expect(received.length).toBeGreaterThan(1);
});

test('a queue knows what became of every line when sending fails', async () => {
  const failing: Sender = {
    send: async (_, lines) => {
      if (lines.includes('bad')) {
        throw new Error('refused');
      }
      return { written: lines.length, dropped: 0 };
    },
  };
  const queue = new LineQueue(failing, { general: 'g', verbose: 'v' });
  for (let i = 0; i < 5_000; i++) {
    queue.add('general', 'good');
  }
  queue.add('verbose', 'bad');
  await expect(queue.flush()).rejects.toThrow('refused');
  expect(queue.counts).toEqual({ made: 5_001, written: 5_000, dropped: 0 });
});
