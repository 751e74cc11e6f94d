import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stateOf } from '../../tests/build/collector-parts.ts';
import { PeerEvents, peer } from '../../tests/build/peer-events.ts';
import { WriteServer } from '../../tests/write-server.ts';
import { Delivery } from '../influx/delivery/delivery.ts';
import { Rib } from '../rib/rib.ts';
import { imbalances, total } from './collector-state.ts';

describe('messages: received = decoded + faulty + filtered', () => {
  test('adds up', () => {
    expect(imbalances(stateOf({ messages: { received: 9, decoded: 4, faulty: 3, filtered: 2 } }))).toEqual([]);
  });

  test('one that is lost on the way is told', () => {
    const [imbalance, ...others] = imbalances(
      stateOf({ messages: { received: 9, decoded: 4, faulty: 2, filtered: 2 } })
    );
    expect(others).toEqual([]);
    expect(imbalance).toEqual({
      what: 'messages',
      missing: 1,
      words: 'received 9 is not decoded 4 + faulty 2 + filtered 2',
    });
  });
});

describe('points: made + recovered = written + queued + dropped + dead', () => {
  let folder: string;
  let server: WriteServer;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'earshot-state-'));
    server = await WriteServer.start();
  });

  afterEach(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  const open = (): Promise<Delivery> =>
    Delivery.open(folder, {
      connection: { url: server.url, timeoutMs: 5_000 },
      databases: { general: 'g', verbose: 'v' },
      journal: { maxBytes: 1024 * 1024, segmentBytes: 4096, fsync: 'interval' },
      pauses: { firstMs: 5, maxMs: 50, refusedMs: 20 },
    });

  test('adds up with a server that refuses lines, one that is away, and what the last run left', async () => {
    server.refuses = (line) => (line.startsWith('bad') ? 'field type conflict: bad' : undefined);
    let delivery = await open();
    for (let at = 0; at < 100; at++) {
      delivery.append(at % 2 === 0 ? 'general' : 'verbose', `${at % 10 === 0 ? 'bad' : 'good'} v=${at}i ${at}`);
    }
    delivery.append('general', `m v="${'x'.repeat(5_000_000)}" 1`);
    await delivery.drained();
    expect(imbalances(stateOf({ points: delivery.counts }))).toEqual([]);
    expect(total(delivery.counts.dead)).toBe(10);
    expect(delivery.counts.dropped.line_too_long).toBe(1);

    server.fault = () => ({ kind: 'reset' });
    delivery.append('general', 'm v=1i 1');
    await delivery.flushed();
    expect(imbalances(stateOf({ points: delivery.counts }))).toEqual([]);
    await delivery.close();

    server.fault = () => ({ kind: 'none' });
    delivery = await open();
    await delivery.drained();
    // Of a segment that was not full yet, more is sent again than was left.
    expect(delivery.counts.recovered).toBeGreaterThan(0);
    expect(delivery.counts).toMatchObject({ made: 0, queued: 0 });
    expect(imbalances(stateOf({ points: delivery.counts }))).toEqual([]);
    await delivery.close();
  });

  test('points that nobody counts are told, and those that are counted twice', () => {
    const wrong = (written: number): number[] =>
      imbalances(stateOf({ points: { made: 5, recovered: 1, written, queued: 2 } })).map(({ missing }) => missing);
    expect([wrong(4), wrong(3), wrong(5)]).toEqual([[], [1], [-1]]);
  });
});

describe('peers', () => {
  test('whose session is up, down or not known, with tables that are whole or not', () => {
    const rib = new Rib(1);
    const [up, down, dumped] = ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map((address) => new PeerEvents(peer(address)));
    const events = [
      up!.up(1),
      up!.announce(2, '10.1.0.0/24', { path: [65515] }),
      down!.announce(2, '10.1.0.0/24', { path: [65515, 65010] }),
      down!.down(3),
      dumped!.tableRoute(3, '10.1.0.0/24', { path: [65515] }),
    ];
    events.forEach((event) => rib.apply(event, () => {}));
    const settings = { name: 'rs-0', site: undefined, group: 'route-server', bestOnly: true, asn: undefined };
    const { peers, tables } = stateOf({ rib, peerSettings: new Map([['10.0.0.1', settings]]) });
    expect(peers.map(({ address, session }) => `${address} ${session}`)).toEqual([
      '10.0.0.1 up',
      '10.0.0.2 down',
      '10.0.0.3 unknown',
    ]);
    expect(peers[0]).toMatchObject({ name: 'rs-0', group: 'route-server', bestOnly: true, lastUpdateMs: 2000 });
    expect(peers[0]!.tables).toEqual([{ familyName: 'ipv4', routes: 1, whole: true, onlyAs: 65515 }]);
    expect(peers[2]).toMatchObject({ name: undefined, bestOnly: false });
    expect(tables).toEqual({ routes: rib.size, peers: 3, peersUp: 1 });
  });

  test('one AS alone is told only where every path is it', () => {
    const rib = new Rib(1);
    const one = new PeerEvents(peer('10.0.0.1'));
    const onlyAs = (): unknown => stateOf({ rib }).peers[0]!.tables[0]!.onlyAs;
    rib.apply(one.announce(1, '10.1.0.0/24', { path: [65515] }), () => {});
    rib.apply(one.announce(1, '10.2.0.0/24', { path: [65515] }), () => {});
    expect(onlyAs()).toBe(65515);
    rib.apply(one.announce(1, '10.3.0.0/24', { path: [65515, 12076, 65010] }), () => {});
    expect(onlyAs()).toBeUndefined();
  });
});
