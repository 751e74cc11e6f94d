import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plainText } from '../src/bytes/text.ts';
import { LineBuilder } from '../src/influx/line.ts';
import { serverWords } from '../src/influx/influx-error.ts';
import type { Row } from '../src/influx/points/rows.ts';
import { Influxd } from './influxd.ts';
import { hasTool } from './tools.ts';

/** Text as nobody writes it who means well: syntax of lines, controls, marks of direction, halves of characters, great length. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...',= "\\\n\r\t\0\u001b[31m\u0085\u009b\u200f\u202e\u2028\u2066\ufeff\ud800\udc00'.split(''),
        '\\"',
        '\\\\',
        '\\,',
        '\\ ',
        '\nm injected=1i 1',
        ',peer=192.0.2.66',
        '",injected="1'
      ),
      fc.string({ unit: 'binary', maxLength: 5 })
    ),
    { maxLength: 12 }
  )
  .map((parts) => parts.join(''))
  .chain((text) => fc.constantFrom(text, text.repeat(60)));

/** What must not be in any text that goes on. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

test('plain text stands where it stands, and is as long as what it was made of', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const plain = plainText(text);
      expect(plain).not.toMatch(UNSAFE);
      expect(plain.length).toBe(text.length);
      expect(plainText(plain)).toBe(plain);
    })
  );
});

test('words of a server are plain', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(serverWords(JSON.stringify({ error: text }))).not.toMatch(UNSAFE);
      expect(serverWords(text)).not.toMatch(UNSAFE);
    })
  );
});

/** As the database has it: UTF-8 has no half characters. */
function stored(text: string): string {
  return Buffer.from(plainText(text)).toString();
}

function storedTag(text: string): string {
  return stored(text.slice(0, 256)).replaceAll('\\', '/') || 'none';
}

describe.skipIf(!hasTool('influxd'))('InfluxDB 1.x', () => {
  let influxd: Influxd;

  beforeAll(async () => {
    influxd = await Influxd.start();
    await influxd.query('', 'CREATE DATABASE "hostile"');
  });

  afterAll(() => influxd?.stop());

  test('hostile names and reasons come back as they were, or with blanks where they were unsafe', async () => {
    const sample = fc.sample(fc.tuple(hostile, hostile, hostile), { numRuns: 2_000, seed: 7 });
    const lines = new LineBuilder();
    const body = sample.map(([router, vrf, reason], i) =>
      lines.toLine(sessionRow({ router, vrf, peer_as: String(i) }, reason, BigInt(i + 1)))
    );
    const target = `${influxd.url}/write?db=hostile&precision=ns`;
    const answer = await fetch(target, { method: 'POST', body: body.join('\n') });
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect((await influxd.query('hostile', 'SHOW MEASUREMENTS')).flatMap(({ values }) => values)).toEqual([
      ['bgp_sessions'],
    ]);
    const [{ columns, values }] = (await influxd.query('hostile', 'SELECT * FROM "bgp_sessions"')) as [
      { columns: string[]; values: unknown[][] },
    ];
    expect([...columns].sort()).toEqual(['peer', 'peer_as', 'reason', 'router', 'state', 'time', 'up', 'view', 'vrf']);
    const found = values.map((row) => ['router', 'vrf', 'reason'].map((name) => row[columns.indexOf(name)]));
    expect(found).toEqual(sample.map(([router, vrf, reason]) => [storedTag(router), storedTag(vrf), stored(reason)]));
  });
});

function sessionRow(tags: { router: string; vrf: string; peer_as: string }, reason: string, timeNs: bigint): Row {
  return {
    store: 'general',
    timeNs,
    numbered: true,
    point: {
      measurement: 'bgp_sessions',
      tags: { view: 'adj-in-pre', peer: '192.0.2.1', ...tags },
      fields: { up: 1, state: 'Idle', reason },
    },
  };
}
