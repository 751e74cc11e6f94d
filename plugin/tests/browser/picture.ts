import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { folder } from './build';
import { settle } from './browser';

const kept = join(folder, 'pictures');
const results = join(folder, '../../test-results');

/**
 * How far the colour of a pixel may lie off, from 0 to 1, and how many pixels may lie further off. The same Chromium with the same
 * fonts draws the same picture to the pixel; the rest is room for the edges of a few lines. Two digits that differ are too much.
 */
const tolerance = { color: 0.15, pixels: 50 };

/** How often and how far apart a page is looked at: icons come one after the other, and no event tells of the last. */
const looks = { count: 20, everyMs: 250 };

/**
 * Compares what the page shows with the picture kept under this name, until they are the same or have had their time;
 * `UPDATE_PICTURES=1` keeps what it shows when it rests.
 */
export async function comparePicture(page: Page, name: string): Promise<void> {
  const file = join(kept, `${name}.png`);
  if (process.env['UPDATE_PICTURES'] === '1') {
    mkdirSync(kept, { recursive: true });
    writeFileSync(file, await rest(page));
    return;
  }
  if (!existsSync(file)) {
    throw new Error(`there is no picture ${name}: UPDATE_PICTURES=1 makes it; look at it before it is committed`);
  }
  const expected = PNG.sync.read(readFileSync(file));
  for (let look = 1; ; look++) {
    const shown = await photograph(page);
    const fault = difference(expected, PNG.sync.read(shown), name);
    if (fault === undefined) {
      return;
    }
    if (look === looks.count) {
      write(`${name}.shown.png`, shown);
      throw new Error(fault);
    }
    await page.waitForTimeout(looks.everyMs);
  }
}

/** What the page shows when it has not changed for a few looks. */
async function rest(page: Page): Promise<Buffer> {
  let shown = await photograph(page);
  for (let same = 0; same < looks.count / 4;) {
    await page.waitForTimeout(looks.everyMs);
    const now = await photograph(page);
    same = now.equals(shown) ? same + 1 : 0;
    shown = now;
  }
  return shown;
}

async function photograph(page: Page): Promise<Buffer> {
  await settle(page);
  return page.screenshot({ animations: 'disabled', caret: 'hide' });
}

/** What to say of a picture that is not the expected one; nothing where it is. The difference itself goes to test-results. */
export function difference(expected: PNG, shown: PNG, name: string): string | undefined {
  const { width, height } = expected;
  if (shown.width !== width || shown.height !== height) {
    return `${name} is ${shown.width} x ${shown.height} pixels, not ${width} x ${height}`;
  }
  const marked = new PNG({ width, height });
  const options = { threshold: tolerance.color };
  const pixels = pixelmatch(expected.data, shown.data, marked.data, width, height, options);
  if (pixels <= tolerance.pixels) {
    return undefined;
  }
  const file = write(`${name}.difference.png`, PNG.sync.write(marked));
  return (
    `${name} differs in ${pixels} pixels, and ${tolerance.pixels} may. ` +
    `They are red in ${file}. Red along letters and edges everywhere means another Chromium or font; ` +
    `red in one place means that something is drawn otherwise: if that is meant, UPDATE_PICTURES=1 keeps the new picture.`
  );
}

/** Gives the path relative to the plugin. */
function write(name: string, png: Buffer): string {
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, name), png);
  return relative(join(folder, '../..'), join(results, name));
}
