import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { damage, randomOf } from './build/mutate.ts';
import { frameFile, landsOnBoundary, lostRecords, placesOf } from './build/mutated-file.ts';
import { runFiles } from './build/run.ts';
import { dataFile, fixture } from './tools.ts';
import { DecodeError } from '../src/bytes/decode-error.ts';

/** The repository's own recordings always, files of the data folder where it is present. */
const FILES = [
  fixture('bird-hybrid/nva.mrt'),
  fixture('bird-hybrid/nva-table.mrt'),
  ...['bird-mrtdump.bgp.mrt', 'openbgpd.rib-v2.mrt', 'quagga.bgp.mrt', 'ris-rrc06.updates.20150401.0000.gz'].flatMap(
    (name) => dataFile(name) ?? []
  ),
  ...['routeviews.updates.20240914.2230.bz2'].flatMap((name) => dataFile(name) ?? []),
];

function load(path: string): Uint8Array {
  if (path.endsWith('.bz2')) {
    return new Uint8Array(execFileSync('bzip2', ['-dc', path]));
  }
  const bytes = readFileSync(path);
  return new Uint8Array(path.endsWith('.gz') ? gunzipSync(bytes) : bytes);
}

describe.each(FILES.map((path) => ({ name: basename(path), path })))('$name', ({ path }) => {
  const bytes = load(path);
  const places = placesOf(bytes);
  const random = randomOf(20_261_123);

  test('damage within one record costs no record behind it', () => {
    let exempt = 0;
    const runs = Math.min(500, Math.ceil(5e6 / bytes.length));
    for (let run = 0; run < runs; run++) {
      // The first record is what tells that a file is MRT at all.
      const index = 1 + Math.floor(random() * (places.length - 1));
      const place = places[index]!;
      const damaged = damage(bytes, place.offset, place.end, random);
      const { items, problem } = frameFile(damaged.bytes);
      const shiftBytes = damaged.bytes.length - bytes.length;
      // Where the last record is the damaged one, what is left of it may be cut off.
      if (problem !== undefined) {
        expect(problem).toBeInstanceOf(DecodeError);
        expect(index).toBe(places.length - 1);
      } else if (lostRecords(items, places, index + 1) > 0) {
        expect(landsOnBoundary(damaged.bytes, place, places, shiftBytes), `run ${run}, record ${index}`).toBe(true);
        exempt++;
      }
      expect(lostBefore(items, index)).toBe(0);
    }
    expect(exempt).toBeLessThan(runs / 50);
  });

  function lostBefore(items: ReturnType<typeof frameFile>['items'], index: number): number {
    return places.slice(0, index).filter(({ body }, at) => {
      const item = items[at];
      return item?.kind !== 'record' || !body.equals(item.body);
    }).length;
  }

  test('a file that is cut off anywhere gives all records before the cut', () => {
    for (let run = 0; run < 100; run++) {
      const cut = Math.floor(random() * bytes.length);
      const { items, problem } = frameFile(bytes.subarray(0, cut));
      const whole = places.filter(({ end }) => end <= cut).length;
      expect(items.filter(({ kind }) => kind === 'record')).toHaveLength(whole);
      expect(problem === undefined).toBe(whole === 0 ? cut === 0 : places[whole - 1]!.end === cut);
    }
  });

  test('counters add up after any damage, and nothing is thrown', async () => {
    const runs = Math.min(25, Math.ceil(5e5 / bytes.length));
    for (let run = 0; run < runs; run++) {
      let damaged = bytes;
      for (let times = 0; times < 8; times++) {
        damaged = damage(damaged, 0, damaged.length, random).bytes;
      }
      const { counts } = (await runFiles(damaged)).run;
      const gaps = [...counts.gaps.values()].reduce((sum, { skippedBytes }) => sum + skippedBytes, 0);
      const { items, problem } = frameFile(damaged);
      expect(counts.records).toBe(items.filter(({ kind }) => kind === 'record').length);
      expect(counts.decoded + counts.faulty + counts.filtered).toBe(counts.records);
      // Every byte belongs to a record or to a gap that was counted, but for what is cut off at the end.
      const framed = items.reduce(
        (sum, item) => sum + (item.kind === 'gap' ? 0 : item.bodyOffset + item.body.length - item.offset),
        0
      );
      expect(framed + gaps).toBeLessThanOrEqual(damaged.length);
      expect(problem !== undefined || framed + gaps === damaged.length).toBe(true);
      expect(counts.filteredReasons.size).toBeLessThanOrEqual(101);
    }
  });
});
