import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { folder } from './build';
import { fonts } from './server';

export type Theme = 'light' | 'dark';

export interface SceneRequest {
  page: string;
  scene: string;
  theme?: Theme;
  width?: number;
  height?: number;
}

/** A page of the browser that shows a scene, and what went wrong in it. */
export interface OpenScene {
  page: Page;
  /** Uncaught errors and what was written with console.error. */
  faults: string[];
  close: () => Promise<void>;
}

/** Starts the system's Chromium, with fonts that are the same everywhere. */
export function startBrowser(): Promise<Browser> {
  if (!existsSync(fonts)) {
    throw new Error(`the pictures are drawn with DejaVu, and ${fonts} is missing (Debian: fonts-dejavu-core)`);
  }
  return chromium.launch({
    executablePath: programOnPath('chromium'),
    env: { ...process.env, FONTCONFIG_FILE: join(folder, 'fonts.conf') },
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-lcd-text',
      '--font-render-hinting=none',
      '--force-color-profile=srgb',
      '--hide-scrollbars',
    ],
  });
}

/** Opens a scene and waits until it is drawn. */
export async function openScene(browser: Browser, request: SceneRequest): Promise<OpenScene> {
  const { page: name, scene, theme = 'dark', width = 1016, height = 576 } = request;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
  page.on('response', (response) => response.ok() || faults.push(`${response.status()} ${response.url()}`));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  const query = new URLSearchParams({ page: name, scene, theme });
  await page.goto(`${process.env['EARSHOT_PAGES']}/?${query.toString()}`, { waitUntil: 'networkidle' });
  await settle(page);
  return { page, faults, close: () => context.close() };
}

/** Waits for two frames: React renders before the first, a canvas is drawn in the next. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

function programOnPath(name: string): string {
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((entry) => join(entry, name))
    .find((file) => existsSync(file));
  if (found === undefined) {
    throw new Error(`${name} is not on the PATH (Debian: apt-get install ${name})`);
  }
  return found;
}
