import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { ReportData } from '../src/cli/report-data.ts';
import { earshot } from './earshot.ts';
import { dataFile, hasTool } from './tools.ts';

async function report(path: string): Promise<ReportData> {
  const { exitCode, stdout, stderr } = await earshot(['report', '--json', path]);
  expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining('earshot:')]);
  return JSON.parse(stdout) as ReportData;
}

/** Runs where the data folder is present; says so where it is not. */
function withFile(name: string, title: string, check: (path: string) => Promise<void>): void {
  const path = dataFile(name);
  if (path === undefined) {
    console.log(`not present: ${name} (${title})`);
  } else {
    test(`${name}: ${title}`, () => check(path));
  }
}

describe('real files', () => {
  test('the optional data folder is looked for', () => expect(dataFile('no such file')).toBeUndefined());

  withFile('ris-rrc15.updates.20100227.1600.gz', 'all messages and routes', async (path) => {
    const { records, messages, routes } = await report(path);
    expect(records).toMatchObject({ read: 6615, faulty: 0, filtered: 0 });
    expect(messages.total).toEqual({ UPDATE: 6546, KEEPALIVE: 47, OPEN: 1, NOTIFICATION: 1 });
    expect(routes.announced + routes.withdrawn).toBe(53_786);
  });

  withFile('two-full-feeds.tdv2.20100701.mrt.gz', 'two full tables', async (path) => {
    const { totals, peers } = await report(path);
    expect(totals).toMatchObject([{ afi: 'ipv4', prefixes: 323_487, routes: 641_957 }]);
    expect(peers.every(({ whole_table }) => whole_table)).toBe(true);
  });

  withFile('damaged.updates.20000325.0345.gz', 'all that can still be read', async (path) => {
    const { exitCode, stdout, stderr } = await earshot(['report', '--json', path]);
    const { records, routes } = JSON.parse(stdout) as ReportData;
    expect(exitCode).toBe(1);
    expect(stderr).toContain('24 bytes skipped in 2 gaps between records, the first at offset 188');
    expect(records).toMatchObject({ read: 2580, faulty: 0 });
    expect(routes.announced + routes.withdrawn).toBe(5378);
  });

  withFile('ris.bview.20020722.2337.gz', 'a table of the first version', async (path) => {
    const { records, routes } = await report(path);
    expect([records.read, records.faulty, routes.table]).toEqual([115_521, 0, 115_521]);
  });

  for (const name of [
    'ris-rrc06.updates.20150401.0000.gz',
    'ris.updates.20071015.1505.gz',
    'routeviews.updates.20240914.2230.bz2',
  ]) {
    withFile(name, 'as many announcements and withdrawals as bgpdump prints', async (path) => {
      if (!hasTool('bgpdump')) {
        return;
      }
      const dump = execFileSync('bgpdump', ['-m', path], { encoding: 'utf8', stdio: 'pipe', maxBuffer: 1 << 28 });
      const printed = (kind: string): number => dump.split('\n').filter((line) => line.split('|')[2] === kind).length;
      const { routes } = await report(path);
      expect(routes).toMatchObject({ announced: printed('A'), withdrawn: printed('W') });
    });
  }
});
