import type { Browser } from 'playwright-core';
import { PNG } from 'pngjs';
import { openScene, startBrowser } from './browser';
import { comparePicture, difference } from './picture';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

it.each(['light', 'dark'] as const)('draws components of Grafana in its %s theme', async (theme) => {
  const { page, faults, close } = await openScene(browser, {
    page: 'harness',
    scene: 'components',
    theme,
    height: 200,
  });
  await comparePicture(page, `harness-${theme}`);
  expect(faults).toEqual([]);
  await close();
});

it('tells a picture that differs', async () => {
  const { page, close } = await openScene(browser, {
    page: 'harness',
    scene: 'components',
    theme: 'dark',
    height: 200,
  });
  const before = PNG.sync.read(await page.screenshot());
  await page.getByRole('button').evaluate((button) => (button.textContent = 'Another word'));
  const after = PNG.sync.read(await page.screenshot());
  expect(difference(before, before, 'harness')).toBeUndefined();
  expect(difference(before, after, 'harness')).toMatch(/^harness differs in \d+ pixels/);
  await close();
});

it('tells what goes wrong in a page', async () => {
  const { faults, close } = await openScene(browser, { page: 'harness', scene: 'nothing' });
  expect(faults.join()).toContain('there is no scene "nothing", only components');
  await close();
});
