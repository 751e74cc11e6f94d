import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FolderInUse, FolderLock } from '../influx/journal/folder-lock.ts';
import { STORES } from '../influx/schema.gen.ts';
import { systemWords } from '../sources/file-source.ts';
import { type Finding, findingsOf } from './check-finding.ts';

const finding = findingsOf('Journal');
const GIB = 1024 ** 3;

export interface JournalCheck {
  readonly findings: Finding[];
  /** Whether a collector has it open. */
  readonly inUse: boolean;
}

/** Whether a collector of this user could keep its journal in the folder. `maxBytes` is the most that one database takes. */
export async function checkJournal(folder: string, maxBytes: number): Promise<JournalCheck> {
  try {
    if (!(await isThere(folder))) {
      const parent = await nearestFolder(folder);
      await access(parent, constants.W_OK);
      const findings = [finding('ok', `${folder} is not there yet: earshot run makes it`)];
      return { findings: [...findings, await checkRoom(parent, maxBytes)], inUse: false };
    }
    await access(folder, constants.W_OK);
    const inUse = await isInUse(folder);
    const words = inUse ? 'is in use by a collector that runs' : 'can be written';
    return { findings: [finding('ok', `${folder} ${words}`), await checkRoom(folder, maxBytes)], inUse };
  } catch (error) {
    const cure = 'earshot run needs a folder of its own user, here or where journal.path says';
    const words = `${folder} cannot be written by this user (${systemWords(error)}): ${cure}`;
    return { findings: [finding('problem', words)], inUse: false };
  }
}

/** What is wrong with another folder that a collector writes to: that of the section `about`. */
export async function checkFolder(folder: string, about: string): Promise<Finding[]> {
  try {
    await access((await isThere(folder)) ? folder : await nearestFolder(folder), constants.W_OK);
    return [];
  } catch (error) {
    const cure = `set ${about}.path to where it can`;
    return [finding('problem', `${folder} cannot be written by this user (${systemWords(error)}): ${cure}`, about)];
  }
}

async function isInUse(folder: string): Promise<boolean> {
  try {
    const lock = await FolderLock.take(folder);
    await lock.release();
    return false;
  } catch (error) {
    if (error instanceof FolderInUse) {
      return true;
    }
    throw error;
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
