import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ArchiveHealth } from '../src/archive/archive.ts';
import type { DeliveryCounts, DeliveryOptions } from '../src/influx/delivery/delivery.ts';
import { WriteServer } from './write-server.ts';

const MOUNT = 'mount -t tmpfs -o size=1m tmpfs "$1" && shift && exec "$@"';

/** Arguments of unshare for a mount that nobody else sees and that ends with the process; undefined where neither way is permitted. */
function ownMounts(folder: string): string[] | undefined {
  for (const flags of ['-m', '-Urm']) {
    try {
      execFileSync('unshare', [flags, 'sh', '-c', MOUNT, 'sh', folder, 'true'], { stdio: 'pipe' });
      return [flags];
    } catch (error) {
      console.log(`unshare ${flags}: ${(error as Error).message.trim()}`);
    }
  }
  console.log('SKIP: no mount namespace is permitted here, so no disk can be filled');
  return undefined;
}

interface Report {
  readonly full?: boolean;
  readonly accepted: number;
  readonly counts: DeliveryCounts;
  readonly journal: unknown;
}

const folder = mkdtempSync(join(tmpdir(), 'earshot-disk-'));
const flags = ownMounts(folder);

afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(flags === undefined)('a disk of 1 MiB', () => {
  let server: WriteServer;

  beforeAll(async () => {
    server = await WriteServer.start();
  });

  afterAll(() => server.stop());

  test('full of an outage: no crash, what is refused is counted, and once the server is back all that was taken arrives', async () => {
    server.fault = () => ({ kind: 'status', status: 503 });
    const options: DeliveryOptions = {
      connection: { url: server.url, timeoutMs: 5_000 },
      databases: { general: 'g', verbose: 'v' },
      journal: {
        maxBytes: 1024 ** 3,
        segmentBytes: 128 * 1024,
        fsync: 'interval',
        buffer: { highWaterBytes: 256 * 1024, maxBytes: 512 * 1024 },
      },
      pauses: { firstMs: 5, maxMs: 50, refusedMs: 50 },
    };
    const child = fork(join(import.meta.dirname, 'fill-disk.ts'), [folder, JSON.stringify(options)], {
      execPath: 'unshare',
      execArgv: [...flags!, 'sh', '-c', MOUNT, 'sh', folder, process.execPath],
    });
    const exited = once(child, 'exit');
    const [atFull] = (await once(child, 'message')) as [Report];
    expect(atFull.full).toBe(true);
    expect(atFull.journal).toMatchObject({
      kind: 'journal_unwritable',
      words: expect.stringContaining('no space left on device') as string,
    });
    expect(atFull.counts.dropped.journal_unwritable).toBe(atFull.counts.made - atFull.accepted);
    expect(atFull.counts.queued).toBe(atFull.accepted);
    expect(atFull.counts.made - atFull.accepted).toBeGreaterThan(0);

    server.fault = () => ({ kind: 'none' });
    child.send('the server is back');
    const [atEnd] = (await once(child, 'message')) as [Report];
    expect(server.lines('g')).toHaveLength(atEnd.accepted);
    expect(atEnd.counts).toMatchObject({ written: atEnd.accepted, queued: 0 });
    expect(atEnd.accepted).toBe(atFull.accepted + 100);
    expect(atEnd.journal).toEqual({ kind: 'ok' });
    expect(await exited).toEqual([0, null]);
  });

  test('full of an archive: nobody waits, what is left out is counted, and it goes on when there is room', async () => {
    const child = fork(join(import.meta.dirname, 'fill-archive.ts'), [folder], {
      execPath: 'unshare',
      execArgv: [...flags!, 'sh', '-c', MOUNT, 'sh', folder, process.execPath],
    });
    const exited = once(child, 'exit');
    const [{ atFull, atEnd, readBack }] = (await once(child, 'message')) as [ArchiveReport];
    expect(atFull.trouble).toContain('no space left on device');
    expect(atFull.dropped.buffer_full).toBeGreaterThan(0);
    expect(atFull.bytes).toBeGreaterThan(0);
    expect(atEnd.trouble).toBeUndefined();
    expect(atEnd.written).toBe(atEnd.taken - atEnd.dropped.buffer_full);
    expect(readBack).toEqual({ records: atEnd.written, gaps: 0 });
    expect(await exited).toEqual([0, null]);
  });
});

interface ArchiveReport {
  readonly atFull: ArchiveHealth;
  readonly atEnd: ArchiveHealth;
  readonly readBack: { readonly records: number; readonly gaps: number };
}
