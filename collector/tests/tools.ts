import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Whether a program is there. Without it the tests that need it are skipped, which fails under CI. */
export function hasTool(name: string): boolean {
  try {
    execFileSync('/bin/sh', ['-c', `command -v ${name}`], { stdio: 'pipe' });
    return true;
  } catch {
    if (process.env['CI'] === 'true') {
      throw new Error(`${name} is not installed: npm test installs it on Debian`);
    }
    console.log(`SKIP: ${name} is not installed`);
    return false;
  }
}

const dataFolder = resolve(process.env['EARSHOT_DATA'] ?? resolve(import.meta.dirname, '../../../shared/data'), 'mrt');

/** A file of the optional data folder, undefined where the folder is not present. */
export function dataFile(name: string): string | undefined {
  const path = resolve(dataFolder, name);
  return existsSync(path) ? path : undefined;
}

/** A file of the repository's own fixtures. */
export function fixture(name: string): string {
  return resolve(import.meta.dirname, '../fixtures', name);
}
