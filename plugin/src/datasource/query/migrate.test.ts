import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkQuery } from './check';
import { migrate } from './migrate';
import { completeQuery } from './model';

interface Case {
  name: string;
  stored: { refId?: string };
  current?: object;
  error?: string;
}

const vectors = join(__dirname, '../../../../schema/vectors/migrations.json');
const { cases } = JSON.parse(readFileSync(vectors, 'utf8')) as { cases: Case[] };

describe('what is migrated like in the back end', () => {
  it.each(cases.filter(({ error }) => !error))('$name', ({ stored, current }) => {
    const before = JSON.stringify(stored);
    expect(migrate(stored)).toEqual(current);
    expect(JSON.stringify(stored)).toBe(before);
  });
});

describe('what cannot be migrated stays, and is marked at the same field', () => {
  it.each(cases.filter(({ error }) => error))('$name', ({ stored, error = '' }) => {
    expect(migrate(stored)).toBe(stored);
    expect(Object.keys(checkQuery(completeQuery({ refId: 'A', ...stored })))).toEqual([error.split(':')[0]]);
  });
});
