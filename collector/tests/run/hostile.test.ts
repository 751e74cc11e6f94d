import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CollectorState, imbalances } from '../../src/observe/collector-state.ts';
import { GREETING, RawPeer } from '../bgp/raw-peer.ts';
import { RawRouter } from '../bmp/raw-router.ts';
import { keepalive, notification, update } from '../build/bgp.ts';
import { initiation, peerUp, routeMonitoring, tlv } from '../build/bmp.ts';
import { hex, join, u8 } from '../build/bytes.ts';
import { freePort } from '../influxd.ts';
import { WriteServer } from '../write-server.ts';
import { Running, stopAll, until } from './running.ts';

const HERE = '127.0.0.50';
const [GOOD, BAD, ENDING] = ['127.0.0.51', '127.0.0.52', '127.0.0.53'];
const CROWD = 500;

let server: WriteServer;
let daemon: Running;
let ports: { readonly bgp: number; readonly bmp: number; readonly observe: number };
let good: RawPeer;
let router: RawRouter;
let keeping: NodeJS.Timeout;

beforeAll(async () => {
  server = await WriteServer.start();
  ports = { bgp: await freePort(), bmp: await freePort(), observe: await freePort() };
  daemon = new Running(`influxdb: { url: '${server.url}' }
interval: 1s
observe: { listen: '127.0.0.1:${ports.observe}' }
sources:
  - type: bgp
    local_as: 65001
    router_id: 10.0.0.9
    listen: [ { address: ${HERE}, port: ${ports.bgp} } ]
    peers:
      - { address: ${GOOD}, as: 65010, passive: true }
      - { address: ${BAD}, as: 65010, passive: true }
      - { address: ${ENDING}, as: 65010, passive: true, hold_time: 3s }
  - { type: bmp, listen: '127.0.0.1:${ports.bmp}', max_connections: 100, max_connections_per_address: 100 }
`);
  daemon.start();
  await until(status);
  good = await RawPeer.connect(GOOD, HERE, ports.bgp);
  router = await RawRouter.connect(ports.bmp);
  keeping = setInterval(() => good.send(keepalive()), 1000);
});

afterAll(async () => {
  clearInterval(keeping);
  good.end();
  router.end();
  await stopAll();
  await server.stop();
});

const status = (): Promise<CollectorState | undefined> => daemon.status(ports.observe);

/** Rows of a measurement that hold all of these. */
function rows(measurement: string, ...parts: readonly string[]): string[] {
  return server
    .lines('bgp')
    .filter((line) => line.startsWith(`${measurement},`) && parts.every((part) => line.includes(part)));
}

async function announced(peer: string, prefix: string): Promise<void> {
  await until(() => rows('bgp_routes', `peer=${peer},`, 'action=announce', `prefix="${prefix}"`).length === 1);
}

test('a peer and a router that tell byte by byte are heard', async () => {
  for (const byte of join(GREETING, update({ announced: ['10.1.0.0/16'] }))) {
    good.socket.write(Uint8Array.of(byte));
    await new Promise(setImmediate);
  }
  const monitored = routeMonitoring(update({ announced: ['10.2.0.0/16'] }));
  await router.drip(join(initiation(tlv(2, 'nva-0'), tlv(1, 'Router OS')), peerUp(), monitored));
  await announced(GOOD, '10.1.0.0/16');
  await announced('192.0.2.1', '10.2.0.0/16');
});

test(`${CROWD} connections to each that say nothing keep nobody out`, async () => {
  const peers = await Promise.all(Array.from({ length: CROWD }, () => RawPeer.connect(BAD, HERE, ports.bgp)));
  const routers = await Promise.all(Array.from({ length: CROWD }, () => RawRouter.connect(ports.bmp, BAD)));
  good.send(update({ announced: ['10.3.0.0/16'] }));
  router.send(routeMonitoring(update({ announced: ['10.4.0.0/16'] })));
  await announced(GOOD, '10.3.0.0/16');
  await announced('192.0.2.1', '10.4.0.0/16');
  [...peers, ...routers].forEach((one) => one.end());
});

test('garbage, and frames that claim 4 GiB, end the connections that they come over, and no other', async () => {
  for (const bytes of [new Uint8Array(randomBytes(5000)), new Uint8Array(20).fill(255)]) {
    const bad = await RawPeer.connect(BAD, HERE, ports.bgp);
    bad.send(bytes);
    expect(await bad.refused()).toMatch(/^1\//);
  }
  for (const bytes of [new Uint8Array(randomBytes(5000)), hex('03 ffffffff 00')]) {
    const bad = await RawRouter.connect(ports.bmp, BAD);
    bad.send(bytes);
    await until(() => bad.closed);
  }
  good.send(update({ announced: ['10.5.0.0/16'] }));
  router.send(routeMonitoring(update({ announced: ['10.6.0.0/16'] })));
  await announced(GOOD, '10.5.0.0/16');
  await announced('192.0.2.1', '10.6.0.0/16');
});

test('how a session was lost is told: by a connection that is cut, the hold timer, a Cease with its text', async () => {
  const session = async (): Promise<RawPeer> => {
    const ending = await RawPeer.connect(ENDING, HERE, ports.bgp);
    ending.send(GREETING);
    await until(async () =>
      (await status())?.peers.some(({ address, session: state }) => address === ENDING && state === 'up')
    );
    return ending;
  };
  const lost = (reason: string): Promise<true> =>
    until(() => rows('bgp_sessions', `peer=${ENDING},`, 'up=0i', reason).length > 0);

  (await session()).end();
  await lost('the peer closed the connection');
  const silent = await session();
  expect(await silent.refused()).toBe('4/0');
  await lost('Hold Timer Expired');
  const words = new TextEncoder().encode('CHG-1042: back at nine');
  (await session()).send(notification(6, 2, join(u8(words.length), words)));
  await lost('CHG-1042: back at nine');
  await until(() => rows('bgp_notification', `peer=${ENDING},`, 'direction=received', 'CHG-1042').length > 0);
});

test('all of it is accounted for, and a signal ends it with nothing lost', async () => {
  const { made } = (await until(status)).points;
  // Each second makes points anew: what there was by now is waited for, not a moment without any.
  const state = await until(async () => {
    const now = await status();
    return now !== undefined && now.points.written >= made && now;
  });
  expect(imbalances(state)).toEqual([]);
  expect(good.closed || router.closed).toBe(false);
  expect(
    state.peers
      .filter(({ session }) => session === 'up')
      .map(({ address }) => address)
      .sort()
  ).toEqual([GOOD, '192.0.2.1']);
  expect(await daemon.stop(), daemon.stderr).toBe(0);
  expect(daemon.stderr).not.toContain('"level":"error"');
});
