import { createReadStream, existsSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join, normalize } from 'node:path';
import { dist } from './build';

export interface PageServer {
  url: string;
  close(): Promise<void>;
}

declare global {
  var earshotPages: PageServer | undefined;
}

const types: Record<string, string> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
};

const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Earshot</title><link rel="icon" href="data:,">
<script>window.grafanaBootData = { settings: {}, user: {}, navTree: [] };</script>
<link rel="stylesheet" href="/shared/main.css"><script src="/shared/main.js"></script></head><body>
<script src="/page/main.js"></script></body></html>`;

/** The fonts of all pictures, in place of those that Grafana serves and no package brings. */
export const fonts = '/usr/share/fonts/truetype/dejavu';

/** Serves the built pages, and the icons and fonts of @grafana/ui where it looks for them. */
export async function servePages(port = 0): Promise<PageServer> {
  const icons = join(dirname(require.resolve('@grafana/ui/package.json')), 'dist/public');
  const server = createServer(({ url = '/' }, response) => {
    const path = normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname));
    if (path === '/') {
      response.setHeader('content-type', 'text/html').end(html);
    } else if (path.startsWith('/public/build/')) {
      send(response, join(icons, path.slice('/public/build/'.length)));
    } else if (path.startsWith('/public/fonts/')) {
      send(response, join(fonts, path.includes('/roboto/') ? 'DejaVuSansMono.ttf' : 'DejaVuSans.ttf'));
    } else {
      send(response, join(dist, path));
    }
  });
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  const { port: taken } = server.address() as AddressInfo;
  const close = () => new Promise<void>((closed) => server.close(() => closed()).closeAllConnections());
  return { url: `http://127.0.0.1:${taken}`, close };
}

function send(response: ServerResponse, file: string): void {
  if (!existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
  createReadStream(file).pipe(response);
}
