import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CheckpointError } from './checkpoint-error.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint-file.ts';

const FORMAT = 7;
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
  await writeCheckpoint(path, FORMAT, someState());
  const read = (await readCheckpoint(path, FORMAT)) as { peer: object; byPeer: Map<object, unknown> };
  expect(read).toEqual(someState());
  expect(read.byPeer.has(read.peer)).toBe(true);
});

test('the state is taken at once', async () => {
  const state = { count: 1 };
  const written = writeCheckpoint(path, FORMAT, state);
  state.count = 2;
  await written;
  expect(await readCheckpoint(path, FORMAT)).toEqual({ count: 1 });
});

test('without a checkpoint there is no state', async () => {
  expect(await readCheckpoint(path, FORMAT)).toBeUndefined();
});

test('a new one takes the place of the one before, and leaves nothing beside it', async () => {
  await writeCheckpoint(path, FORMAT, 'one');
  await writeCheckpoint(path, FORMAT, 'two');
  expect(await readCheckpoint(path, FORMAT)).toBe('two');
  expect(readdirSync(folder)).toEqual(['checkpoint']);
});

test('one that was cut off while it was written leaves the one before in force', async () => {
  await writeCheckpoint(path, FORMAT, 'one');
  writeFileSync(`${path}.next`, readFileSync(path).subarray(0, 20));
  expect(await readCheckpoint(path, FORMAT)).toBe('one');
  await writeCheckpoint(path, FORMAT, 'two');
  expect(await readCheckpoint(path, FORMAT)).toBe('two');
});

test('a state of another format is refused with both numbers', async () => {
  await writeCheckpoint(path, FORMAT - 1, someState());
  await expect(readCheckpoint(path, FORMAT)).rejects.toThrow(
    `${path} is a checkpoint of format 6, this version of Earshot reads 7`
  );
});

test('a damaged file is refused, whatever is damaged', async () => {
  await writeCheckpoint(path, FORMAT, someState());
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
      await expect(readCheckpoint(path, FORMAT)).rejects.toThrow(CheckpointError);
    })
  );
});
