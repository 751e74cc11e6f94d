import { expect, test } from 'vitest';
import { Log } from './log.ts';
import type { LogLevel } from './log-levels.ts';
import { Secrets } from './secrets.ts';

const AWAY = { event: 'database-away', about: 'store general' };

class TestLog {
  readonly lines: string[] = [];
  nowMs = Date.parse('2026-11-23T22:30:00Z');
  readonly log: Log;

  constructor(options: { level?: LogLevel; forPeople?: boolean; secrets?: Secrets } = {}) {
    const { level = 'info', forPeople = false, secrets = new Secrets([]) } = options;
    this.log = new Log({ level, collector: 'local', secrets, forPeople, nowMs: () => this.nowMs }, (line) =>
      this.lines.push(line)
    );
  }

  entries(): Record<string, unknown>[] {
    return this.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  pass(seconds: number): this {
    for (let at = 0; at < seconds; at++) {
      this.nowMs += 1000;
      this.log.tick();
    }
    return this;
  }
}

test('an entry is a line of JSON with its time, its event and its words', () => {
  const told = new TestLog();
  told.log.warn(AWAY, 'no answer', { status: 503, left: undefined });
  expect(told.lines).toHaveLength(1);
  expect(told.lines[0]).toMatch(/^\{.*\}\n$/);
  expect(told.entries()).toEqual([
    {
      level: 'warn',
      time: '2026-11-23T22:30:00.000Z',
      collector: 'local',
      event: 'database-away',
      about: 'store general',
      status: 503,
      words: 'no answer',
    },
  ]);
});

test('what is below the level is not told', () => {
  const { log, lines } = new TestLog({ level: 'warn' });
  log.debug(AWAY, 'a');
  log.info(AWAY, 'b');
  log.error(AWAY, 'c');
  expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(['error']);
});

test('people read text', () => {
  const { log, lines } = new TestLog({ forPeople: true });
  log.error(AWAY, 'no answer', { status: 503 });
  expect(lines).toEqual(['22:30:00 error no answer about=store general status=503\n']);
});

test('what happens over and over is told thrice, then once a minute, with how often it happened', () => {
  const told = new TestLog();
  for (let at = 0; at < 100; at++) {
    told.log.warn(AWAY, `try ${at}`);
    told.pass(1);
  }
  expect(told.entries().map(({ words, repeated }) => [words, repeated])).toEqual([
    ['try 0', undefined],
    ['try 1', undefined],
    ['try 2', undefined],
    ['try 59', 56],
  ]);
  told.pass(60);
  expect(told.entries().at(-1)).toMatchObject({ words: 'try 99', repeated: 39 });
  told.pass(600);
  expect(told.entries()).toHaveLength(5);
  const total = told.entries().reduce((sum, { repeated }) => sum + 1 + Number(repeated ?? 0), 0);
  expect(total).toBe(100);
});

test('a clock that is set back holds nothing back until it is where it was', () => {
  const told = new TestLog();
  for (const words of ['a', 'b', 'before']) {
    told.log.warn(AWAY, words);
  }
  told.nowMs -= 3_600_000;
  told.log.warn(AWAY, 'after');
  expect(told.entries().map(({ words }) => words)).toEqual(['a', 'b', 'before', 'after']);
});

test('another event, or the same about something else, is told at once', () => {
  const told = new TestLog();
  told.log.warn(AWAY, 'a');
  told.log.warn({ ...AWAY, about: 'store verbose' }, 'b');
  told.log.warn({ ...AWAY, event: 'database-refused' }, 'c');
  told.log.error(AWAY, 'd');
  expect(told.entries().map(({ words }) => words)).toEqual(['a', 'b', 'c', 'd']);
});

test('what is held back is told at the end, and no flood of events fills the memory with it', () => {
  const told = new TestLog();
  for (const words of ['first', 'second', 'third', 'held back']) {
    told.log.warn(AWAY, words);
  }
  for (let at = 0; at < 5000; at++) {
    told.log.info({ event: 'connection', about: String(at) }, 'up');
  }
  told.log.close();
  expect(
    told
      .entries()
      .filter(({ event }) => event === AWAY.event)
      .map(({ words }) => words)
  ).toEqual(['first', 'second', 'third', 'held back']);
});

test('control characters of others reach no terminal, and a secret no reader', () => {
  const secret = 'S3cret"\\token';
  const secrets = new Secrets([secret], 'earshot');
  for (const forPeople of [false, true]) {
    const { log, lines } = new TestLog({ forPeople, secrets });
    const basic = Buffer.from(`earshot:${secret}`).toString('base64');
    log.error({ event: 'x', about: 'peer \u001b[2J\u202e' }, `said\nERROR ${secret} ${JSON.stringify(secret)}`, {
      header: `Basic ${basic}`,
      url: `http://h/?p=${encodeURIComponent(secret)}`,
    });
    const text = lines.join('');
    expect(text.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect(text.match(/\[secret\]/g)).toHaveLength(4);
    expect(text).not.toContain('S3cret');
    expect(text).not.toContain(basic);
  }
});
