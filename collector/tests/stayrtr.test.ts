import { renameSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RoaTable } from '../src/detect/rpki/roa-table.ts';
import { RtrClient } from '../src/sources/rtr-client.ts';
import type { RtrOptions } from '../src/sources/rtr-options.ts';
import { Daemon, stopDaemons, until } from './bgp/daemon.ts';
import { prefixOf } from './build/settings.ts';
import { freePort } from './influxd.ts';
import { hasTool } from './tools.ts';

type RoaEntry = readonly [prefix: string, maxLength: number, as: number];

const FIRST: readonly RoaEntry[] = [
  ['192.0.2.0/24', 24, 64500],
  ['10.0.0.0/8', 16, 64501],
  ['2001:db8::/32', 48, 4_200_000_000],
];
const SECOND: readonly RoaEntry[] = [['192.0.2.0/24', 28, 64500], FIRST[2]!, ['203.0.113.0/24', 24, 0]];
/** Of stayrtr, seconds. */
const EXPIRE_SECONDS = 3;

const clients: RtrClient[] = [];
let daemon: Daemon;
let ports: { rtr: number; metrics: number };

beforeEach(async () => {
  daemon = new Daemon();
  ports = { rtr: await freePort(), metrics: await freePort() };
});

afterEach(async () => {
  clients.splice(0).forEach((client) => client.close());
  await daemon.stop();
});

afterAll(stopDaemons);

function serve(roas: readonly RoaEntry[]): string {
  const entries = roas.map(([prefix, maxLength, as]) => ({ prefix, maxLength, asn: `AS${as}`, ta: 'test' }));
  daemon.write('roas.new', JSON.stringify({ metadata: {}, roas: entries }));
  renameSync(daemon.path('roas.new'), daemon.path('roas.json'));
  return daemon.path('roas.json');
}

function start(roas: readonly RoaEntry[], protocol = 1): void {
  const path = serve(roas);
  const addresses = ['-bind', `127.0.0.1:${ports.rtr}`, '-metrics.addr', `127.0.0.1:${ports.metrics}`];
  const times = ['-refresh', '1', '-rtr.refresh', '1', '-rtr.retry', '1', '-rtr.expire', `${EXPIRE_SECONDS}`];
  daemon.start('stayrtr', ['-cache', path, '-checktime=false', '-protocol', `${protocol}`, ...addresses, ...times]);
}

/** Leaves the folder and the file, as a restart does. */
function kill(): void {
  daemon.signal('SIGKILL');
}

function listen(options: Partial<RtrOptions> = {}): { client: RtrClient; tables: RoaTable[] } {
  const tables: RoaTable[] = [];
  const client = RtrClient.open(
    {
      caches: [{ host: '127.0.0.1', port: ports.rtr }],
      bounds: { refresh: [1, 3600], retry: [0.1, 0.5], expire: [1, 3600] },
      maxVrps: 1000,
      silenceMs: 10_000,
      answerMs: 20_000,
      firstRetryMs: 50,
      ...options,
    },
    (roas) => tables.push(roas)
  );
  clients.push(client);
  return { client, tables };
}

/** Until the last table is these ROAs: each up to its greatest length, and no further. */
async function has(tables: readonly RoaTable[], roas: readonly RoaEntry[]): Promise<void> {
  await until('the ROAs', () => tables.at(-1)?.size === roas.length && roas.every((roa) => isIn(tables.at(-1)!, roa)));
}

function isIn(table: RoaTable, [text, maxLength, as]: RoaEntry): boolean {
  const address = text.split('/')[0]!;
  const at = (length: number): string => table.validate(prefixOf(`${address}/${length}`), as);
  return as === 0 ? at(maxLength) === 'invalid' : at(maxLength) === 'valid' && at(maxLength + 1) === 'invalid';
}

describe.skipIf(!hasTool('stayrtr'))('with stayrtr', () => {
  test.each([0, 1, 2])('speaking version %i: all ROAs, and then what changes', async (protocol) => {
    start(FIRST, protocol);
    const { client, tables } = listen();
    await has(tables, FIRST);
    serve(SECOND);
    await has(tables, SECOND);
    const version = Math.min(protocol, 1);
    expect(client.status()).toMatchObject({
      state: 'hearing',
      words: `${SECOND.length} ROAs from 127.0.0.1 port ${ports.rtr}`,
      connections: [{ words: `in use, version ${version}` }],
      counts: { changes: 2, expiries: 0 },
    });
  });

  test('started again with another session: its new ROAs, and no moment without any', async () => {
    start(FIRST);
    const { client, tables } = listen({ bounds: { refresh: [1, 3600], retry: [0.1, 0.5], expire: [600, 3600] } });
    await has(tables, FIRST);
    kill();
    await until('trouble', () => client.status().state === 'trouble');
    start(SECOND);
    await has(tables, SECOND);
    expect(tables).toHaveLength(2);
  });

  test('away for longer than its ROAs last', async () => {
    start(FIRST);
    const { client, tables } = listen();
    await has(tables, FIRST);
    kill();
    await has(tables, []);
    expect(client.status()).toMatchObject({ state: 'trouble', counts: { expiries: 1 } });
    start(FIRST);
    await has(tables, FIRST);
    expect(client.status().state).toBe('hearing');
  });
});
