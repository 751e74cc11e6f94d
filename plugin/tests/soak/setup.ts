import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPages } from '../browser/build';
import { servePages } from '../browser/server';

const react19 = ['react@19.2.0', 'react-dom@19.2.0'];

/** Builds the pages with a second installation of React, which is gone afterwards, in place of that of the lockfile. */
export default async function setup(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'earshot-react-'));
  try {
    const args = ['install', '--prefix', scratch, '--no-audit', '--no-fund', '--ignore-scripts', ...react19];
    execFileSync('npm', args, { cwd: scratch, stdio: 'pipe' });
    buildPages(join(scratch, 'node_modules'));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  const server = await servePages();
  globalThis.earshotPages = server;
  process.env['EARSHOT_PAGES'] = server.url;
}
