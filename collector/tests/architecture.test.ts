import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

/** Rooms in reading order; a room imports from itself and from the rooms above it, never from a neighbour in its row. */
const ORDER: readonly (readonly string[])[] = [
  ['bytes'],
  ['net'],
  ['bgp'],
  ['mrt', 'bmp', 'ris', 'rtr'],
  ['session'],
  ['event', 'dump'],
  ['rib'],
  ['detect'],
  ['influx/schema.gen.ts'],
  ['influx/points'],
  ['influx/line.ts'],
  ['sources', 'influx'],
  ['archive', 'observe', 'checkpoint'],
  ['config'],
  ['run-counts.ts', 'file-problem.ts', 'time-span.ts', 'pipeline.ts', 'file-run.ts'],
  ['live'],
  ['cli'],
  ['cli.ts'],
];
/** Rooms without I/O, clock, log or waiting. */
const PURE = ['bytes', 'net', 'bgp', 'mrt', 'bmp', 'ris', 'rtr', 'session', 'event', 'dump', 'rib', 'detect'];
const IMPURE = /from 'node:|\bawait\b|\bDate\.now\b|new Date\(\)|\bconsole\.|performance\.now|\bsetTimeout\b/;

const src = resolve(import.meta.dirname, '../src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts') && !path.endsWith('.test.ts')
);

/** The most exact name of ORDER that a file belongs to. */
function roomOf(path: string): string {
  const names = ORDER.flat().filter((name) => path === name || path.startsWith(`${name}/`));
  const room = names.sort((a, b) => b.length - a.length)[0];
  if (room === undefined) {
    throw new Error(`${path} stands in no room`);
  }
  return room;
}

function rankOf(room: string): number {
  return ORDER.findIndex((row) => row.includes(room));
}

test.each(files)('%s imports only what stands before it', (path) => {
  const room = roomOf(path);
  const text = readFileSync(join(src, path), 'utf8');
  for (const [, target] of text.matchAll(/from '(\.[^']+)'/g)) {
    const other = roomOf(relative(src, resolve(src, dirname(path), target!)));
    const allowed = other === room || rankOf(other) < rankOf(room) || sameFolder(room, other);
    expect(allowed, `${path} (${room}) imports ${target} (${other})`).toBe(true);
  }
});

/** Single files of one row may build on each other. */
function sameFolder(a: string, b: string): boolean {
  return rankOf(a) === rankOf(b) && dirname(a) === dirname(b) && a.includes('.ts') && b.includes('.ts');
}

test.each(files.filter((path) => PURE.includes(roomOf(path))))('%s is pure', (path) => {
  expect(readFileSync(join(src, path), 'utf8')).not.toMatch(IMPURE);
});
