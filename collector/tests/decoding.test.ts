import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ATTRIBUTE_RULES } from '../src/bgp/attribute-rules.ts';
import { decodeCapability } from '../src/bgp/capabilities.ts';
import { layoutOf } from '../src/bgp/nlri.ts';
import { decodeBmp } from '../src/bmp/message.ts';
import type { PeerHeader } from '../src/bmp/peer-header.ts';
import { decodeStatistics } from '../src/bmp/statistics.ts';
import { DecodeError } from '../src/bytes/decode-error.ts';
import { Reader } from '../src/bytes/reader.ts';
import { decodeBgp4mp } from '../src/mrt/bgp4mp.ts';
import { decodeLegacyBgp } from '../src/mrt/legacy-bgp.ts';
import { type MrtRecord, formatRecordType } from '../src/mrt/record.ts';
import { decodeTableDump } from '../src/mrt/table-dump.ts';
import { decodeTableDumpV2 } from '../src/mrt/table-dump-v2.ts';
import { formatFamily } from '../src/net/family.ts';
import { join, u16, u32 } from './build/bytes.ts';

const root = resolve(import.meta.dirname, '../..');
const text = readFileSync(resolve(root, 'docs/decoding.md'), 'utf8');

/** The rows of a section as cells; the key is what stands in backticks at the head of the second cell. */
function rows(title: string): { key: string; name: string; cells: string[] }[] {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    const [, key = '', name = ''] = /^`([^`]+)` ?(.*)$/.exec(cells[2]!) ?? [];
    return { key, name, cells: cells.slice(1, -1) };
  });
}

const keys = (title: string, how?: string): string[] =>
  rows(title)
    .filter(({ cells }) => how === undefined || cells[2] === how)
    .map(({ key }) => key);

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

test('every attribute with a rule has its row, with its name, what is done with it and its class', () => {
  const found = rows('Path attributes').map(({ key, name, cells }) => [
    key,
    name,
    cells[2],
    cells[3]!.includes(classOf(key)),
  ]);
  const wanted = Object.entries(ATTRIBUTE_RULES).map(([type, rule]) => [
    type,
    rule.name,
    rule.keptAsBytes ? 'named' : 'decoded',
    true,
  ]);
  expect(found).toEqual(wanted);
});

function classOf(type: string): string {
  return ATTRIBUTE_RULES[Number(type)]?.malformed ?? 'no rule';
}

test('every capability with a name has its row', () => {
  const named = upTo(256)
    .map((code) => ({ code, name: decodeCapability(new Reader(Uint8Array.of(code, 0))).name }))
    .filter(({ code, name }) => name !== `capability ${code}`);
  const found = rows('Capabilities').map(({ key, name }) => ({ code: Number(key), name }));
  expect(found).toEqual(named);
});

test('every family whose prefixes are decoded has its row, and every name of a family is in one', () => {
  const afis = [...upTo(300), 16_388];
  const all = afis.flatMap((afi) => upTo(256).map((safi) => ({ afi, safi })));
  const decoded = all.filter((family) => layoutOf(family) !== undefined).map(formatFamily);
  expect(keys('Families', 'decoded').sort()).toEqual(decoded.sort());
  const named = keys('Families');
  const safiNames = upTo(256).map((safi) => formatFamily({ afi: 1, safi }).replace('ipv4-', ''));
  expect(
    safiNames.filter((name) => !/safi-|^ipv4$/.test(name) && !named.some((key) => key.endsWith(`-${name}`)))
  ).toEqual([]);
  const afiNames = afis.map((afi) => formatFamily({ afi, safi: 1 })).filter((name) => !name.startsWith('afi-'));
  expect(afiNames.filter((name) => !named.some((key) => key.startsWith(name)))).toEqual([]);
  const names = new Set(all.map(formatFamily));
  expect(named.filter((key) => !names.has(key))).toEqual([]);
});

const DECODERS: Readonly<Record<number, (record: MrtRecord) => unknown>> = {
  5: decodeLegacyBgp,
  12: decodeTableDump,
  13: decodeTableDumpV2,
  16: decodeBgp4mp,
  17: decodeBgp4mp,
};

/** A subtype without a decoder gives undefined, also for no bytes; one with a decoder finds them too few. */
function hasDecoder(type: number, subtype: number): boolean {
  const body = new Uint8Array();
  const record = { kind: 'record', timeUs: 0, extended: false, type, subtype, body, offset: 0, bodyOffset: 0 } as const;
  try {
    return DECODERS[type]?.(record) !== undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
    return true;
  }
}

test('every MRT type and subtype that is decoded has its row, and every other type that has a name', () => {
  const named = upTo(100).filter((type) => formatRecordType({ type, subtype: 0 }) !== `${type}/0`);
  const decoded = named.flatMap((type) =>
    upTo(64)
      .filter((subtype) => hasDecoder(type, subtype))
      .map((subtype) => formatRecordType({ type, subtype }))
  );
  expect(keys('MRT records', 'decoded').sort()).toEqual(decoded.sort());
  const counted = named.filter((type) => !(type in DECODERS)).map((type) => formatRecordType({ type, subtype: 0 }));
  expect(keys('MRT records', 'counted').sort()).toEqual(counted.map((name) => name.replace('/0', '')).sort());
});

test('every BMP message and statistic that is decoded has its row', () => {
  const decoded = upTo(256).filter((type) => {
    try {
      return decodeBmp({ type, body: new Uint8Array(), offset: 0 }).kind !== 'unknown-message';
    } catch (error) {
      expect(error).toBeInstanceOf(DecodeError);
      return true;
    }
  });
  expect(keys('BMP messages')).toEqual(decoded.map(String));
  const report = join(u32(256), ...upTo(256).map((type) => join(u16(type), u16(4), u32(1))));
  const { statistics } = decodeStatistics(new Reader(report), {} as PeerHeader);
  const named = statistics.filter(({ type, name }) => name !== `statistic ${type}`);
  expect(rows('BMP statistics').map(({ key, name }) => [Number(key), name])).toEqual(
    named.map(({ type, name }) => [type, name])
  );
});

test('every row says how, and names a test that exists', () => {
  for (const title of [
    'BGP messages',
    'Path attributes',
    'Capabilities',
    'Families',
    'MRT records',
    'BMP messages',
    'BMP statistics',
    'Malformed and damaged input',
  ]) {
    expect(rows(title).length).toBeGreaterThan(5);
    for (const { cells } of rows(title)) {
      expect(['decoded', 'named', 'counted']).toContain(cells[2]);
      expect(cells.at(-1)).toMatch(/^`collector\/.*\.(case|ts)`$/);
    }
  }
  const paths = [...text.matchAll(/`(collector\/[\w./-]+)`/g)].map(([, path]) => path!);
  expect(paths.filter((path) => !existsSync(resolve(root, path)))).toEqual([]);
});
