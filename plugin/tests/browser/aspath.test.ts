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
  const { page, faults, close } = await openScene(browser, { page: 'aspath', ...request });
  expect(faults).toEqual([]);
  await work(page);
  expect(faults).toEqual([]);
  await close();
}

const graph = (page: Page) => page.getByRole('application', { name: /^AS path graph/ });

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  it.each(['hybrid', 'leak', 'compared', 'odd', 'large'])('draws %s', async (scene) => {
    await inScene({ scene, theme }, async (page) => {
      await graph(page).waitFor();
      await comparePicture(page, `aspath-${scene}-${theme}`);
    });
  });

  it('shows a table', async () => {
    await inScene({ scene: 'table', theme }, (page) => comparePicture(page, `aspath-table-${theme}`));
  });
});

it('says why there is nothing to draw', async () => {
  await inScene({ scene: 'empty' }, async (page) => {
    expect(await page.getByRole('status').innerText()).toContain('No route matches at this time.');
  });
  await inScene({ scene: 'failed' }, async (page) => {
    expect(await page.getByRole('status').innerText()).toContain('No AS paths');
  });
});

it('says of how many paths it shows some', async () => {
  await inScene({ scene: 'few' }, async (page) => {
    expect(await page.getByRole('status').innerText()).toMatch(/^5 of \d+ paths$/);
  });
});

it('is walked with the keyboard, from a peer to the origin, and lights up whole paths', async () => {
  await inScene({ scene: 'hybrid' }, async (page) => {
    await graph(page).focus();
    const spoken = page.locator('[aria-live=polite]');
    await page.keyboard.press('ArrowDown');
    const seen = [await spoken.innerText()];
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight']) {
      await page.keyboard.press(key);
      seen.push(await spoken.innerText());
    }
    expect(seen.filter((text) => text.startsWith('AS')).length).toBeGreaterThan(0);
    expect(seen.at(-1)).toMatch(/Origin of \d+ prefix/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await comparePicture(page, 'aspath-keyboard');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});

it('draws what came into sight when a large graph that is panned rests', async () => {
  await inScene({ scene: 'large' }, async (page) => {
    await graph(page).focus();
    for (const key of ['+', '+', '+']) {
      await page.keyboard.press(key);
    }
    const { x, y, width, height } = (await graph(page).boundingBox())!;
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 2 - 150, y + height / 2, { steps: 5 });
    await page.mouse.up();
    // A strip as wide as the way was empty; the whole picture has nodes and edges there.
    const hasCome = () => {
      const canvas = document.querySelector('canvas')!;
      const { data } = canvas.getContext('2d')!.getImageData(canvas.width - 100, 30, 90, canvas.height - 60);
      return data.some((value) => value > 0);
    };
    await page.waitForFunction(hasCome, undefined, { polling: 200 });
  });
});

it('sets a variable of the dashboard from what was chosen', async () => {
  await inScene({ scene: 'hybrid' }, async (page) => {
    await graph(page).focus();
    for (const key of ['Home', 'ArrowRight', 'Enter']) {
      await page.keyboard.press(key);
    }
    await page.getByRole('button', { name: /^Only paths through \d+$/ }).click();
    expect(new URL(page.url()).searchParams.get('var-as_path')).toMatch(/^_\d+_$/);
  });
});

it('goes over to a table of the same data', async () => {
  await inScene({ scene: 'leak' }, async (page) => {
    await page.getByRole('radio', { name: 'Show the same data as a table' }).check({ force: true });
    const cells = await page.getByRole('row').filter({ hasText: '8075' }).first().innerText();
    expect(cells).toContain('12076 65010 12076 8075');
  });
});
