import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { INTERNET, courseOf, incidentsOf, settingsWith } from './build/judged.ts';
import { runFiles, runWith } from './build/run.ts';
import { dataFile, fixture } from './tools.ts';

/** Kinds of what happens to single routes and feeds. */
const KINDS = [
  'flapping',
  'new-prefixes',
  'vanished-prefixes',
  'moas',
  'origin-change',
  'silent-feed',
  'flood',
  'drought',
];

describe('a bad morning of a hybrid cloud', async () => {
  const { observations } = await runFiles(readFileSync(fixture('bird-hybrid/nva.mrt')));
  const incidents = incidentsOf(observations).filter(({ kind }) => KINDS.includes(kind));
  const startUs = Date.parse('2026-11-23T01:44:26Z') * 1000;
  const secondOf = (timeUs: number): number => (timeUs - startUs) / 1e6;

  test('the VNet that is added is one incident', () => {
    const news = incidents.filter(({ kind }) => kind === 'new-prefixes');
    expect(news.map(({ state }) => state)).toEqual(['open', 'resolved']);
    expect(secondOf(news[0]!.startedUs)).toBe(70);
    expect(news[0]!.firstPrefixes.toSorted()).toEqual(['10.4.0.0/16', '10.5.0.0/16', 'fd00:10:4::/48']);
  });

  test('the prefix that flaps is one incident for each peer that shows it', () => {
    const course = courseOf(observations, 'flapping').map((line) => line.replace(/^\S+ /, ''));
    expect(course.filter((line) => line.startsWith('open'))).toEqual([
      'open local adj-in-pre default 127.0.0.4 10.30.7.0/24 1',
      'open local adj-in-pre default 127.0.0.5 10.30.7.0/24 1',
    ]);
    const last = incidents.filter(({ kind, state }) => kind === 'flapping' && state === 'resolved');
    expect(last.map(({ summary }) => summary)).toEqual([
      '10.30.7.0/24 flaps at 127.0.0.4: 10 transitions in 23 s',
      '10.30.7.0/24 flaps at 127.0.0.5: 10 transitions in 23 s',
    ]);
  });

  test('nothing else is one: not its first tables, resets, refreshes, longer paths and quiet', () => {
    expect(new Set(incidents.map(({ kind }) => kind))).toEqual(new Set(['new-prefixes', 'flapping']));
  });
});

describe('real files of the Internet raise no incident without an expectation', () => {
  test('the optional data folder is looked for', () => expect(dataFile('no such file')).toBeUndefined());

  for (const name of [
    'ris-rrc15.updates.20100227.1600.gz',
    'ris-rrc06.updates.20150401.0000.gz',
    'ris.updates.20071015.1505.gz',
    'damaged.updates.20000325.0345.gz',
  ]) {
    const path = dataFile(name);
    if (path === undefined) {
      console.log(`not present: ${name}`);
    } else {
      test(name, async () => {
        const { observations } = await runWith(settingsWith(INTERNET), gunzipSync(readFileSync(path)));
        expect(observations.some(({ kind }) => kind === 'flap')).toBe(true);
        expect(incidentsOf(observations).filter(({ kind }) => KINDS.includes(kind))).toEqual([]);
      });
    }
  }
});
