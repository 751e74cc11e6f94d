import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../../tests/bgp/daemon.ts';
import { update } from '../../tests/build/bgp.ts';
import { risBgp, risFilters, risState } from '../../tests/build/ris.ts';
import { RisServer } from '../../tests/build/ris-server.ts';
import { Archive } from '../archive/archive.ts';
import { decodeBgp4mp } from '../mrt/bgp4mp.ts';
import { MrtFramer } from '../mrt/framer.ts';
import { findFiles } from '../sources/find-files.ts';
import { defaultSettings } from '../detect/settings.ts';
import { Pipeline } from '../pipeline.ts';
import { KnownPeers } from './known-peers.ts';
import { LiveRun } from './live-run.ts';
import type { Surroundings } from './live-source.ts';
import { openRisLive } from './ris-live-source.ts';
import { Routers } from './routers.ts';

const OUTLET = {
  beginFile: (): void => {},
  take: (): void => {},
  full: false,
  relieved: (): Promise<void> => Promise.resolve(),
};
const LIVE = {
  client: 'earshot-test',
  filters: risFilters({ prefixes: ['10.1.0.0/16'] }),
  maxLagMs: 60_000,
  subscribeEveryMs: 1,
  pingEveryMs: 10_000,
  retryMs: 20,
  maxRetryMs: 50,
  maxFrameBytes: 1_000_000,
  maxQueuedBytes: 1_000_000,
};

function surroundingsOf(pipeline: Pipeline, archive: Archive | undefined): Surroundings {
  return {
    run: new LiveRun(pipeline, OUTLET),
    routers: new Routers('local'),
    known: new KnownPeers([]),
    archive,
    nowUs: () => Date.now() * 1000,
    failed: () => {},
  };
}

test('what RIS Live tells gets into the tables of its collectors, and goes with the sessions of its peers', async () => {
  const server = await RisServer.open();
  const pipeline = new Pipeline(defaultSettings(60_000_000), OUTLET);
  const live = { ...LIVE, url: server.url };
  const source = openRisLive({ type: 'ris-live', live }, surroundingsOf(pipeline, undefined));
  await until('its subscriptions', () => server.heard.length >= 2);
  server.send(risBgp(update({ announced: ['10.1.0.0/16', '10.2.0.0/16'] })));
  await until('the route that was asked for', () => pipeline.rib.size === 1);
  expect(Array.from(pipeline.rib.peers(), ({ peer }) => peer)).toMatchObject([
    { router: 'rrc01.ripe.net', address: '192.0.2.1', as: 64500, view: 'adj-in-pre' },
  ]);
  server.send('{', risState('down'));
  await until('no route', () => pipeline.rib.size === 0);
  await source.close();
  await server.close();
  expect(source.status()).toMatchObject({ type: 'ris-live', counts: { heard: 2, faulty: 1 } });
  expect(pipeline.counts).toMatchObject({ announced: 1, faulty: 1 });
});

test.each(['192.0.2.1', '2001:db8::1'])('what a peer %s tells is kept in the archive, as it came', async (address) => {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-ris-'));
  const server = await RisServer.open();
  const options = { path: folder, maxBytes: 1e9, maxAgeMs: 1e9, segmentBytes: 1e6, compress: 'none' } as const;
  const archive = await Archive.open(options);
  const pipeline = new Pipeline(defaultSettings(60_000_000), OUTLET);
  const live = { ...LIVE, url: server.url };
  const source = openRisLive({ type: 'ris-live', live }, surroundingsOf(pipeline, archive));
  await until('its subscriptions', () => server.heard.length >= 2);
  const message = update({ announced: ['10.1.0.0/16'] });
  server.send(risBgp(message, { peer: address }));
  await until('the route', () => pipeline.rib.size === 1);
  await source.close();
  await archive.close();
  await server.close();

  const files = await findFiles([folder]);
  const records = files.flatMap((path) => [...new MrtFramer({ lookAhead: false }).push(readFileSync(path))]);
  const decoded = records.map((record) => record.kind === 'record' && decodeBgp4mp(record));
  expect(decoded).toMatchObject([{ kind: 'message', peer: address, peerAs: 64500, direction: 'received' }]);
  rmSync(folder, { recursive: true });
});
