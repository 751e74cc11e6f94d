import type { Browser } from 'playwright-core';
import { openScene, startBrowser } from './browser';
import { comparePicture } from './picture';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

it.each(['light', 'dark'] as const)('draws the editors in the %s theme', async (theme) => {
  for (const [scene, height] of Object.entries({ routes: 330, wrong: 360, alert: 320, variable: 70 })) {
    const opened = await openScene(browser, { page: 'query-editor', scene, theme, width: 1200, height });
    await comparePicture(opened.page, `query-editor-${scene}-${theme}`);
    expect(opened.faults).toEqual([]);
    await opened.close();
  }
});

it('is worked by keyboard alone', async () => {
  const { page, faults, close } = await openScene(browser, { page: 'query-editor', scene: 'messages' });
  // What turns while a list is awaited is an icon that Grafana itself serves.
  const svg = { contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' };
  await page.route('**/icons/**', (route) => route.fulfill(svg));
  const asked = page.getByRole('status', { name: 'What is asked' });
  // The first field; what it holds is marked by the browser, so that typing replaces it.
  await page.keyboard.press('Tab');
  await page.keyboard.type('Routes');
  await page.getByRole('option', { name: 'Routes' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await asked.getByText('All routes, from all routers and peers, at the end of the time range').waitFor();

  await page.getByRole('combobox', { name: 'Prefix' }).focus();
  await page.keyboard.type('10.1.4.7');
  await page.keyboard.press('Tab');
  await asked.getByText('Routes for 10.1.4.7 (longest match)').waitFor();

  await page.getByRole('combobox', { name: 'Peer', exact: true }).focus();
  await page.keyboard.type('er-0');
  await page.getByRole('option', { name: 'er-0 (10.0.2.4)' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await asked.getByText('from peer 10.0.2.4').waitFor();
  expect(faults).toEqual([]);
  await close();
});
