import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../src/config/load.ts';
import { defaultDomain, defaultSettings } from '../src/detect/settings.ts';
import { MEASUREMENTS } from '../src/influx/schema.gen.ts';
import { FAR_VNETS, HEADQUARTERS, LYON, MILAN, MUNICH } from './build/hybrid-cloud.ts';
import { hybridIncidents } from './build/hybrid-incidents.ts';
import { type RunResult, runFiles, runRouter, runWith } from './build/run.ts';
import { type ToldIncident, incidentRows, toldIncidents } from './build/told-incidents.ts';
import { dataFile, fixture } from './tools.ts';

const MINUTE_US = 60_000_000;

describe('an hour and a half of a hybrid cloud', () => {
  const recording = readFileSync(fixture('hybrid-incidents/scenario.mrt'));
  const { router, judgement } = loadConfig({ config: fixture('hybrid-incidents/earshot.yaml') }, {});
  let result: RunResult;
  beforeAll(async () => {
    result = await runRouter(router, judgement, recording);
  });

  test('the fixture is what the script writes', () => {
    expect(Buffer.compare(hybridIncidents(), recording)).toBe(0);
  });

  test('each story is told once, with its times, and nothing else is', () => {
    const expected = JSON.parse(readFileSync(fixture('hybrid-incidents/expected.json'), 'utf8')) as ToldIncident[];
    const told = toldIncidents(result.observations);
    // Of each summary the expectation has the words that matter.
    const says = (summary = '', words = ''): string => (summary.includes(words) ? words : summary);
    expect(told.map((one, i) => ({ ...one, says: says(one.says, expected[i]?.says) }))).toEqual(expected);
  });

  test('all that was read was understood, but for the one attribute that is broken on purpose', () => {
    const { run, problems, observations } = result;
    expect(problems).toEqual([undefined]);
    expect(run.counts).toMatchObject({ faulty: 1, filtered: 0 });
    expect(observations.filter(({ kind }) => kind === 'fault')).toMatchObject([
      { fault: { peer: { address: '10.0.4.10' } } },
    ]);
  });

  test('every measurement of the schema has rows', () => {
    const measurementOf = (line: string): string => line.slice(0, line.search(/[, ]/));
    // What the collector tells of itself is no part of a recording.
    const told = Object.keys(MEASUREMENTS).filter((name) => name !== 'bgp_collector');
    expect(new Set(result.lines.map(measurementOf))).toEqual(new Set(told));
  });

  test('a session that is up sends two KEEPALIVEs in every minute', () => {
    const endUs = Date.parse('2026-03-10T19:00:00Z') * 1000;
    const counts = new Map<string, number>();
    for (const one of result.observations) {
      if (one.kind === 'message-count' && one.type === 'KEEPALIVE' && Number(one.timeNs / 1000n) < endUs) {
        const minute = new Date(Number(one.timeNs / 1_000_000n)).toISOString().slice(11, 16);
        counts.set(`${one.peer.address} ${minute}`, one.count);
      }
    }
    const other = [...counts].filter(([, count]) => count !== 2).map(([minute, count]) => `${minute} ${count}`);
    expect([counts.size, other]).toEqual([5 * 90 - 2 * 3, []]);
  });

  test('the circuit has its prefixes at the end, as the script left them', () => {
    const left = [...HEADQUARTERS, ...LYON, ...MILAN, ...FAR_VNETS, ...MUNICH];
    const isIPv6 = (prefix: string): boolean => prefix.includes(':');
    const last = new Map<string, number>();
    for (const one of result.observations) {
      if (one.kind === 'totals' && one.label === 'expressroute') {
        last.set(one.familyName, one.counts.prefixes);
      }
    }
    expect(Object.fromEntries(last)).toEqual({
      ipv4: left.filter((prefix) => !isIPv6(prefix)).length,
      ipv6: left.filter(isIPv6).length,
    });
  });

  test('the tables are written as a whole at 18:00', () => {
    const snapshots = result.observations.flatMap((one) => (one.kind === 'table-snapshot' ? [one] : []));
    const rows = result.observations.filter((one) => one.kind === 'route' && one.action === 'rib');
    expect(snapshots).toHaveLength(5 * 2);
    expect(rows).toHaveLength(snapshots.reduce((sum, { routes }) => sum + routes, 0));
    expect(new Set(snapshots.map(({ complete }) => complete))).toEqual(new Set([true]));
  });

  test('the same recording gives the same lines', async () => {
    const again = await runRouter(router, judgement, recording);
    expect(again.lines).toEqual(result.lines);
  });
});

describe('where nothing happens, nothing is told', () => {
  test('in what the recording of real BIRD daemons calls quiet', async () => {
    const recording = readFileSync(fixture('bird-hybrid/nva.mrt'));
    const startSeconds = recording.readUInt32BE(0);
    const { observations } = await runFiles(recording);
    const started = incidentRows(observations).map(({ incident }) => incident.startedUs / 1e6 - startSeconds);
    const isQuiet = (second: number): boolean => (second >= 2 && second < 70) || second >= 401;
    expect([started.length > 0, started.filter(isQuiet)]).toEqual([true, []]);
  });

  for (const name of ['ris.updates.20071015.1505.gz', 'ris-rrc15.updates.20100227.1600.gz']) {
    const path = dataFile(name);
    if (path === undefined) {
      console.log(`not present: ${name} (no incidents on the Internet)`);
      continue;
    }
    test(`${name}: on the Internet, where nothing is expected`, async () => {
      const settings = { ...defaultSettings(MINUTE_US), domains: [defaultDomain('default', 'internet')] };
      const { observations } = await runWith(settings, gunzipSync(readFileSync(path)));
      expect(observations.some(({ kind }) => kind === 'route')).toBe(true);
      expect(toldIncidents(observations)).toEqual([]);
    });
  }
});
