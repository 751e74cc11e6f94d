import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Archive } from '../src/archive/archive.ts';
import { MrtFramer } from '../src/mrt/framer.ts';
import type { MessageItem } from '../src/session/item.ts';
import { openFile } from '../src/sources/file-source.ts';
import { findFiles } from '../src/sources/find-files.ts';
import { message } from './build/bgp.ts';

/** Run on its own, on a disk of its own that something else has nearly filled: archives more than it holds, then makes room. */
const folder = process.argv[2]!;
const ballast = join(folder, 'ballast');
const path = join(folder, 'archive');
writeFileSync(ballast, new Uint8Array(600 * 1024));

const bufferBytes = 200 * 1024;
const limits = { maxBytes: 1e9, maxAgeMs: 1e12, segmentBytes: 100 * 1024 };
const archive = await Archive.open({ path, ...limits, compress: 'none', bufferBytes });

/** A message that no compression makes small. */
function take(): void {
  const item: MessageItem = {
    kind: 'message',
    timeUs: Date.now() * 1000,
    peer: { address: '192.0.2.1', as: 64500, bgpId: undefined },
    local: { address: '192.0.2.2', as: 64501 },
    direction: 'received',
    params: { asBytes: 4, addPath: () => false, external: true },
    bytes: message(2, randomBytes(2_000)),
  };
  archive.take('r', item);
}

while (archive.health.trouble === undefined || archive.health.dropped.buffer_full === 0) {
  take();
  await sleep(1);
}
const atFull = archive.health;
rmSync(ballast);
await archive.flushed();
for (let i = 0; i < 10; i++) {
  take();
}
await archive.close();

const readBack = { records: 0, gaps: 0 };
for (const name of await findFiles([path])) {
  const framer = new MrtFramer({ lookAhead: true });
  for await (const chunk of (await openFile(name)).chunks()) {
    count(framer.push(chunk));
  }
  count(framer.end());
}
function count(items: ReturnType<MrtFramer['push']>): void {
  for (const { kind } of items) {
    readBack[kind === 'record' ? 'records' : 'gaps']++;
  }
}
process.send!({ atFull, atEnd: archive.health, readBack });
process.disconnect();
