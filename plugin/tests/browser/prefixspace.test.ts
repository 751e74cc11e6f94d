import type { Browser, Page } from 'playwright-core';
import { openScene, type SceneRequest, startBrowser } from './browser';
import { comparePicture } from './picture';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

/** Opens a scene, works on it and closes it; nothing may go wrong in it. */
async function inScene(request: Omit<SceneRequest, 'page'>, work: (page: Page) => Promise<void>): Promise<void> {
  const { page, faults, close } = await openScene(browser, { page: 'prefixspace', ...request });
  expect(faults).toEqual([]);
  await work(page);
  expect(faults).toEqual([]);
  await close();
}

const picture = (page: Page) => page.getByRole('application', { name: /^Prefix space of/ });

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  it.each(['hybrid', 'ipv6', 'origins', 'addresses', 'large'])('draws %s', async (scene) => {
    await inScene({ scene, theme }, async (page) => {
      await picture(page).waitFor();
      await comparePicture(page, `prefixspace-${scene}-${theme}`);
    });
  });

  it('shows a table', async () => {
    await inScene({ scene: 'table', theme }, (page) => comparePicture(page, `prefixspace-table-${theme}`));
  });
});

it('draws a full table', async () => {
  await inScene({ scene: 'full' }, async (page) => {
    await picture(page).waitFor();
    expect(await page.getByText('1,000,000 prefixes', { exact: true }).count()).toBeGreaterThan(0);
  });
});

it('says why there is nothing to draw', async () => {
  await inScene({ scene: 'empty' }, async (page) => {
    expect(await page.getByRole('status').innerText()).toContain('No route matches at this time.');
  });
  await inScene({ scene: 'failed' }, async (page) => {
    expect(await page.getByRole('status').innerText()).toContain('No prefixes');
  });
});

it('says of how many prefixes it shows some', async () => {
  await inScene({ scene: 'few' }, async (page) => {
    expect(await page.getByText(/^5 of \d+ prefixes$/).count()).toBe(1);
  });
});

it('is walked with the keyboard, into a prefix and out again', async () => {
  await inScene({ scene: 'hybrid' }, async (page) => {
    await picture(page).focus();
    const spoken = page.locator('[aria-live=polite]');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    const first = await spoken.innerText();
    await page.keyboard.press('ArrowRight');
    expect(await spoken.innerText()).not.toBe(first);
    await page.keyboard.press('ArrowLeft');
    expect(await spoken.innerText()).toBe(first);
    const [prefix = ''] = first.split('. ');
    await page.keyboard.press('Space');
    await page.getByRole('dialog', { name: prefix }).waitFor();
    await comparePicture(page, 'prefixspace-keyboard');
    await page.keyboard.press('Enter');
    await page.getByRole('application', { name: `Prefix space of ${prefix}` }).waitFor();
    await page.keyboard.press('-');
    await page.getByRole('application', { name: 'Prefix space of 0.0.0.0/0' }).waitFor();
  });
});

it('finds the longest match of an address', async () => {
  await inScene({ scene: 'hybrid' }, async (page) => {
    const search = page.getByRole('textbox', { name: 'Find a prefix or an address' });
    await search.fill('10.100.66.7');
    await search.press('Enter');
    await page.getByRole('dialog', { name: '10.100.66.0/24' }).waitFor();
    expect(await page.getByText('10.100.66.7/32 lies within 10.100.66.0/24, its longest match.').count()).toBe(1);
    await search.fill('ten');
    await search.press('Enter');
    await page.getByText('Neither a prefix nor an address.').waitFor();
  });
});

it('leads from a listed overlap to its place, and to the dashboard', async () => {
  await inScene({ scene: 'hybrid' }, async (page) => {
    await page.getByRole('region', { name: 'Overlaps' }).getByRole('button').first().click();
    await page.getByRole('application', { name: 'Prefix space of 10.100.0.0/16' }).waitFor();
    await comparePicture(page, 'prefixspace-overlap');
    await page.getByRole('button', { name: 'Only this prefix' }).click();
    expect(new URL(page.url()).searchParams.get('var-prefix')).toBe('10.100.66.0/24');
  });
});
