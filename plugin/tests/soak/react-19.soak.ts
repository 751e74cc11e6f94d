import type { Browser } from 'playwright-core';
import { openScene, startBrowser } from '../browser/browser';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

declare global {
  var earshotShared: { react: { version: string } };
}

const scenes = [
  { page: 'aspath', scene: 'compared', stage: /^AS path graph/ },
  { page: 'prefixspace', scene: 'hybrid', stage: /^Prefix space of/ },
  { page: 'replay', scene: 'outage', stage: /^AS path graph/ },
];

it.each(scenes)('$page draws and is walked with the keyboard under React 19', async ({ page: name, scene, stage }) => {
  const { page, faults, close } = await openScene(browser, { page: name, scene });
  expect(await page.evaluate(() => globalThis.earshotShared.react.version)).toMatch(/^19\./);
  const picture = page.getByRole('application', { name: stage });
  await picture.focus();
  const spoken = page.locator('[aria-live=polite]').first();
  for (const key of ['ArrowDown', 'ArrowRight']) {
    await page.keyboard.press(key);
    expect(await spoken.innerText()).not.toBe('');
  }
  await page.keyboard.press('Space');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('radio', { name: 'Show the same data as a table' }).check({ force: true });
  expect(await page.getByRole('row').count()).toBeGreaterThan(1);
  expect(faults).toEqual([]);
  await close();
});

it('the query editor takes another query type under React 19', async () => {
  const { page, faults, close } = await openScene(browser, { page: 'query-editor', scene: 'routes' });
  const type = page.getByRole('combobox').first();
  await type.click();
  await page.getByRole('option').first().click();
  expect(faults).toEqual([]);
  await close();
});
