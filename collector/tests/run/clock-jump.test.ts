import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { Daemon } from '../../src/live/daemon.ts';
import { Log } from '../../src/observe/log.ts';
import { Secrets } from '../../src/observe/secrets.ts';
import { GREETING, RawPeer } from '../bgp/raw-peer.ts';
import { keepalive, update } from '../build/bgp.ts';
import { freePort } from '../influxd.ts';
import { WriteServer } from '../write-server.ts';
import { until } from './running.ts';

const [HERE, PEER] = ['127.0.0.70', '127.0.0.71'];
const HOUR_MS = 3_600_000;
/** Of a second of this daemon: rows of its interval, of its peer and of itself, a table and incidents. */
const MAX_LINES_OF_INTERVAL = 100;

let folder: string;
let server: WriteServer;
let daemon: Daemon;
let remote: RawPeer;
let stepMs: number;
let keeping: NodeJS.Timeout;
const logged: string[] = [];

/** The whole daemon with a peer, in a process whose wall clock can be moved; its timers run as they do. */
beforeEach(async () => {
  stepMs = 0;
  const now = Date.now.bind(Date);
  vi.spyOn(Date, 'now').mockImplementation(() => now() + stepMs);
  folder = mkdtempSync(join(tmpdir(), 'earshot-clock-'));
  server = await WriteServer.start();
  const port = await freePort();
  const config = join(folder, 'earshot.yaml');
  writeFileSync(
    config,
    `influxdb: { url: '${server.url}' }
journal: { path: ${folder}/journal }
checkpoint: { path: ${folder}/checkpoint, every: 1s }
interval: 1s
observe: { listen: none }
sources:
  - type: bgp
    local_as: 65001
    router_id: 10.0.0.9
    listen: [ { address: ${HERE}, port: ${port} } ]
    peers: [ { address: ${PEER}, as: 65010, passive: true, hold_time: 9s } ]
`
  );
  const log = new Log(
    { level: 'warn', collector: 'local', secrets: new Secrets([]), forPeople: false, nowMs: Date.now },
    (line) => logged.push(line)
  );
  daemon = await Daemon.open(loadConfig({ config }, {}), { log, version: 'test' });
  await daemon.hear();
  remote = await RawPeer.connect(PEER, HERE, port);
  remote.send(GREETING, update({ announced: ['10.1.0.0/16'] }));
  keeping = setInterval(() => remote.send(keepalive()), 1000);
});

afterEach(async () => {
  clearInterval(keeping);
  remote.end();
  await daemon.stop();
  await server.stop();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function lines(measurement: string): string[] {
  return server.lines('bgp').filter((line) => line.startsWith(`${measurement},`));
}

/** Until the collector has written of itself and of its peer for so many more intervals; gives all lines that came meanwhile. */
async function intervals(count: number): Promise<string[]> {
  const before = new Set(server.lines('bgp'));
  const more = (measurement: string): boolean =>
    lines(measurement).filter(
      (line) => !before.has(line) && line.includes('part=none,reason=none') === (measurement === 'bgp_collector')
    ).length >= count;
  await until(() => more('bgp_collector') && more('bgp_prefixes'));
  return server.lines('bgp').filter((line) => !before.has(line));
}

test.each([
  ['forth', HOUR_MS],
  ['back', -HOUR_MS],
])('a wall clock that goes an hour %s, and home again, costs no session, no route and no interval', async (_, byMs) => {
  await intervals(2);
  for (const step of [byMs, 0]) {
    stepMs = step;
    const come = await intervals(4);
    const ofPeer = come.filter((line) => line.includes(`peer=${PEER},`));
    expect(come.length).toBeLessThan(20 * MAX_LINES_OF_INTERVAL);
    expect(ofPeer.filter((line) => line.startsWith('bgp_sessions,') && line.includes('up=0i'))).toEqual([]);
    expect(ofPeer.filter((line) => line.includes('action=withdraw'))).toEqual([]);
    expect(come.filter((line) => line.startsWith('bgp_incidents,') && line.includes('silent'))).toEqual([]);
  }
  expect(remote.closed).toBe(false);
  expect(logged).toEqual([]);
});
