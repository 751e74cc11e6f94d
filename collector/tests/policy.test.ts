import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { IncidentKind } from '../src/detect/incidents/incident.ts';
import { type JudgementSettings, defaultDomain } from '../src/detect/settings.ts';
import { settingsWith } from './build/judge.ts';
import { type RunResult, runWith } from './build/run.ts';
import { expectation, labelRule, prefixOf } from './build/settings.ts';
import { dataFile, fixture } from './tools.ts';

/** Those that judge routes against what is expected of them. */
const KINDS: readonly IncidentKind[] = ['hijack', 'path-policy', 'visibility', 'prefix-limit', 'rpki-invalid'];
const recording = readFileSync(fixture('bird-hybrid/nva.mrt'));
const startUs = Date.parse('2026-11-23T01:44:26Z') * 1000;

/** When incidents opened, got another severity or were resolved: `seconds after the start, state, severity, id`. */
function linesOf({ observations }: RunResult): string[] {
  const last = new Map<string, string>();
  return observations.flatMap((one) => {
    if (one.kind !== 'incident' || !KINDS.includes(one.incident.kind)) {
      return [];
    }
    const { id, state, severity } = one.incident;
    const second = (Number(one.timeNs / 1000n) - startUs) / 1e6;
    const before = last.get(id);
    last.set(id, `${state} ${severity}`);
    return before === last.get(id) ? [] : [`${second} ${state} ${severity} ${id}`];
  });
}

/** What holds in the recording, save where a test says otherwise. */
const hybrid: Partial<JudgementSettings> = {
  labels: [
    labelRule('expressroute', { asPath: ['_12076_'] }),
    labelRule('vpn', { asPath: ['^65020_'] }),
    labelRule('vnet', { asPath: ['^65515$'] }),
  ],
  expectations: [
    expectation({ label: 'expressroute', origins: [65010, 65011], maxPathLength: 5, firstHops: [65515], limit: 100 }),
    expectation({
      label: 'vnet',
      familyName: 'ipv4',
      allow: { asPath: [], prefixes: [prefixOf('10.0.0.0/8')], prefixOutside: [] },
    }),
    expectation({ prefix: { value: prefixOf('10.21.0.0/16'), match: 'exact' }, origins: [65010] }),
    expectation({ prefix: { value: prefixOf('10.30.0.0/16'), match: 'exact' }, origins: [65011], upstreams: [12076] }),
  ],
};

test('a bad morning of sessions breaks none of what is expected, with and without expectations', async () => {
  expect(linesOf(await runWith(settingsWith({}), recording))).toEqual([]);
  expect(linesOf(await runWith(settingsWith(hybrid), recording))).toEqual([]);
});

test('what is expected otherwise is told with its time, once, through lost sessions', async () => {
  const expectations = [
    expectation({ label: 'expressroute', maxPathLength: 4 }),
    expectation({ prefix: { value: prefixOf('10.30.0.0/16'), match: 'exact' }, origins: [65010] }),
    expectation({ label: 'expressroute', familyName: 'ipv4', limit: 10 }),
  ];
  const lines = linesOf(await runWith(settingsWith({ ...hybrid, expectations }), recording));
  const longer = 'over a path longer than 4 hops under label expressroute';
  expect(lines).toEqual([
    '1 open critical hijack default ipv4 10.30.0.0/16 origin 65011',
    '1 open warning prefix-limit default ipv4 of ipv4 under label expressroute',
    `115 open warning path-policy default local adj-in-pre default 127.0.0.4 ${longer}`,
    `115 open warning path-policy default local adj-in-pre default 127.0.0.5 ${longer}`,
  ]);
});

/** Runs where the data folder is present; says so where it is not. */
for (const name of ['ris-rrc15.updates.20100227.1600.gz', 'ris.updates.20071015.1505.gz']) {
  const path = dataFile(name);
  if (path === undefined) {
    console.log(`not present: ${name} (ordinary routing)`);
  } else {
    test(`${name}: ordinary routing on the Internet is nothing`, async () => {
      const settings = settingsWith({}, defaultDomain('default', 'internet'));
      expect(linesOf(await runWith(settings, gunzipSync(readFileSync(path))))).toEqual([]);
    });
  }
}
