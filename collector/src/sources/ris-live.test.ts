import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { until } from '../../tests/bgp/daemon.ts';
import { keepalive, update } from '../../tests/build/bgp.ts';
import { eventsOf } from '../../tests/build/events.ts';
import { RIS_TIME_US, risBgp, risEventsOf, risFilters, risState, risTextsOf } from '../../tests/build/ris.ts';
import { RisServer } from '../../tests/build/ris-server.ts';
import { freePort } from '../../tests/influxd.ts';
import { fixture } from '../../tests/tools.ts';
import type { RouteEvent } from '../event/types.ts';
import type { RisItem } from '../ris/item.ts';
import type { RisLiveOptions } from './ris-live-options.ts';
import { RisLive } from './ris-live.ts';

const OPTIONS: Omit<RisLiveOptions, 'url'> = {
  client: 'earshot-test',
  filters: risFilters({ hosts: ['rrc01'] }),
  maxLagMs: 60_000,
  subscribeEveryMs: 1,
  pingEveryMs: 10_000,
  retryMs: 20,
  maxRetryMs: 50,
  maxFrameBytes: 16 * 1024 * 1024,
  maxQueuedBytes: 16 * 1024 * 1024,
};
/** The messages come two seconds after their time. */
const SURROUNDINGS = { nowUs: (): number => RIS_TIME_US + 2_000_000, random: (): number => 0 };

const open: { close(): unknown }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function serve(options: Parameters<typeof RisServer.open>[0] = {}): Promise<RisServer> {
  const server = await RisServer.open(options);
  open.push(server);
  return server;
}

function listen(url: string, options: Partial<RisLiveOptions> = {}): RisLive {
  const live = RisLive.open({ ...OPTIONS, ...options, url }, SURROUNDINGS);
  open.push(live);
  return live;
}

/** A source with all that it has heard. */
class Heard {
  readonly live: RisLive;
  readonly items: RisItem[] = [];
  readonly done: Promise<void>;

  constructor(url: string, options: Partial<RisLiveOptions> = {}) {
    this.live = listen(url, options);
    this.done = this.#read();
  }

  /** The kinds of what was heard: those of messages, and the others. */
  get kinds(): string[] {
    return this.items.map((one) => (one.kind === 'heard' ? one.message.kind : one.kind));
  }

  async heard(kinds: readonly string[]): Promise<void> {
    await until(kinds.join(), () => this.items.length >= kinds.length);
    expect(this.kinds).toEqual(kinds);
  }

  async #read(): Promise<void> {
    for await (const batch of this.live.items()) {
      this.items.push(...batch);
    }
  }
}

async function subscribed(server: RisServer, times = 1): Promise<void> {
  await until('a subscription', () => server.heard.length >= times && server.clients.size > 0);
}

test('it says who it is, and what it wants', async () => {
  const server = await serve();
  const filters = risFilters({ prefixes: ['192.0.2.0/24', '2001:db8::/32'] });
  const { live } = new Heard(server.url, { filters });
  await subscribed(server, 3);
  await until('all subscriptions in force', () => live.status().words.includes('3 of 3'));
  expect(server.asked).toEqual(['/v1/ws/?client=earshot-test']);
  expect(server.heard.map(({ data }) => data['prefix'] ?? data['type'])).toEqual([
    '192.0.2.0/24',
    '2001:db8::/32',
    'RIS_PEER_STATE',
  ]);
  expect(live.status()).toMatchObject({
    type: 'ris-live',
    name: server.url,
    state: 'waiting',
    words: 'connected, nothing has come yet; 3 of 3 subscriptions are in force',
    lastHeardMs: undefined,
    counts: { connections: 1, texts: 3, other: 3, failures: 0 },
  });
});

test('the messages of a capture arrive as they are', async () => {
  const server = await serve();
  const heard = new Heard(server.url);
  await subscribed(server);
  const mrt = readFileSync(fixture('bird-hybrid/nva.mrt'));
  const texts = risTextsOf(mrt);
  server.send(...texts.map(({ text }) => text));
  await until('all messages', () => heard.items.length >= texts.length);
  const decoder = risEventsOf(OPTIONS.filters);
  const routes = (events: readonly RouteEvent[]): number =>
    events.filter(({ kind }) => kind === 'announce' || kind === 'withdraw').length;
  expect(routes(heard.items.flatMap((item) => [...decoder.events(item)]))).toBe(routes(eventsOf(mrt)));
  expect(heard.live.counts).toMatchObject({ heard: texts.length, faulty: 0, duplicates: 0 });
});

test('who is heard, and how old it is', async () => {
  const server = await serve();
  const heard = new Heard(server.url);
  await subscribed(server);
  const peers = ['192.0.2.1', '192.0.2.2'].map((peer) => risBgp(keepalive(), { peer }));
  server.send(...peers, risState('connected', { host: 'rrc03.ripe.net' }));
  await heard.heard(['bgp', 'bgp', 'state']);
  expect(heard.live.status()).toMatchObject({
    state: 'hearing',
    words: 'the last message was 2.0 s old when it came; 1 of 1 subscriptions are in force',
    lastHeardMs: RIS_TIME_US / 1000 + 2000,
    connections: [
      { name: 'rrc01.ripe.net', up: true, words: '2 peers heard' },
      { name: 'rrc03.ripe.net', up: true, words: '1 peer heard' },
    ],
  });
  server.send(risBgp(keepalive(), { timestamp: RIS_TIME_US / 1e6 - 300 }));
  await until('a late message', () => heard.live.counts.late === 1);
  expect(heard.live.status()).toMatchObject({
    state: 'trouble',
    words: 'late: the last message was 302.0 s old when it came',
  });
});

describe('a connection that is lost', () => {
  test('is told, made anew with its subscriptions, and what comes twice is heard once', async () => {
    const server = await serve();
    const heard = new Heard(server.url);
    const texts = ['a', 'b', 'c'].map((id) => risBgp(keepalive(), { id }));
    await subscribed(server);
    server.send(texts[0]!, texts[1]!);
    await heard.heard(['bgp', 'bgp']);
    server.cut();
    await subscribed(server, 2);
    server.send(...texts, risBgp(keepalive(), { id: 'a', host: 'rrc03.ripe.net' }));
    await heard.heard(['bgp', 'bgp', 'lost', 'bgp', 'bgp']);
    expect(heard.live.counts).toMatchObject({ connections: 2, failures: 1, heard: 4, duplicates: 2 });
    expect(heard.live.status().state).toBe('hearing');
  });

  test('a server that is not there: it is tried again, nothing was lost', async () => {
    const port = await freePort();
    const heard = new Heard(`ws://127.0.0.1:${port}/`);
    await until('some attempts', () => heard.live.counts.failures > 2);
    expect(heard.live.status()).toMatchObject({
      state: 'trouble',
      words: expect.stringMatching(/ECONNREFUSED/) as string,
    });
    const server = await serve({ port });
    await subscribed(server);
    server.send(risBgp(keepalive()));
    await heard.heard(['bgp']);
  });

  test('a server that does not answer pings', async () => {
    const server = await serve({ alive: false });
    const { live } = new Heard(server.url, { pingEveryMs: 30 });
    await until('another connection', () => server.asked.length >= 2);
    expect(live.counts.failures).toBeGreaterThan(0);
  });

  test('a server that is no websocket', async () => {
    const http: Server = createServer((_, response) => response.writeHead(503).end('closed for today'));
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    open.push(http);
    const { live } = new Heard(`ws://127.0.0.1:${(http.address() as AddressInfo).port}/`);
    await until('trouble', () => live.status().state === 'trouble');
    expect(live.status().words).toMatch(/503/);
  });

  test('one that this side ends is no other', async () => {
    const server = await serve();
    const heard = new Heard(server.url);
    await subscribed(server);
    server.send(risBgp(keepalive()));
    await heard.heard(['bgp']);
    await heard.live.close();
    await heard.done;
    expect(heard.kinds).toEqual(['bgp', 'lost']);
    expect(heard.live.counts).toMatchObject({ connections: 1, failures: 0 });
  });

  test('closing while it is tried again', async () => {
    const heard = new Heard(`ws://127.0.0.1:${await freePort()}/`);
    await until('an attempt', () => heard.live.counts.failures > 0);
    await heard.live.close();
    await heard.done;
    expect(heard.items).toEqual([]);
  });
});

describe('a server that is not to be trusted', () => {
  test('texts that are none: each a fault, and the rest is heard', async () => {
    const server = await serve();
    const heard = new Heard(server.url);
    await subscribed(server);
    const bad = ['{', '[]', '{"type":"ris_message","data":7}', risBgp(keepalive(), { peer: 7 }), Buffer.of(0, 255)];
    server.send(...bad, risBgp(update({ announced: ['10.1.0.0/16'] })));
    await heard.heard([...bad.map(() => 'fault'), 'bgp']);
    expect(heard.live.counts).toMatchObject({ faulty: bad.length, heard: 1, texts: bad.length + 2 });
  });

  test('a frame of a gigabyte is not waited for', async () => {
    const server = await serve();
    const { live } = new Heard(server.url);
    await subscribed(server);
    const header = Buffer.alloc(10);
    header.writeUInt16BE(0x817f);
    header.writeBigUInt64BE(2n ** 30n, 2);
    server.sendRaw(Buffer.concat([header, Buffer.alloc(1000)]));
    await until('another connection', () => server.asked.length >= 2);
    expect(live.counts.failures).toBe(1);
  });

  test('a text beyond the limit, and bytes that are no frame', async () => {
    const server = await serve();
    const { live } = new Heard(server.url, { maxFrameBytes: 1000 });
    await subscribed(server);
    server.send('x'.repeat(1001));
    await subscribed(server, 2);
    server.sendRaw(Buffer.from('HTTP/1.1 200 OK\r\n\r\n'));
    await subscribed(server, 3);
    expect(live.counts).toMatchObject({ failures: 2, heard: 0 });
  });

  test('what it complains of is told, until another connection is made', async () => {
    const server = await serve();
    const { live } = new Heard(server.url);
    await subscribed(server);
    server.send('{"type":"ris_error","data":{"message":"unable to keep up"}}');
    await until('trouble', () => live.counts.errors === 1);
    expect(live.status()).toMatchObject({ state: 'trouble', words: 'the server says: unable to keep up' });
    server.cut();
    await until('another connection', () => live.status().state === 'waiting');
  });
});

test('a reader that is slow: the server has to wait, and nothing is lost', async () => {
  const server = await serve();
  const live = listen(server.url, { maxQueuedBytes: 100_000, pingEveryMs: 200 });
  await subscribed(server);
  let pings = 0;
  server.clients.forEach((client) => client.on('ping', () => pings++));
  const raw = update({ announced: Array.from({ length: 200 }, (_, n) => `10.${n}.0.0/16`) });
  const total = 20_000;
  for (let n = 0; n < total; n++) {
    server.send(risBgp(raw, { id: `${n}` }));
  }
  await until('a pause', () => live.counts.pauses > 0);
  // What had arrived with the last bytes that were read is all that comes on top.
  expect(live.counts.heard).toBeLessThan(total);
  // While nothing is read, no answer is: that is no silence of the server.
  await until('more pings than may be left unanswered', () => pings > 4);
  expect(live.counts.failures).toBe(0);
  const ids: string[] = [];
  for await (const batch of live.items()) {
    expect(batch.length).toBeLessThan(total);
    ids.push(...batch.flatMap((item) => (item.kind === 'heard' ? [item.message.id] : [])));
    if (ids.length === total) {
      break;
    }
  }
  expect(ids).toEqual(Array.from({ length: total }, (_, n) => `${n}`));
});
