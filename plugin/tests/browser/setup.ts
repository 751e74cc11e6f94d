import { buildPages } from './build';
import { servePages } from './server';

/** Builds the pages and serves them on loopback for all test files. */
export default async function setup(): Promise<void> {
  buildPages();
  const server = await servePages();
  globalThis.earshotPages = server;
  process.env['EARSHOT_PAGES'] = server.url;
}
