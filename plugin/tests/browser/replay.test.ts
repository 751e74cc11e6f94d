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
  const { page, faults, close } = await openScene(browser, { page: 'replay', ...request });
  expect(faults).toEqual([]);
  await work(page);
  expect(faults).toEqual([]);
  await close();
}

const head = (page: Page) => page.getByRole('slider');
const saidAt = async (page: Page) => (await head(page).getAttribute('aria-valuetext')) ?? '';
const graph = (page: Page) => page.getByRole('application', { name: /^AS path graph/ });

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  it('draws the moment at which a session goes down', async () => {
    await inScene({ scene: 'outage', theme }, async (page) => {
      await head(page).focus();
      await page.keyboard.press('Home');
      for (let said = ''; !said.includes('with vpn-0 (10.0.3.4) down: Cease'); said = await saidAt(page)) {
        expect(said).not.toContain('18:00:00');
        await page.keyboard.press('ArrowRight');
      }
      await graph(page).waitFor();
      await comparePicture(page, `replay-down-${theme}`);
    });
  });

  it('shows a table', async () => {
    await inScene({ scene: 'table', theme }, (page) => comparePicture(page, `replay-table-${theme}`));
  });
});

it('says why there is nothing to draw', async () => {
  await inScene({ scene: 'empty' }, async (page) => {
    expect(await page.getByRole('status').innerText()).toContain('Nothing was announced or withdrawn in this range.');
  });
  await inScene({ scene: 'failed' }, async (page) => {
    expect(await page.getByRole('status').innerText()).toContain('Nothing happened');
  });
});

it('says of how many events it shows some', async () => {
  await inScene({ scene: 'few' }, async (page) => {
    expect(await page.getByText(/^5 of \d+ events$/).count()).toBe(1);
  });
});

it('steps with the keyboard, there and back, and tells what happened', async () => {
  await inScene({ scene: 'outage' }, async (page) => {
    await head(page).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    const first = await saidAt(page);
    await page.keyboard.press('ArrowRight');
    expect(await saidAt(page)).not.toBe(first);
    await page.keyboard.press('ArrowLeft');
    expect(await saidAt(page)).toBe(first);
    await page.getByRole('button', { name: 'Next event' }).click();
    expect(await saidAt(page)).not.toBe(first);
  });
});

it('plays and pauses', async () => {
  await inScene({ scene: 'outage' }, async (page) => {
    await head(page).focus();
    await page.keyboard.press('Home');
    const start = await saidAt(page);
    await page.keyboard.press('Space');
    await page.waitForFunction(
      (said) => document.querySelector('[role=slider]')?.getAttribute('aria-valuetext') !== said,
      start
    );
    await page.getByRole('button', { name: 'Pause' }).click();
    const stopped = await saidAt(page);
    expect(await page.getByRole('button', { name: 'Play' }).count()).toBe(1);
    expect(await saidAt(page)).toBe(stopped);
  });
});

it('is scrubbed with the pointer', async () => {
  await inScene({ scene: 'outage' }, async (page) => {
    const box = (await head(page).boundingBox())!;
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    expect(await saidAt(page)).toContain('2026-03-10 17:4');
  });
});
