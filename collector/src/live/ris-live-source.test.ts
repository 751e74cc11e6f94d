import { expect, test } from 'vitest';
import { until } from '../../tests/bgp/daemon.ts';
import { update } from '../../tests/build/bgp.ts';
import { risBgp, risFilters, risState } from '../../tests/build/ris.ts';
import { RisServer } from '../../tests/build/ris-server.ts';
import { defaultSettings } from '../detect/settings.ts';
import { Pipeline } from '../pipeline.ts';
import { KnownPeers } from './known-peers.ts';
import { LiveRun } from './live-run.ts';
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

test('what RIS Live tells gets into the tables of its collectors, and goes with the sessions of its peers', async () => {
  const server = await RisServer.open();
  const pipeline = new Pipeline(defaultSettings(60_000_000), OUTLET);
  const run = new LiveRun(pipeline, OUTLET);
  const surroundings = {
    run,
    routers: new Routers('local'),
    known: new KnownPeers([]),
    archive: undefined,
    nowUs: () => Date.now() * 1000,
    failed: () => {},
  };
  const source = openRisLive({ type: 'ris-live', live: { ...LIVE, url: server.url } }, surroundings);
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
