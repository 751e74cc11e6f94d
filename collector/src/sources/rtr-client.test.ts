import { afterEach, describe, expect, test } from 'vitest';
import { until } from '../../tests/bgp/daemon.ts';
import { join } from '../../tests/build/bytes.ts';
import {
  cacheReset,
  cacheResponse,
  endOfData,
  errorReport,
  fullAnswer,
  prefixPdu,
  serialNotify,
} from '../../tests/build/rtr.ts';
import { type Answer, ScriptedCache } from '../../tests/build/scripted-cache.ts';
import { prefixOf } from '../../tests/build/settings.ts';
import type { RoaTable } from '../detect/rpki/roa-table.ts';
import { freePort } from '../../tests/influxd.ts';
import { RtrClient } from './rtr-client.ts';
import type { RtrOptions } from './rtr-options.ts';

const SESSION = 7;
const OPTIONS: Omit<RtrOptions, 'caches'> = {
  bounds: { refresh: [0.05, 3600], retry: [0.05, 0.1], expire: [0.1, 3600] },
  maxVrps: 10_000,
  silenceMs: 10_000,
  answerMs: 20_000,
  firstRetryMs: 10,
};

const open: { close(): unknown }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

/** A client with all tables that it gave. */
class Heard {
  readonly tables: RoaTable[] = [];
  readonly client: RtrClient;

  constructor(ports: readonly number[], options: Partial<RtrOptions> = {}) {
    const caches = ports.map((port) => ({ host: '127.0.0.1', port }));
    this.client = RtrClient.open({ ...OPTIONS, ...options, caches }, (roas) => this.tables.push(roas));
    open.push(this.client);
  }

  /** Until AS `as` may originate 10.0.0.0/8. */
  async valid(as: number): Promise<void> {
    await until(`ROAs for AS ${as}`, () => this.#validity(as) === 'valid');
  }

  async empty(): Promise<void> {
    await until('no ROAs', () => this.tables.length > 0 && this.tables.at(-1)!.size === 0);
  }

  #validity(as: number): string | undefined {
    return this.tables.at(-1)?.validate(prefixOf('10.0.0.0/8'), as);
  }
}

async function cacheOf(answer: Answer, port = 0): Promise<ScriptedCache> {
  const cache = await ScriptedCache.open(answer, port);
  open.push(cache);
  return cache;
}

/** A cache of version 1 with one ROA, 10.0.0.0/8 for this AS. */
function serves(as: number, version = 1): Answer {
  return (pdu, socket) => {
    if (pdu.kind === 'reset-query') {
      socket.write(fullAnswer(SESSION, 1, [`10.0.0.0/8 ${as}`], version));
    } else if (pdu.kind === 'serial-query') {
      socket.write(join(cacheResponse(SESSION, version), endOfData(SESSION, 1, { version })));
    }
  };
}

describe('one cache', () => {
  test('byte at a time', async () => {
    const bytes = fullAnswer(SESSION, 1, ['10.0.0.0/8 1', '2001:db8::/32 2']);
    const cache = await cacheOf((_, socket) => {
      socket.setNoDelay(true);
      void (async (): Promise<void> => {
        for (const byte of bytes) {
          socket.write(Uint8Array.of(byte));
          await new Promise(setImmediate);
        }
      })();
    });
    const heard = new Heard([cache.port]);
    await heard.valid(1);
    expect(heard.client.status()).toMatchObject({
      type: 'rtr',
      state: 'hearing',
      words: `2 ROAs from 127.0.0.1 port ${cache.port}`,
      connections: [{ up: true, words: 'in use, version 1' }],
      counts: { connections: 1, answers: 1, changes: 1, failures: 0 },
    });
  });

  test('a change is told, no change is not', async () => {
    const cache = await cacheOf(serves(1));
    const heard = new Heard([cache.port]);
    await heard.valid(1);
    cache.send(serialNotify(SESSION, 2));
    await until('an answer without a change', () => heard.client.counts.answers === 2);
    const changes = [prefixPdu('10.0.0.0/8 1', false), prefixPdu('10.0.0.0/8 2')];
    cache.answer = (_, socket): unknown =>
      socket.write(join(cacheResponse(SESSION), ...changes, endOfData(SESSION, 2)));
    cache.send(serialNotify(SESSION, 2));
    await heard.valid(2);
    expect(heard.tables).toHaveLength(2);
  });

  test('everything again, and the same as before: nothing is told', async () => {
    const cache = await cacheOf(serves(1));
    const heard = new Heard([cache.port]);
    await heard.valid(1);
    cache.answer = (pdu, socket): unknown =>
      socket.write(pdu.kind === 'serial-query' ? cacheReset() : fullAnswer(SESSION + 1, 1, ['10.0.0.0/8 1']));
    cache.send(serialNotify(SESSION, 2));
    await until('a second full answer', () => heard.client.counts.answers === 2);
    expect(heard.tables).toHaveLength(1);
    expect(cache.heard).toEqual(['v1 reset-query', 'v1 serial-query', 'v1 reset-query']);
  });

  test('it is asked again when the refresh interval is over', async () => {
    const cache = await cacheOf(serves(1));
    const { port } = cache;
    cache.answer = (pdu, socket): unknown =>
      socket.write(
        pdu.kind === 'reset-query'
          ? join(cacheResponse(SESSION), prefixPdu('10.0.0.0/8 1'), endOfData(SESSION, 1, { refresh: 0 }))
          : join(cacheResponse(SESSION), endOfData(SESSION, 1, { refresh: 0 }))
      );
    const heard = new Heard([port]);
    await until('three answers', () => heard.client.counts.answers >= 3);
    expect(heard.tables).toHaveLength(1);
  });

  test('gone for a moment: its ROAs hold meanwhile', async () => {
    const cache = await cacheOf(serves(1));
    const heard = new Heard([cache.port]);
    await heard.valid(1);
    const { port } = cache;
    await cache.close();
    await until('trouble', () => heard.client.status().state === 'trouble');
    expect(heard.client.status().words).toMatch(/^1 ROA from .*, good until 20.*; .* port /);
    await cacheOf(serves(1), port);
    await until('the cache again', () => heard.client.status().state === 'hearing');
    expect(heard.tables).toHaveLength(1);
  });

  test('RFC 8210 §6: gone for longer, they are dropped, and that is told', async () => {
    const cache = await cacheOf((_, socket) => {
      const data = [cacheResponse(SESSION), prefixPdu('10.0.0.0/8 1'), endOfData(SESSION, 1, { expire: 0 })];
      socket.write(join(...data));
    });
    const heard = new Heard([cache.port]);
    await heard.valid(1);
    const { port } = cache;
    await cache.close();
    await heard.empty();
    expect(heard.client.status()).toMatchObject({
      state: 'trouble',
      words: expect.stringMatching(/^the ROAs have expired, every route counts as not-found; /) as string,
      counts: { expiries: 1 },
    });
    await cacheOf(serves(2), port);
    await heard.valid(2);
  });

  test('RFC 8210 §5.1: another session ID within a connection: they are dropped at once', async () => {
    const cache = await cacheOf(serves(1));
    const heard = new Heard([cache.port]);
    await heard.valid(1);
    cache.answer = serves(2);
    cache.send(serialNotify(SESSION + 1, 1));
    await heard.valid(2);
    expect(heard.tables.map(({ size }) => size)).toEqual([1, 0, 1]);
    expect(cache.heard).toEqual(['v1 reset-query', 'v1 error 0', 'v1 reset-query']);
  });
});

describe('RFC 8210 §7: a cache of version 0', () => {
  test('answers in it', async () => {
    const cache = await cacheOf(serves(1, 0));
    const heard = new Heard([cache.port]);
    await heard.valid(1);
    expect(heard.client.status().connections).toMatchObject([{ words: 'in use, version 0' }]);
  });

  test.each<[string, Answer]>([
    ['reports that it does not know version 1', (_, socket): unknown => socket.end(errorReport(4, '', undefined, 0))],
    ['closes the connection', (_, socket): unknown => socket.destroy()],
  ])('%s', async (_, refuse) => {
    const cache = await cacheOf((pdu, socket, version) =>
      (version === 1 ? refuse : serves(1, 0))(pdu, socket, version)
    );
    await new Heard([cache.port]).valid(1);
    expect(cache.heard).toEqual(['v1 reset-query', 'v0 reset-query']);
  });
});

describe('several caches, in order of preference', () => {
  test('one that does not answer, says no, or talks nonsense, is passed over', async () => {
    const says =
      (bytes: Uint8Array): Answer =>
      (_, socket): unknown =>
        socket.write(bytes);
    const caches = [
      await cacheOf(() => {}),
      await cacheOf(says(errorReport(2, 'validating still'))),
      await cacheOf(says(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))),
      await cacheOf(says(join(cacheResponse(SESSION), prefixPdu('10.0.0.0/8-40 1')))),
      await cacheOf(serves(5)),
    ];
    const heard = new Heard([await freePort(), ...caches.map(({ port }) => port)], { silenceMs: 1_000 });
    await heard.valid(5);
    expect(heard.client.status().connections.map(({ words }) => words)).toEqual([
      expect.stringMatching(/ECONNREFUSED/),
      'no answer within 1 s',
      'the cache says: No Data Available, validating still',
      expect.stringMatching(/^protocol version: 72, need 0 or 1/),
      expect.stringMatching(/^prefix length at offset 9/),
      'in use, version 1',
    ]);
  });

  test('the next one takes over, its ROAs in the place of the others and none in between', async () => {
    const [first, second] = [await cacheOf(serves(1)), await cacheOf(serves(2))];
    const heard = new Heard([first.port, second.port]);
    await heard.valid(1);
    await first.close();
    await heard.valid(2);
    expect(heard.tables.map(({ size }) => size)).toEqual([1, 1]);
  });

  test('one that is preferred takes over when it is back', async () => {
    const port = await freePort();
    const second = await cacheOf(serves(2));
    const heard = new Heard([port, second.port]);
    await heard.valid(2);
    await cacheOf(serves(1), port);
    await heard.valid(1);
    await until('the second one to be left', () => second.sockets.size === 0);
    expect(heard.client.status().connections).toMatchObject([{ up: true }, { up: false }]);
  });
});

test('an answer without end is not waited for', async () => {
  const endless = await cacheOf((_, socket) => {
    socket.write(cacheResponse(SESSION));
    let n = 0;
    const timer = setInterval(() => socket.write(prefixPdu(`10.0.${n++ & 255}.0/24 ${n}`)), 5);
    socket.on('close', () => clearInterval(timer));
  });
  const good = await cacheOf(serves(2));
  const heard = new Heard([endless.port, good.port], { answerMs: 1_000 });
  await heard.valid(2);
  expect(heard.client.status().connections[0]).toMatchObject({ words: 'no whole answer within 1 s' });
});

test('a client that is closed is silent', async () => {
  const cache = await cacheOf(serves(1));
  const heard = new Heard([cache.port]);
  await heard.valid(1);
  heard.client.close();
  await until('the connection to end', () => cache.sockets.size === 0);
  expect(heard.client.counts.failures).toBe(0);
});
