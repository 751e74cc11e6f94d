// What the panels cost the main thread of a browser: from rows to a layout, its longest step, and frames while a picture is moved.
import { hasProgram, root, run } from './machine.mjs';
import { join } from 'node:path';

/** Prints the figures of the pages `bench` of plugin/tests/browser. */
export async function benchPanels() {
  if (!hasProgram('chromium')) {
    console.log('left out: the panels, as Chromium is not installed (Debian: apt-get install chromium)');
    return;
  }
  console.log('\nPanels in Chromium without a graphics card, milliseconds of the main thread (a frame has 16.7).\n');
  const args = ['-c', 'tests/browser/jest.config.js', '--testMatch', '**/tests/browser/*.bench.ts', '--silent=false'];
  if ((await run('jest', args, { cwd: join(root, 'plugin') })) !== 0) {
    throw new Error('the panels could not be measured');
  }
}

if (process.argv[1] === import.meta.filename) {
  await benchPanels();
}
