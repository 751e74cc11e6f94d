import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SessionParams } from '../src/bgp/session-params.ts';
import { formatFamily } from '../src/net/family.ts';
import { hex } from './build/bytes.ts';
import { projectMessage, projectRecord } from './build/project.ts';
import { fixture } from './tools.ts';

interface Case {
  readonly title: string;
  readonly context: readonly string[];
  readonly bytes: Uint8Array;
  readonly expected: unknown;
}

/** Cases apart by an empty line: what it is, context if any, hex, expected JSON. See fixtures/bgp/README.md. */
function parseCases(text: string): Case[] {
  return text
    .trim()
    .split(/\n{2,}/)
    .map((block) => {
      const lines = block.split('\n');
      const [title, context] = lines.length === 4 ? [lines[0], lines[1]!.split(' ')] : [lines[0], []];
      return { title: title!, context, bytes: hex(lines.at(-2)!), expected: JSON.parse(lines.at(-1)!) as unknown };
    });
}

/** A 4-octet external session without path identifiers, unless the context says otherwise. */
function paramsOf(context: readonly string[]): SessionParams {
  const value = (key: string): string | undefined =>
    context.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1);
  const addPath = value('addpath') ?? '';
  return {
    asBytes: value('as') === '2' ? 2 : 4,
    addPath: (family) => (addPath === 'unknown' ? undefined : addPath.split(',').includes(formatFamily(family))),
    external: context.includes('anyone') ? undefined : !context.includes('internal'),
  };
}

const folder = fixture('bgp');
const files = readdirSync(folder).filter((name) => name.endsWith('.case'));

describe.each(files)('%s', (name) => {
  const cases = parseCases(readFileSync(join(folder, name), 'utf8'));
  test.each(cases)('$title', ({ context, bytes, expected }) => {
    const found = context.includes('mrt') ? projectRecord(bytes) : projectMessage(bytes, paramsOf(context));
    expect(found).toEqual(expected);
  });
});

test('no two cases have the same title', () => {
  const titles = files.flatMap((name) =>
    parseCases(readFileSync(join(folder, name), 'utf8')).map(({ title }) => title)
  );
  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  expect(titles.length).toBeGreaterThan(100);
});
