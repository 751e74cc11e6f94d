import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { earshot } from './earshot.ts';
import { fixture } from './tools.ts';

/** Answers of InfluxDB 3 Core: the version to who has the token, and neither buckets nor CREATE DATABASE. */
let server: Server;
let url: string;
let asked: string[];
let folder: string;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.headers.authorization !== 'Token apiv3_secret') {
      response
        .writeHead(401, { 'content-type': 'application/json' })
        .end('{"error": "the request was not authenticated"}');
    } else if (request.url === '/ping') {
      const headers = { 'x-influxdb-version': '3.4.1', 'x-influxdb-build': 'Core' };
      response.writeHead(200, headers).end('{"version":"3.4.1","revision":"0000000","process_id":"0"}');
    } else {
      response.writeHead(404).end('not found');
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = mkdtempSync(join(tmpdir(), 'earshot-setup-'));
  writeFileSync(join(folder, 'token'), 'apiv3_secret\n', { mode: 0o600 });
  writeFileSync(
    join(folder, 'earshot.yaml'),
    'influxdb: { databases: { routes: bgp_routes }, retention: { general: none } }\n'
  );
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  rmSync(folder, { recursive: true });
});

test('on 3.x setup makes nothing, and prints the commands that do', async () => {
  const config = ['--config', join(folder, 'earshot.yaml')];
  const { exitCode, stdout, stderr } = await earshot([
    'setup',
    '--url',
    url,
    '--token-file',
    join(folder, 'token'),
    ...config,
  ]);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout.split('\n').filter((line) => line.startsWith('  influxdb3'))).toEqual([
    `  influxdb3 create database --host ${url} bgp`,
    `  influxdb3 create database --host ${url} --retention-period 30d bgp_verbose`,
    `  influxdb3 create database --host ${url} --retention-period 90d bgp_routes`,
  ]);
  expect(stdout).toContain('InfluxDB 3.4.1');
  expect(stdout).not.toContain('apiv3_secret');
  expect(asked).toEqual(['GET /ping']);
});

test('3.x tells its version to nobody without a token: the cure is named', async () => {
  for (const command of [['setup'], ['import', fixture('bird-hybrid/nva.mrt')]]) {
    const { exitCode, stderr } = await earshot([...command, '--url', url]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('refuses access to its version (HTTP 401: the request was not authenticated)');
    expect(stderr).toContain('--token-file');
  }
});
