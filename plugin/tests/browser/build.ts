import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const folder = __dirname;
export const dist = join(folder, 'dist');
const plugin = resolve(folder, '../..');

/**
 * Builds the pages; what they share with Grafana only anew after a change of the packages, since it takes half a minute. `modules` is a
 * folder with another React than that of the lockfile.
 */
export function buildPages(modules?: string): void {
  const key = keyOf([
    join(plugin, '../package-lock.json'),
    join(folder, 'shared.ts'),
    join(folder, 'webpack.config.ts'),
    ...(modules === undefined ? [] : [join(modules, 'react/package.json')]),
  ]);
  const keyFile = join(dist, 'key');
  const isKept = existsSync(keyFile) && readFileSync(keyFile, 'utf8') === key;
  const only = isKept ? ['--env', 'page'] : modules === undefined ? [] : ['--env', `modules=${modules}`];
  execFileSync('webpack', ['-c', 'tests/browser/webpack.config.ts', ...only], { cwd: plugin, stdio: 'pipe' });
  writeFileSync(keyFile, key);
}

function keyOf(files: string[]): string {
  const hash = createHash('sha256');
  files.forEach((file) => hash.update(readFileSync(file)));
  return hash.digest('hex');
}
