import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CheckpointError, encodeCheckpoint, readCheckpoint, writeCheckpoint } from './checkpoint-file.ts';

/** Behind `earshot` and a line end. */
const VERSION_AT = 8;
const CRC_AT = 12;
const BODY_AT = 16;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-checkpoint-'));
  path = join(folder, 'checkpoint');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As states are: objects that stand in several places, holes, large numbers. */
function someState(): Record<string, unknown> {
  const peer = { address: '192.0.2.1' };
  const holes: number[] = [];
  holes[3] = 1;
  return { peer, byPeer: new Map([[peer, new Set([1n, 2n ** 63n])]]), holes, ids: Uint32Array.of(1, 2, 3) };
}

test('what is read is what was written, and one object is one object again', async () => {
  await writeCheckpoint(path, encodeCheckpoint(someState()));
  const read = (await readCheckpoint(path)) as { peer: object; byPeer: Map<object, unknown> };
  expect(read).toEqual(someState());
  expect(read.byPeer.has(read.peer)).toBe(true);
});

test('without a checkpoint there is no state', async () => {
  expect(await readCheckpoint(path)).toBeUndefined();
});

test('a new one takes the place of the one before, and leaves nothing beside it', async () => {
  await writeCheckpoint(path, encodeCheckpoint({ is: 'one' }));
  await writeCheckpoint(path, encodeCheckpoint({ is: 'two' }));
  expect(await readCheckpoint(path)).toEqual({ is: 'two' });
  expect(readdirSync(folder)).toEqual(['checkpoint']);
});

test('one that was cut off while it was written leaves the one before in force', async () => {
  await writeCheckpoint(path, encodeCheckpoint({ is: 'one' }));
  writeFileSync(`${path}.new`, readFileSync(path).subarray(0, 20));
  expect(await readCheckpoint(path)).toEqual({ is: 'one' });
  await writeCheckpoint(path, encodeCheckpoint({ is: 'two' }));
  expect(await readCheckpoint(path)).toEqual({ is: 'two' });
});

test('a state of another version is refused with both numbers', async () => {
  const bytes = encodeCheckpoint(someState());
  const version = bytes.readUInt32BE(VERSION_AT);
  bytes.writeUInt32BE(version - 1, VERSION_AT);
  writeFileSync(path, bytes);
  await expect(readCheckpoint(path)).rejects.toThrow(
    `checkpoint ${path} is of version ${version - 1}, and this program reads version ${version}`
  );
});

test('a checkpoint that is whole and no state is refused', async () => {
  const bytes = encodeCheckpoint(someState());
  const body = Buffer.from('no state');
  bytes.writeUInt32BE(crc32(body), CRC_AT);
  writeFileSync(path, Buffer.concat([bytes.subarray(0, BODY_AT), body]));
  await expect(readCheckpoint(path)).rejects.toThrow(CheckpointError);
});

test('a damaged file is refused, whatever is damaged', async () => {
  await writeCheckpoint(path, encodeCheckpoint(someState()));
  const whole = readFileSync(path);
  const damage = fc.oneof(
    fc.record({ at: fc.nat(whole.length - 1), bit: fc.nat(7) }).map(({ at, bit }) => {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 1 << bit;
      return bytes;
    }),
    fc.nat(whole.length - 1).map((length) => whole.subarray(0, length)),
    fc.uint8Array({ minLength: 1 }).map((more) => Buffer.concat([whole, more])),
    fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes))
  );
  await fc.assert(
    fc.asyncProperty(damage, async (bytes) => {
      writeFileSync(path, bytes);
      await expect(readCheckpoint(path)).rejects.toThrow(CheckpointError);
    })
  );
});
