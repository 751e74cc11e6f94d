import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FolderInUse, FolderLock } from '../influx/journal/folder-lock.ts';
import { STORES } from '../influx/schema.gen.ts';
import { systemWords } from '../sources/file-source.ts';
import { type Finding, findingsOf } from './check-finding.ts';

const finding = findingsOf('Journal');
const GIB = 1024 ** 3;

/** Whether a collector of this user could keep its journal in the folder. `maxBytes` is the most that one database takes. */
export async function checkJournal(folder: string, maxBytes: number, runs: boolean): Promise<Finding[]> {
  try {
    if (!(await isThere(folder))) {
      const parent = await nearestFolder(folder);
      await access(parent, constants.W_OK);
      return [finding('ok', `${folder} is not there yet: earshot run makes it`), await checkRoom(parent, maxBytes)];
    }
    await access(folder, constants.W_OK);
    return [await checkLock(folder, runs), await checkRoom(folder, maxBytes)];
  } catch (error) {
    const cure = 'earshot run needs a folder of its own user';
    return [finding('problem', `${folder} cannot be written by this user (${systemWords(error)}): ${cure}`)];
  }
}

async function checkLock(folder: string, runs: boolean): Promise<Finding> {
  try {
    const lock = await FolderLock.take(folder);
    await lock.release();
    return finding('ok', `${folder} can be written`);
  } catch (error) {
    if (!(error instanceof FolderInUse)) {
      throw error;
    }
    return runs
      ? finding('ok', `${folder} is in use by the collector that runs`)
      : finding('note', `${folder} is in use by another process, which does not answer here`);
  }
}

async function checkRoom(folder: string, maxBytes: number): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  const [free, wanted] = [bavail * bsize, maxBytes * Object.keys(STORES).length];
  const words = `${(free / GIB).toFixed(1)} GiB free, and the journals may take ${(wanted / GIB).toFixed(1)} GiB`;
  return free >= wanted
    ? finding('ok', words, 'disk')
    : finding('note', `${words}: set journal.max_bytes to what there is`, 'disk');
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return false;
    }
    throw error;
  }
}

async function nearestFolder(path: string): Promise<string> {
  const parent = dirname(path);
  return (await isThere(parent)) || parent === path ? parent : nearestFolder(parent);
}
