import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Incident } from '../src/detect/incidents/incident.ts';
import { runWith } from './build/run.ts';
import { settingsWith } from './build/judge.ts';
import { dataFile, fixture } from './tools.ts';

/** What these tests are about, of all kinds of incidents. */
const KINDS = ['overlap', 'redundancy', 'session-down', 'session-flapping'];
const FIRST_SECOND = Date.parse('2026-11-23T01:44:26Z') / 1000;

test('a bad morning of the small hybrid cloud: each cause once', async () => {
  const { observations } = await runWith(settingsWith({}), readFileSync(fixture('bird-hybrid/nva.mrt')));
  const told: string[] = [];
  const states = new Set<string>();
  for (const one of observations) {
    if (one.kind === 'incident' && KINDS.includes(one.incident.kind)) {
      const { kind, state, summary }: Incident = one.incident;
      const text = `${state} ${one.incident.id}`;
      if (!states.has(text)) {
        told.push(`${Math.round(Number(one.timeNs) / 1e9 - FIRST_SECOND)} ${state} ${kind} ${summary.split(': ')[0]}`);
      }
      states.add(text);
    }
  }
  expect(told).toEqual([
    '130 open overlap 10.4.20.0/24 overlaps 10.4.0.0/16',
    '235 open session-down 127.0.0.4 of local is down',
    '292 open session-down 127.0.0.5 of local is down',
    '326 resolved session-down 127.0.0.4 of local is down',
    '341 open session-down 127.0.0.6 of local is down',
    '366 resolved session-down 127.0.0.5 of local is down',
    '417 resolved session-down 127.0.0.6 of local is down',
    '460 open redundancy 10.21.0.0/16 lost a path from 127.0.0.6',
  ]);
});

const RIS = 'ris-rrc15.updates.20100227.1600.gz';
const updates = dataFile(RIS);
if (updates === undefined) {
  console.log(`not present: ${RIS} (no incidents)`);
}
test.runIf(updates)('the Internet as it is: no incidents without expectations', async () => {
  const internet = settingsWith({}, { profile: 'internet', pathIdentity: ['origin_as'] });
  const { observations } = await runWith(internet, gunzipSync(readFileSync(updates!)));
  expect(observations.length).toBeGreaterThan(0);
  const kinds = observations.flatMap((one) => (one.kind === 'incident' ? [one.incident.kind] : []));
  expect(kinds.filter((kind) => kind === 'overlap' || kind === 'redundancy')).toEqual([]);
});
