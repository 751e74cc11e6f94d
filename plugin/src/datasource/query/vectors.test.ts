import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkQuery } from './check';
import { completeQuery, type EarshotQuery } from './model';

interface Case {
  name: string;
  query: EarshotQuery;
  error?: string;
}

const vectors = join(__dirname, '../../../../schema/vectors/queries.json');
const { cases } = JSON.parse(readFileSync(vectors, 'utf8')) as { cases: Case[] };

describe('what the back end answers, the editor takes', () => {
  it.each(cases.filter(({ error }) => !error))('$name', ({ query }) => {
    expect(checkQuery(query)).toEqual({});
    expect(checkQuery(completeQuery(query))).toEqual({});
  });
});

describe('what the back end refuses, the editor marks at the same field', () => {
  // A query without a type becomes one of the default type, and the time range is Grafana's.
  const isOurs = ({ error = '' }: Case) => error !== '' && !/^(queryType: is missing|time range:)/.test(error);

  it.each(cases.filter(isOurs))('$name', ({ query, error = '' }) => {
    expect(Object.keys(checkQuery(query))).toEqual([error.split(':')[0]]);
  });
});
