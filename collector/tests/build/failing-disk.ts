import { type FileHandle, open } from 'node:fs/promises';
import { vi } from 'vitest';

const FULL = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });

/** `FileHandle.write`, of which `appendFile` has the first argument. */
type Taking = (this: FileHandle, bytes: Uint8Array, at?: number, length?: number, to?: number) => Promise<unknown>;

/** What every open file of the process is made of; whoever changes it restores all mocks. */
async function openFiles(): Promise<FileHandle> {
  const file = await open(import.meta.filename);
  await file.close();
  return Object.getPrototypeOf(file) as FileHandle;
}

/** The next that is written, or appended, ends in the middle: half of it is on the disk, and the disk is full. */
export async function takeHalfOfNext(method: 'write' | 'appendFile'): Promise<void> {
  const files = (await openFiles()) as unknown as Record<typeof method, Taking>;
  const take = files[method];
  vi.spyOn(files, method).mockImplementationOnce(async function (this: FileHandle, bytes, at = 0, length = 0, to = 0) {
    const half = bytes.subarray(at, at + ((length || bytes.length) >> 1));
    await (method === 'write' ? take.call(this, half, 0, half.length, to) : take.call(this, half));
    throw FULL;
  });
}

/** The disk does not confirm what was written until now. */
export async function failNextSync(): Promise<void> {
  vi.spyOn(await openFiles(), 'datasync').mockRejectedValueOnce(new Error('EIO: i/o error'));
}

/** The next file cannot be cut. */
export async function failNextCut(): Promise<void> {
  vi.spyOn(await openFiles(), 'truncate').mockRejectedValueOnce(new Error('EIO: i/o error'));
}
