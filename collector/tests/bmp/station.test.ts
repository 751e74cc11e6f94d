import { readFileSync } from 'node:fs';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StationOptions } from '../../src/sources/bmp-options.ts';
import type { BmpItem } from '../../src/bmp/item.ts';
import { BmpStation } from '../../src/sources/bmp-station.ts';
import { SourceError } from '../../src/sources/source.ts';
import { parsePrefix } from '../../src/net/parse-prefix.ts';
import { until } from '../bgp/daemon.ts';
import { update } from '../build/bgp.ts';
import { initiation, peerUp, routeMonitoring, termination, tlv } from '../build/bmp.ts';
import { told } from '../build/bmp-feed.ts';
import { hex, join, u16 } from '../build/bytes.ts';
import { freePort } from '../influxd.ts';
import { fixture } from '../tools.ts';
import { StationListener, stationOptions } from './listener.ts';
import { RawRouter } from './raw-router.ts';

const HELLO = initiation(tlv(2, 'nva-0'), tlv(1, 'Router OS 1.2'));
const ROUTE = routeMonitoring(update({ announced: ['10.1.0.0/16'] }));
const GREETING = join(HELLO, peerUp(), ROUTE);

let port: number;
let listener: StationListener;
const listeners: StationListener[] = [];
const raw: RawRouter[] = [];

beforeEach(async () => {
  port = await freePort();
});

afterEach(async () => {
  raw.splice(0).forEach((one) => one.end());
  await Promise.all(listeners.splice(0).map((one) => one.close()));
});

async function listen(options: Partial<StationOptions> = {}): Promise<void> {
  listener = await StationListener.open(stationOptions(port, options));
  listeners.push(listener);
}

async function router(from?: string): Promise<RawRouter> {
  const one = await RawRouter.connect(port, from);
  raw.push(one);
  return one;
}

async function heard(kind: string, times = 1): Promise<void> {
  await until(`${times} ${kind}`, () => listener.items.filter((item) => item.kind === kind).length >= times);
}

function lost(): string[] {
  return listener.items.flatMap((item) => (item.kind === 'lost' ? [item.problem] : []));
}

describe('what a router tells', () => {
  test('is heard in order, under the name that it gives itself', async () => {
    await listen();
    (await router()).send(GREETING);
    await heard('message', 3);
    expect(listener.items.map(({ kind, connection }) => `${kind} ${connection.router}`)).toEqual([
      'connected nva-0',
      'message nva-0',
      'message nva-0',
      'message nva-0',
    ]);
    expect(listener.routes('nva-0', 'adj-in-pre', '192.0.2.1')).toMatchObject([{ route: 'ipv4 10.1.0.0/16' }]);
    expect(listener.station.status()).toMatchObject({
      type: 'bmp',
      name: `127.0.0.1:${port}`,
      state: 'hearing',
      words: '1 router is telling',
      connections: [{ name: 'nva-0', up: true, words: 'from 127.0.0.1, Router OS 1.2' }],
      counts: { messages: 3 },
    });
  });

  test('goes by its configured name, which no other router gets by saying that it is its own', async () => {
    await listen({ routers: { '127.0.0.2': 'core-1' } });
    (await router('127.0.0.2')).send(GREETING);
    (await router('127.0.0.3')).send(join(initiation(tlv(2, 'core-1')), peerUp()));
    await heard('message', 5);
    const names = listener.items.flatMap((item) => (item.kind === 'connected' ? [item.connection] : []));
    expect(names.map(({ address, router: name }) => [address, name]).sort()).toEqual([
      ['127.0.0.2', 'core-1'],
      ['127.0.0.3', 'core-1@127.0.0.3'],
    ]);
  });

  test('byte by byte is the same as at once', async () => {
    const bytes = readFileSync(fixture('frr-bmp/nva.bmp'));
    await listen();
    const [dripping, whole] = [await router('127.0.0.2'), await router('127.0.0.3')];
    whole.send(bytes);
    await dripping.drip(bytes);
    await until('both', () => listener.station.counts.messages === 2 * 21);
    await new Promise(setImmediate);
    const of = (address: string): string[] => {
      const { router: name } = listener.items.find(({ connection }) => connection.address === address)!.connection;
      return listener.events.filter((event) => 'peer' in event && event.peer.router === name).map(told);
    };
    expect(of('127.0.0.2')).toEqual(of('127.0.0.3'));
    expect(of('127.0.0.2').length).toBeGreaterThan(20);
  });

  test('that ends with a Termination, and why', async () => {
    await listen();
    const one = await router();
    one.send(join(GREETING, termination(tlv(1, u16(0)), tlv(0, 'maintenance'))));
    await heard('lost');
    expect(lost()).toEqual(['the router ended it: administratively closed, maintenance']);
    expect(listener.told('feed-lost')).toEqual(['feed-lost adj-in-pre 192.0.2.1 kept']);
    await until('the end', () => one.closed);
  });

  test('that breaks off within a message is a fault; the session is not lost with it', async () => {
    await listen();
    const one = await router();
    one.send(join(GREETING, ROUTE.subarray(0, 20)));
    await heard('message', 3);
    one.socket.end();
    await heard('lost');
    const faults = listener.told('decode-fault');
    expect(faults).toEqual([
      `decode-fault the router closed the connection: BMP message at offset ${GREETING.length}: need ${ROUTE.length} bytes, have 20`,
    ]);
    expect(listener.told('peer-down')).toEqual([]);
  });

  test('on a second connection: that is heard, the first is not', async () => {
    await listen();
    (await router()).send(GREETING);
    await heard('message', 3);
    (await router()).send(GREETING);
    await heard('message', 6);
    raw[0]!.send(ROUTE);
    await heard('message', 7);
    expect(listener.told('filtered')).toEqual(['filtered older BMP connection of a router']);
    expect(listener.told('peer-down')).toEqual([]);
  });
});

describe('what is not BMP, or too much', () => {
  test.each([
    ['a request of a browser', new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n')],
    ['a message of 4 GiB', hex('03 ffffffff 00')],
    ['zeros', new Uint8Array(100)],
  ])('%s ends the connection at once, and disturbs nobody', async (_, bytes) => {
    await listen();
    const [good, bad] = [await router('127.0.0.2'), await router('127.0.0.3')];
    good.send(GREETING);
    await heard('message', 3);
    bad.send(bytes);
    await until('the end', () => bad.closed);
    expect(listener.station.counts).toMatchObject({ garbled: 1, messages: 3 });
    good.send(ROUTE);
    await heard('message', 4);
    expect(lost()).toEqual([]);
  });

  test('garbage behind good messages: those count, the fault is told', async () => {
    await listen();
    (await router()).send(join(GREETING, hex('03 ffffffff 00')));
    await heard('lost');
    expect(listener.items.map(({ kind }) => kind)).toEqual([
      'connected',
      'message',
      'message',
      'message',
      'fault',
      'lost',
    ]);
    expect(lost()[0]).toMatch(/^BMP message length at offset \d+: 4294967295 bytes, at most 1048576 are taken$/);
  });

  test('an address that is not allowed is reset without a word', async () => {
    await listen({ allow: [parsePrefix('127.0.0.2/32')!] });
    const stranger = await router('127.0.0.3');
    stranger.send(GREETING);
    await until('the end', () => stranger.closed);
    (await router('127.0.0.2')).send(GREETING);
    await heard('message', 3);
    expect(listener.station.counts).toMatchObject({ strangers: 1, messages: 3 });
    expect(new Set(listener.items.map(({ connection }) => connection.address))).toEqual(new Set(['127.0.0.2']));
  });

  test('500 connections that say nothing stop nobody: who tells has a place, who is silent the longest gives it', async () => {
    await listen({ maxConnections: 100 });
    (await router('127.0.0.2')).send(GREETING);
    await heard('message', 3);
    await Promise.all(Array.from({ length: 500 }, () => router('127.0.0.3')));
    await until('the crowd', () => listener.station.status().connections.length === 100);
    (await router('127.0.0.4')).send(GREETING);
    raw[0]!.send(ROUTE);
    await heard('message', 7);
    expect(lost()).toEqual([]);
    expect(listener.station.counts.crowded).toBe(402);
  });

  test('where all who are there tell, a newcomer has to wait', async () => {
    await listen({ maxConnectionsPerAddress: 1 });
    (await router()).send(GREETING);
    await heard('message', 3);
    const second = await router();
    await until('the end', () => second.closed);
    expect(listener.station.counts.crowded).toBe(1);
    expect(lost()).toEqual([]);
  });

  test('a connection without a message ends in time', async () => {
    await listen({ silentMs: 1_000 });
    const [silent, telling] = [await router('127.0.0.2'), await router('127.0.0.3')];
    telling.send(GREETING);
    await until('the end', () => silent.closed);
    expect(listener.station.counts.silent).toBe(1);
    expect(telling.closed).toBe(false);
  });

  test('a router with more routes than it may have is let go', async () => {
    await listen({ maxRoutes: 2 });
    const one = await router();
    one.send(join(GREETING, routeMonitoring(update({ announced: ['10.2.0.0/16', '10.3.0.0/16'] }))));
    await heard('lost');
    expect(lost()).toEqual(['it has more than 2 routes: raise max_routes, or monitor less']);
    expect(listener.station.counts.over_routes).toBe(1);
  });
});

test('what nobody takes waits with the router, and is all heard in the end', async () => {
  const station = await BmpStation.open(stationOptions(port, { maxQueuedBytes: 64 * 1024 }));
  const messages = 200_000;
  const one = await router();
  one.send(HELLO);
  for (let sent = 0; sent < messages; sent += 10_000) {
    one.send(...Array<Uint8Array>(10_000).fill(ROUTE));
  }
  await until('a pause', () => station.counts.pauses === 1);
  const before = station.counts.messages;
  // TCP holds the rest: the station reads no more of it, while it goes on hearing others.
  (await router('127.0.0.2')).send(GREETING);
  await until('another router', () => station.counts.messages === before + 3);
  expect(one.socket.writableLength).toBeGreaterThan(0);
  let taken = 0;
  for await (const batch of station.items()) {
    taken += batch.filter(({ kind }) => kind === 'message').length;
    if (taken === messages + 1 + 3) {
      break;
    }
  }
  await station.close();
  expect(station.counts.pauses).toBeGreaterThan(1);
});

test('a connection that breaks while nobody reads: what has come is heard, and what is missing behind it told', async () => {
  const station = await BmpStation.open(stationOptions(port, { maxQueuedBytes: 64 * 1024 }));
  const one = await router();
  one.send(GREETING, ...Array<Uint8Array>(50_000).fill(ROUTE));
  await until('a pause', () => station.counts.pauses === 1);
  one.socket.resetAndDestroy();
  await until('the reset', () => one.closed);
  const items: BmpItem[] = [];
  for await (const batch of station.items()) {
    items.push(...batch);
    if (batch.some(({ kind }) => kind === 'lost')) {
      break;
    }
  }
  await station.close();
  expect(items.slice(-2)).toMatchObject([
    { kind: 'fault', problem: expect.stringMatching(/^read ECONNRESET: BMP message at offset \d+/) as string },
    { kind: 'lost', problem: 'read ECONNRESET' },
  ]);
  expect(items.filter(({ kind }) => kind === 'message')).toHaveLength(station.counts.messages);
});

test('a port that is taken is an error in words', async () => {
  await listen();
  const again = BmpStation.open(stationOptions(port));
  await expect(again).rejects.toThrow(SourceError);
  await expect(again).rejects.toThrow(`127.0.0.1:${port}: `);
});

describe('a router that waits for its station', () => {
  let server: Server;

  afterEach(() => new Promise((resolve) => server.close(resolve)));

  async function waitFor(at: number): Promise<void> {
    server = createServer((socket) => {
      const one = new RawRouter(socket);
      raw.push(one);
      one.send(GREETING);
    });
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
  }

  test('is called until it is there, and again when it is gone', async () => {
    const at = await freePort();
    await listen({ listen: [], connect: [{ address: '127.0.0.1', port: at }] });
    await until('a failure', () => listener.station.status().connections[0]!.words.includes('ECONNREFUSED'));
    expect(listener.station.status()).toMatchObject({ name: `127.0.0.1:${at}`, state: 'waiting' });
    await waitFor(at);
    await heard('message', 3);
    expect((server.address() as AddressInfo).port).toBe(at);
    expect(listener.station.status().connections).toMatchObject([{ name: 'nva-0', up: true }]);
    raw[0]!.end();
    await heard('connected', 2);
    await heard('message', 6);
    expect(listener.told('peer-down')).toEqual([]);
    raw.splice(0).forEach((one) => one.end());
    await listener.close();
  });
});
