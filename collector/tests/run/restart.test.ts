import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CollectorState } from '../../src/observe/collector-state.ts';
import { GREETING, RawPeer } from '../bgp/raw-peer.ts';
import { update } from '../build/bgp.ts';
import { freePort } from '../influxd.ts';
import { WriteServer } from '../write-server.ts';
import { Running, stopAll, until } from './running.ts';

const [HERE, PEER] = ['127.0.0.57', '127.0.0.58'];

let server: WriteServer;
let daemon: Running;
let ports: { readonly bgp: number; readonly observe: number };

beforeAll(async () => {
  server = await WriteServer.start();
  ports = { bgp: await freePort(), observe: await freePort() };
  daemon = new Running('');
  daemon.write(`influxdb: { url: '${server.url}' }
interval: 1s
observe: { listen: '127.0.0.1:${ports.observe}' }
archive: { path: ${daemon.folder}/archive }
sources:
  - type: bgp
    local_as: 65001
    router_id: 10.0.0.9
    listen: [ { address: ${HERE}, port: ${ports.bgp} } ]
    peers: [ { address: ${PEER}, as: 65010, passive: true } ]
`);
});

afterAll(async () => {
  await stopAll();
  await server.stop();
});

const status = (): Promise<CollectorState | undefined> => daemon.status(ports.observe);

async function session(): Promise<string | undefined> {
  return (await status())?.peers.find(({ address }) => address === PEER)?.session;
}

test('who was heard by a socket before a kill is neither up nor down until it comes back, and what it told is kept', async () => {
  daemon.start();
  await until(status);
  const before = await RawPeer.connect(PEER, HERE, ports.bgp);
  before.send(GREETING, update({ announced: ['10.1.0.0/16'] }));
  await until(async () => (await status())?.tables.routes === 1);
  await daemon.remembered();
  await daemon.kill();

  daemon.start();
  await until(async () => (await session()) !== undefined);
  expect(await session()).toBe('unknown');
  expect((await status())?.tables).toMatchObject({ routes: 1, peersUp: 0 });
  const after = await RawPeer.connect(PEER, HERE, ports.bgp);
  after.send(GREETING);
  await until(async () => (await session()) === 'up');
  after.end();
});

test('every loss that has a counter is told, from the first moment on', async () => {
  expect(Object.keys((await until(status)).losses).sort()).toEqual([
    'archive_buffer_full',
    'archive_failures',
    'archive_removed_files',
    'archive_routers',
    'series_over',
    'snapshots_abandoned',
  ]);
  expect(await daemon.stop(), daemon.stderr).toBe(0);
});
