import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemWords } from './file-source.ts';
import { SourceError } from './source.ts';

/** The files meant by what was named: files as they are, directories by their files at any depth, by name, hidden ones left out. */
export async function findFiles(names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    if (name === '-' || !(await isDirectory(name))) {
      found.push(name);
      continue;
    }
    const entries = await readdir(name, { recursive: true, withFileTypes: true });
    // Links are left out: a directory of captures must not lead out of itself.
    const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
    if (files.length === 0) {
      throw new SourceError(`${name}: no files in this directory`);
    }
    for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
      found.push(path);
    }
  }
  return found;
}

async function isDirectory(name: string): Promise<boolean> {
  try {
    return (await stat(name)).isDirectory();
  } catch (error) {
    throw new SourceError(`${name}: ${systemWords(error)}`, { cause: error });
  }
}
