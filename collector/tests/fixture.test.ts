import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ReportData } from '../src/cli/report-data.ts';
import { runFiles } from './build/run.ts';
import { routeLines } from './build/tables.ts';
import { earshot } from './earshot.ts';
import { fixture } from './tools.ts';

const capture = fixture('bird-hybrid/nva.mrt');
const dump = fixture('bird-hybrid/nva-table.mrt');

async function report(...files: string[]): Promise<ReportData> {
  const { exitCode, stdout, stderr } = await earshot(['report', '--json', ...files]);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  return JSON.parse(stdout) as ReportData;
}

test('the report counts what an independent count of the recording found', async () => {
  const { records, messages, routes } = await report(capture);
  expect(records).toMatchObject({ read: 368, faulty: 0 });
  expect(messages.total).toEqual({ OPEN: 6, UPDATE: 77, NOTIFICATION: 1, KEEPALIVE: 158, 'ROUTE-REFRESH': 6 });
  expect(routes).toEqual({ announced: 126, withdrawn: 11, table: 0 });
});

test('keepalives are a floor in every minute of the recording', async () => {
  const { messages } = await report(capture);
  expect(messages.intervals).toHaveLength(9);
  expect(messages.intervals.every(({ counts }) => (counts['KEEPALIVE'] ?? 0) > 0)).toBe(true);
});

test('the updates lead to the very table that the router dumped itself', async () => {
  const heard = (await runFiles(readFileSync(capture))).run;
  const dumped = (await runFiles(readFileSync(dump))).run;
  const routes = ({ rib }: typeof heard): string[] =>
    [...rib.peers()]
      .flatMap(({ peer, tables }) =>
        [...tables].flatMap(([afi, table]) =>
          routeLines(rib, table).map((route) => `${peer.address} ${peer.as} ${afi} ${route}`)
        )
      )
      .sort();
  expect(routes(dumped)).toHaveLength(41);
  expect(routes(heard)).toEqual(routes(dumped));
});

test('every session change of the recording is a row, also the one that names no peer', async () => {
  const { observations } = await runFiles(readFileSync(capture));
  const changes = observations.flatMap((one) => (one.kind === 'session' && !one.repeated ? [one] : []));
  const of = (address: string): string =>
    changes
      .filter(({ peer }) => peer.address === address)
      .map(({ up }) => (up ? 'up' : 'down'))
      .join(' ');
  expect(of('127.0.0.4')).toBe('up down up');
  expect(of('127.0.0.5')).toBe('up down up');
  expect(of('127.0.0.6')).toBe('up down up');
  expect(changes.map(({ ended }) => ended?.reason).filter(Boolean)).toEqual([
    'Cease: Administrative Shutdown "Maintenance CHG-1042: rs-0 is upgraded, back in 30 s"',
  ]);
});

test('the report for people shows messages over time, peers and origins', async () => {
  const { stdout } = await earshot(['report', capture]);
  expect(stdout).toMatch(/^KEEPALIVE +158 .* [▁▂▃▄▅▆▇█]{9}$/m);
  expect(stdout).toMatch(/^127\.0\.0\.6 +65020 +ipv4 +4 /m);
  expect(stdout).toMatch(/^65515 +\d+ +█+$/m);
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
});
