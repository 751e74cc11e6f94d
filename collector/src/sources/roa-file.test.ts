import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { prefixOf } from '../../tests/build/settings.ts';
import { parseRoas, readRoaFile, watchRoaFile } from './roa-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'earshot-roas-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
  return path;
}

test('AS numbers as text and as numbers, with and without a greatest length', async () => {
  const path = write(
    'both.json',
    `{"metadata":{"buildtime":"2026-01-01T00:00:00Z"},"roas":[
      {"asn":"AS64500","prefix":"192.0.2.0/24","maxLength":24,"ta":"ripe"},
      {"asn":64501,"prefix":"2001:db8::/32","maxLength":48,"expires":1},
      {"asn":"AS0","prefix":"10.0.0.0/8"}]}`
  );
  const roas = await readRoaFile(path);
  expect(roas.size).toBe(3);
  expect(roas.validate(prefixOf('2001:db8:1::/48'), 64501)).toBe('valid');
  expect(roas.validate(prefixOf('10.0.0.0/8'), 1)).toBe('invalid');
});

test.each([
  ['{"roas":[', /^f: .*JSON/],
  ['{}', 'f: no list "roas"'],
  ['[]', 'f: no list "roas"'],
  ['{"roas":[7]}', 'f: roas[0]: 7 is no ROA'],
  [
    '{"roas":[{"asn":1,"prefix":"10.0.0.0/8"},{"asn":"x","prefix":"10.0.0.0/8"}]}',
    'f: roas[1].asn: "x" is no AS number such as "AS64500"',
  ],
  ['{"roas":[{"asn":4294967296,"prefix":"10.0.0.0/8"}]}', /roas\[0\]\.asn: 4294967296/],
  [
    '{"roas":[{"asn":1,"prefix":"10.0.0.0/33"}]}',
    'f: roas[0].prefix: "10.0.0.0/33" is no prefix such as "192.0.2.0/24"',
  ],
  ['{"roas":[{"asn":1}]}', /roas\[0\]\.prefix: undefined/],
  ['{"roas":[{"asn":1,"prefix":"10.0.0.0/8","maxLength":7}]}', 'f: roas[0].maxLength: 7 is no length from 8 to 32'],
  ['{"roas":[{"asn":1,"prefix":"10.0.0.0/8","maxLength":"8"}]}', /roas\[0\]\.maxLength: "8"/],
])('%s is refused with its place', (text, message) => {
  expect(() => parseRoas(text, 'f')).toThrow(message);
});

test('a file that is not there, and a folder', async () => {
  await expect(readRoaFile(join(folder, 'none.json'))).rejects.toThrow(/none\.json: /);
  await expect(readRoaFile(folder)).rejects.toThrow(/is no file|directory/);
});

test('a new file is read when it takes the place of the old one; one that cannot be used changes nothing', async () => {
  const path = write('watched.json', '{"roas":[]}');
  const stop = new AbortController();
  const errors: string[] = [];
  const onError = ({ message }: Error): void => {
    errors.push(message);
    write('watched.json', '{"roas":[{"asn":1,"prefix":"10.0.0.0/8"}]}');
  };
  const tables = watchRoaFile(path, { pollMs: 5, signal: stop.signal, onError });
  expect((await tables.next()).value).toMatchObject({ size: 0 });
  write('watched.json', 'broken');
  expect((await tables.next()).value).toMatchObject({ size: 1 });
  expect(errors).toHaveLength(1);
  stop.abort();
  expect((await tables.next()).done).toBe(true);
});
