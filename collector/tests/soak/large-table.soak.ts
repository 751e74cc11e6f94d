import { closeSync, openSync, writeSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stopDaemons, until } from '../bgp/daemon.ts';
import { Gobgp } from '../bgp/gobgp.ts';
import { Listener, peer } from '../bgp/listener.ts';
import { type PlainRoute, heardRoutes } from '../bgp/route.ts';
import { largeDump } from '../build/large-table.ts';
import { freePort } from '../influxd.ts';

const [HERE, ADDRESS] = ['127.0.3.20', '127.0.3.21'];
/** A million and some: of what it takes in at once, GoBGP leaves a few hundred prefixes of the end out. */
const BLOCKS = 246;
const MILLION = 1_000_000;

let gobgp: Gobgp;
let listener: Listener;

beforeAll(async () => {
  const port = await freePort();
  gobgp = await Gobgp.start({
    ...{ as: 65010, routerId: '10.0.0.21', address: ADDRESS, port },
    neighbors: [{ address: HERE, as: 65001, families: ['ipv4-unicast'] }],
  });
  const file = openSync(gobgp.path('table.mrt'), 'w');
  for (const record of largeDump(BLOCKS)) {
    writeSync(file, record);
  }
  closeSync(file);
  gobgp.gobgp('mrt', 'inject', 'global', gobgp.path('table.mrt'));
  listener = await Listener.open({
    peers: [peer({ address: ADDRESS, port, localAddress: HERE, passive: false, families: [{ afi: 1, safi: 1 }] })],
  });
}, 600_000);

afterAll(async () => {
  await listener.close();
  await stopDaemons();
});

test('a million prefixes of GoBGP: its view of what it sends equals our table, attribute by attribute', async () => {
  const [, destinations] = /Destination: (\d+)/.exec(gobgp.gobgp('global', 'rib', 'summary')) ?? [];
  const count = Number(destinations);
  expect(count).toBeGreaterThan(MILLION);
  const startMs = performance.now();
  await until('the table', () => listener.table.size === count);
  console.log(`${count} prefixes came in ${((performance.now() - startMs) / 1000).toFixed(1)} s`);

  const theirs = gobgp.sent(HERE, { ipv4: 'ipv4' });
  const ours = new Map(heardRoutes(listener).map((route) => [route.route, route]));
  expect([theirs.length, ours.size]).toEqual([count, count]);
  const wrong = theirs.filter((route) => !same(route, ours.get(route.route)));
  expect(wrong.slice(0, 10)).toEqual([]);
  expect(listener.losses(ADDRESS)).toEqual([]);
}, 600_000);

function same(one: PlainRoute, other: PlainRoute | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
