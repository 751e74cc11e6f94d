import { expect, test } from 'vitest';
import type { Finding } from './check-finding.ts';
import { checkText } from './check-text.ts';

const finding = (verdict: Finding['verdict'], words: string, about = ''): Finding => ({
  area: 'InfluxDB',
  about,
  verdict,
  words,
});
const ALL = [
  finding('ok', '1.6.7 at http://127.0.0.1:8086'),
  finding('note', 'long '.repeat(40).trim(), 'clock'),
  finding('problem', 'there is no database "bgp": run \'earshot setup\'', 'general'),
];

test('aligned, with a word beside each sign, within 120 columns', () => {
  const text = checkText(ALL, false);
  expect(text).toContain('InfluxDB   ✓ ok       1.6.7 at http://127.0.0.1:8086\n');
  expect(text).toContain('  clock    ! note     long long');
  expect(text).toContain('  general  ✗ problem  there is no database "bgp": run \'earshot setup\'\n');
  expect(text.trimEnd().split('\n').at(-1)).toBe('1 problem, 1 note.');
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
});

test('colour adds nothing but colour', () => {
  const coloured = checkText(ALL, true);
  expect(coloured).toContain('\u001b[31m✗ problem\u001b[0m');
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(checkText(ALL, false));
});

test('parts of an area stand under its name, and a long one on a line of its own', () => {
  const sources = ['bgp 10.0.0.9', `mrtdump /${'x'.repeat(50)}`].map((about): Finding => ({
    area: 'Source',
    about,
    verdict: 'ok',
    words: 'hearing',
  }));
  expect(checkText(sources, false).split('\n').slice(0, 5)).toEqual([
    '',
    'Sources',
    '  bgp 10.0.0.9  ✓ ok       hearing',
    `  mrtdump /${'x'.repeat(50)}`,
    '                ✓ ok       hearing',
  ]);
});

test('of many, those that are not well are shown', () => {
  const many = Array.from({ length: 100 }, (_, at) =>
    finding(at === 99 ? 'problem' : 'ok', `number ${at}`, String(at))
  );
  const text = checkText(many, false);
  expect(text).toContain('number 99');
  expect(text).toContain('and 60 more: --json has them all');
});

test('nothing but well is said in a sentence', () => {
  expect(checkText([finding('ok', 'fine')], false)).toMatch(/\nNo problem\.\n$/);
});
