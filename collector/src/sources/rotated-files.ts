import type { BigIntStats } from 'node:fs';
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

export function openIfThere(path: string): Promise<FileHandle | undefined> {
  return ifThere(open(path, 'r'));
}

/** The path of a file by its number: the given one, or that which rotation has given it in the same folder. */
export async function findByInode(path: string, inode: bigint): Promise<string | undefined> {
  for (const found of await pathsLike(path)) {
    if ((await statIfThere(found))?.ino === inode) {
      return found;
    }
  }
  return undefined;
}

/** Whether another file stands at the path. One that was moved away is followed until there is. */
export async function isReplaced(path: string, inode: bigint): Promise<boolean> {
  const found = await statIfThere(path);
  return found !== undefined && found.ino !== inode;
}

/** What rotation and compression add to a name, such as `.1` and `-20260228.gz`. */
const ROTATED = /^[.-]\d[\d.-]*(?:\.(?:gz|bz2|xz|zst))?$/;

/**
 * Files that were moved away from a path, oldest first, of those that were written to after `modifiedNs`, Unix nanoseconds. The folder
 * may hold others whose names begin alike, such as a table dump: they are told apart by what follows.
 */
export async function rotatedSince(path: string, modifiedNs: bigint): Promise<string[]> {
  const found: { readonly path: string; readonly modifiedNs: bigint }[] = [];
  for (const one of await pathsLike(path)) {
    const stats = ROTATED.test(one.slice(path.length)) ? await statIfThere(one) : undefined;
    if (stats?.isFile() && stats.mtimeNs > modifiedNs) {
      found.push({ path: one, modifiedNs: stats.mtimeNs });
    }
  }
  return found.sort((a, b) => (a.modifiedNs < b.modifiedNs ? -1 : 1)).map((one) => one.path);
}

/** Paths in the same folder that begin as a path does. */
async function pathsLike(path: string): Promise<string[]> {
  const names = (await ifThere(readdir(dirname(path)))) ?? [];
  const alike = names.filter((name) => name.startsWith(basename(path))).sort();
  return alike.map((name) => `${path}${name.slice(basename(path).length)}`);
}

function statIfThere(path: string): Promise<BigIntStats | undefined> {
  return ifThere(stat(path, { bigint: true }));
}

/** What cannot be looked at may be there: that is thrown. */
async function ifThere<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
