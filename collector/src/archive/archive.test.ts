import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepalive, message, notification, open, originAndPath, reachIPv6, update } from '../../tests/build/bgp.ts';
import { failNextCut, takeHalfOfNext } from '../../tests/build/failing-disk.ts';
import { fixture } from '../../tests/tools.ts';
import { type PeerRecord, decodeBgp4mp } from '../mrt/bgp4mp.ts';
import { MrtEvents } from '../event/mrt-events.ts';
import { PeerRegistry } from '../event/peer-registry.ts';
import { SessionBelief } from '../event/session-belief.ts';
import { SessionEvents } from '../event/session-events.ts';
import type { RouteEvent } from '../event/types.ts';
import { MrtFramer } from '../mrt/framer.ts';
import type { MrtRecord } from '../mrt/record.ts';
import { openFile } from '../sources/file-source.ts';
import { findFiles } from '../sources/find-files.ts';
import type { MessageItem, SessionItem, StateItem } from '../session/item.ts';
import { Archive, type ArchiveOptions } from './archive.ts';

const T0_MS = Date.UTC(2026, 10, 23, 7, 42, 17);
const DAY_MS = 86_400_000;

let folder: string;
let archive: Archive | undefined;
let nowMs: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-archive-'));
  nowMs = T0_MS;
});

afterEach(async () => {
  await archive?.close();
  archive = undefined;
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

async function openArchive(options: Partial<ArchiveOptions> = {}): Promise<Archive> {
  const defaults = { maxBytes: 1e9, maxAgeMs: 7 * DAY_MS, segmentBytes: 1e6, compress: 'none' } as const;
  archive = await Archive.open({ path: join(folder, 'archive'), ...defaults, ...options }, () => nowMs);
  return archive;
}

async function close(): Promise<void> {
  await archive!.close();
}

const peer = { address: '192.0.2.1', as: 4_200_000_001, bgpId: undefined };
const local = { address: '192.0.2.2', as: 64500 };

function heard(bytes: Uint8Array, more: Partial<MessageItem> = {}): MessageItem {
  const params = { asBytes: 4, addPath: () => false, external: true } as const;
  return { kind: 'message', timeUs: T0_MS * 1000 + 7, peer, local, direction: 'received', params, bytes, ...more };
}

function state(from: StateItem['from'], to: StateItem['to'], more: Partial<StateItem> = {}): StateItem {
  return {
    kind: 'state',
    timeUs: T0_MS * 1000 + 9,
    peer,
    from,
    to,
    reason: undefined,
    retained: undefined,
    stopped: false,
    ...more,
  };
}

/** A session from its OPENs to its end, and others of another width, family and form. */
function session(): SessionItem[] {
  const agreed = { asBytes: 4, addPath: (): boolean => true, external: true } as const;
  const old = { asBytes: 2, addPath: () => false, external: true } as const;
  const oldPeer = { address: '2001:db8::1', as: 65010, bgpId: undefined };
  const onlyIPv6 = { ...agreed, addPath: ({ afi }: { afi: number }): boolean => afi === 2 };
  const third = { address: '192.0.2.3', as: 65030, bgpId: undefined };
  return [
    heard(open({ as: 64500 }), { direction: 'sent' }),
    heard(open({ as: peer.as })),
    state('OpenConfirm', 'Established'),
    heard(keepalive(), { params: agreed }),
    heard(update({ announced: ['10.0.0.0/8', '10.1.0.0/16'], pathId: 7, asPath: [4_200_000_001] }), { params: agreed }),
    heard(update({ withdrawn: ['10.1.0.0/16'], pathId: 7 }), { params: agreed }),
    heard(update({ announced: ['10.2.0.0/16'], asPath: [65010], asBytes: 2 }), {
      params: old,
      peer: oldPeer,
      local: { address: '2001:db8::2', as: 4_200_000_002 },
    }),
    heard(update({ announced: ['10.3.0.0/16'], asPath: [65030] }), { params: onlyIPv6, peer: third }),
    heard(update({ more: [originAndPath([65030]), reachIPv6('2001:db8::3', ['2001:db8:3::/48'], 9)] }), {
      params: onlyIPv6,
      peer: third,
    }),
    heard(message(5, Uint8Array.of(0, 1, 0, 1)), { params: agreed }),
    heard(notification(6, 2, Uint8Array.of(3, 98, 121, 101)), { params: agreed }),
    state('Established', 'Idle'),
  ];
}

async function eventsOf(path: string): Promise<RouteEvent[]> {
  const files = await findFiles([path]);
  const context = { peers: new PeerRegistry('r'), sessions: new SessionBelief() };
  const events: RouteEvent[] = [];
  for (const name of files) {
    const framer = new MrtFramer({ lookAhead: true });
    const mrt = new MrtEvents(context);
    const take = (items: Iterable<unknown>): void => {
      for (const item of items) {
        expect(item).toMatchObject({ kind: 'record' });
        events.push(...structuredClone(mrt.events(item as MrtRecord)));
      }
    };
    for await (const chunk of (await openFile(name)).chunks()) {
      take(framer.push(chunk));
    }
    take(framer.end());
  }
  return events;
}

function liveEvents(items: readonly SessionItem[]): RouteEvent[] {
  const events = new SessionEvents(new PeerRegistry('r'));
  // When it was heard, only who hears it knows.
  return items
    .flatMap((item) => structuredClone(events.events(item)))
    .map((event) => ({ ...event, receivedNs: undefined }));
}

test('that this side stopped is no news of the peer: nothing is archived of it, nor of a gap', async () => {
  const gap: SessionItem = { kind: 'gap', timeUs: T0_MS * 1000, peer, problem: 'bytes of the peer may be lost' };
  const { health } = await archiveOf([state('Established', 'Idle', { stopped: true }), gap], {});
  expect(health).toMatchObject({ taken: 0, files: 0 });
});

test.each(['none', 'zstd'] as const)('an archive (%s) gives the events again that were heard', async (compress) => {
  const { health } = await archiveOf(session(), { compress });
  expect(health).toMatchObject({ taken: 12, written: 12, files: 1, trouble: undefined });
  const name = compress === 'zstd' ? '20261123T074217Z.mrt.zst' : '20261123T074217Z.mrt';
  expect(readdirSync(join(folder, 'archive', 'mrt', 'r'))).toEqual([name]);
  expect(await eventsOf(join(folder, 'archive'))).toEqual(liveEvents(session()));
});

async function archiveOf(items: readonly SessionItem[], options: Partial<ArchiveOptions>): Promise<Archive> {
  const opened = await openArchive(options);
  for (const item of items) {
    opened.take('r', item);
  }
  await close();
  return opened;
}

test('messages of a recording of BIRD come back from an archive of many files', async () => {
  const path = fixture('bird-hybrid/nva.mrt');
  const framer = new MrtFramer({ lookAhead: true });
  const records = [...framer.push(await readFile(path)), ...framer.end()] as MrtRecord[];
  const heardOnly = records.filter((record) => decodeBgp4mp(record)?.kind === 'message');
  await openArchive({ segmentBytes: 1_000 });
  for (const record of heardOnly) {
    archive!.take('r', itemOf(record));
    nowMs += 1000;
    await archive!.flushed();
  }
  await close();
  expect(archive!.health).toMatchObject({ taken: heardOnly.length, written: heardOnly.length });
  expect(archive!.health.files).toBeGreaterThan(5);
  const recorded = new MrtEvents({ peers: new PeerRegistry('r'), sessions: new SessionBelief() });
  const expected = heardOnly.flatMap((record) => structuredClone(recorded.events(record)));
  // Rows of a record with microseconds have other nanoseconds.
  const withoutRowTimes = (events: RouteEvent[]): unknown[] => events.map((event) => ({ ...event, timeNs: undefined }));
  expect(withoutRowTimes(await eventsOf(join(folder, 'archive')))).toEqual(withoutRowTimes(expected));
});

/** The message of a record as a session hears it. */
function itemOf(record: MrtRecord): MessageItem {
  const { message, peer: address, peerAs: as, direction, params } = decodeBgp4mp(record) as MessageRecord;
  const { body, lengthBytes } = message;
  const bytes = body.bytes.slice(body.at - HEADER_BYTES, body.at - HEADER_BYTES + lengthBytes);
  return heard(bytes, { timeUs: record.timeUs, peer: { address, as, bgpId: undefined }, direction, params });
}

type MessageRecord = PeerRecord & { kind: 'message' };

/** Of a BGP message. */
const HEADER_BYTES = 19;

test('frames of BMP stand one behind the other as they came', async () => {
  await openArchive();
  archive!.takeFrame('core-1', Uint8Array.of(3, 0, 0, 0, 6, 4));
  archive!.takeFrame('core-1', Uint8Array.of(3, 0, 0, 0, 6, 5));
  await close();
  const bytes = await readFile(join(folder, 'archive', 'bmp', 'core-1', '20261123T074217Z.bmp'));
  expect([...bytes]).toEqual([3, 0, 0, 0, 6, 4, 3, 0, 0, 0, 6, 5]);
});

test('what routers call themselves leads nowhere, and two of them never share a folder', async () => {
  const names = [
    '../../etc',
    '..',
    '',
    '.hidden',
    'a/b',
    'a_b',
    'a\0b',
    'nul\u001b[31m',
    'x'.repeat(300),
    'x'.repeat(301),
  ];
  await openArchive();
  for (const name of names) {
    archive!.take(name, heard(keepalive()));
  }
  await close();
  const folders = readdirSync(join(folder, 'archive', 'mrt'));
  expect(folders).toHaveLength(names.length);
  expect(folders.every((name) => /^[\w][\w.~-]*$|^~[0-9a-f]{8}$/.test(name))).toBe(true);
  expect(readdirSync(folder)).toEqual(['archive']);
  expect(readdirSync(join(folder, 'archive'))).toEqual(['mrt']);
});

test('routers without end are turned away', async () => {
  await openArchive();
  for (let i = 0; i < 1_500; i++) {
    archive!.take(`router ${i}`, heard(keepalive()));
  }
  expect(archive!.health).toMatchObject({ taken: 1_500, dropped: { too_many_routers: 500 } });
});

test('the oldest files make room, those of earlier runs first, and what is no part of the archive stays', async () => {
  const path = join(folder, 'archive');
  mkdirSync(join(path, 'mrt', 'r'), { recursive: true });
  writeFileSync(join(path, 'mrt', 'r', '20261101T000000Z.mrt'), new Uint8Array(5_000));
  writeFileSync(join(path, 'mrt', 'r', 'notes.txt'), new Uint8Array(50_000));
  await openArchive({ segmentBytes: 1_000, maxBytes: 10_000 });
  for (let i = 0; i < 500; i++) {
    archive!.take(i % 2 === 0 ? 'r' : 's', heard(keepalive()));
    nowMs += 1000;
    await archive!.flushed();
  }
  await close();
  const { health } = archive!;
  expect(existsSync(join(path, 'mrt', 'r', '20261101T000000Z.mrt'))).toBe(false);
  expect(existsSync(join(path, 'mrt', 'r', 'notes.txt'))).toBe(true);
  const left = (await findFiles([path])).filter((name) => name.endsWith('.mrt'));
  const bytes = left.reduce((sum, name) => sum + statSync(name).size, 0);
  expect(bytes).toBeLessThanOrEqual(10_000);
  expect(health).toMatchObject({ taken: 500, written: 500, files: left.length, bytes });
  expect(health.removed.bytes + bytes).toBe(5_000 + 500 * keepaliveRecordBytes());
});

/** MRT header, microseconds, two ASNs, interface, AFI, two addresses. */
function keepaliveRecordBytes(): number {
  return 12 + 4 + 8 + 4 + 8 + keepalive().length;
}

test('files are kept as long as they may be, and the next one begins an hour after the last at the latest', async () => {
  await openArchive({ maxAgeMs: DAY_MS });
  for (let hour = 0; hour < 30; hour++) {
    nowMs = T0_MS + hour * 3_600_000;
    archive!.take('r', heard(keepalive()));
    await archive!.flushed();
  }
  await close();
  const names = readdirSync(join(folder, 'archive', 'mrt', 'r')).sort();
  expect(names).toHaveLength(25);
  expect(names.at(-1)).toBe('20261124T124217Z.mrt');
});

test.each([
  ['is cut off', false, 1],
  ['cannot be cut off, which ends the file', true, 2],
])('what a full disk took of a message %s, so that all is read that is written afterwards', async (_, stays, files) => {
  await openArchive();
  archive!.take('r', heard(keepalive()));
  await archive!.flushed();
  await takeHalfOfNext('appendFile');
  if (stays) {
    await failNextCut();
  }
  archive!.take('r', heard(notification(6, 2)));
  archive!.take('r', heard(keepalive()));
  await archive!.flushed();
  await close();
  const paths = await findFiles([join(folder, 'archive')]);
  const read = await Promise.all(paths.map((path) => readFile(path)));
  expect(read).toHaveLength(files);
  const records = read.flatMap((bytes) => [...new MrtFramer({ lookAhead: false }).push(bytes)]);
  expect(records.map(({ kind }) => kind)).toEqual(['record', 'record', 'record']);
  expect(archive!.health).toMatchObject({ taken: 3, written: 3, failures: 1, trouble: undefined });
});

test('what the disk does not take waits in memory while there is room, is then dropped and counted, and goes on by itself', async () => {
  await openArchive({ bufferBytes: 10 * keepaliveRecordBytes() });
  // A file where the folder of the router has to be.
  writeFileSync(join(folder, 'archive', 'mrt'), '');
  for (let i = 0; i < 25; i++) {
    archive!.take('r', heard(keepalive()));
  }
  while (archive!.health.failures === 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(archive!.health).toMatchObject({ taken: 25, written: 0, dropped: { buffer_full: 15 } });
  expect(archive!.health.trouble).toContain('ENOTDIR');
  rmSync(join(folder, 'archive', 'mrt'));
  await close();
  expect(archive!.health).toMatchObject({ written: 10, trouble: undefined });
});
