import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';
import { findPrefix, overlapText } from './describe';
import { keysOf, routesOf, type SpaceModel, type SpaceOptions, spaceSteps } from './fields';
import { defaults, maxPrefixesLimit, migrateOptions } from './options';
import { suggest } from './suggestions';
import { tableOf } from './table';
import { covering, textOf } from './tree';
import { parsePrefix } from '../../shared/prefix';
import { finish } from '../../shared/steps';

function frame(columns: Record<string, unknown[]>): DataFrame {
  return toDataFrame({
    fields: Object.entries(columns).map(([name, values]) => ({ name, type: FieldType.string, values })),
  });
}

function readSpace(frames: DataFrame[], maxPrefixes: number, colorBy: SpaceOptions['colorBy'] = 'label'): SpaceModel {
  return finish(spaceSteps(frames, { maxPrefixes, colorBy }));
}

const routes = frame({
  prefix: ['10.0.0.0/8', '10.1.0.0/16', '10.1.0.0/16', 'fd00::/48', 'no prefix'],
  peer: ['a', 'a', 'b', 'a', 'a'],
  label: ['onprem', 'vnet', 'vpn', 'vnet', 'vnet'],
  origin_as: ['65010', '65515', '65020', '65515', '65515'],
  as_path: ['65010', '65515', '65020', '65515', '65515'],
});
const overlaps = frame({
  prefix: ['10.1.2.0/24', '10.1.0.0/16'],
  covering: ['10.1.0.0/16', '10.1.0.0/16'],
  label: ['vpn', 'vnet'],
  origin: ['64999', '65515'],
  covering_label: ['vnet', 'vpn'],
  covering_origin: ['65515', '65020'],
});

it('reads the prefixes of both families and leaves out what is none', () => {
  const { trees, shown, total, unreadable } = readSpace([routes], 100);
  expect([trees.ipv4!.count, trees.ipv6!.count, shown, total, unreadable]).toEqual([2, 1, 3, 3, 1]);
});

it('keeps the routes of a prefix, and what colours it', () => {
  const model = readSpace([routes], 100);
  const tree = model.trees.ipv4!;
  const at = covering(tree, parsePrefix('10.1.0.0/16')!).at(-1)!;
  expect(routesOf(model, tree, at).map(({ peer }) => peer)).toEqual(['a', 'b']);
  expect(keysOf(model, tree, at)).toEqual(['vnet', 'vpn']);
  expect(readSpace([routes], 100, 'peer').keys).toEqual({ ipv4: ['a', 'b'], ipv6: ['a'] });
  expect(model.cellOf(tree.rows[tree.rowStarts[at]!]!)).toEqual({ frame: 0, row: 1 });
});

it('keeps all routes of the first prefixes and counts the others', () => {
  const { trees, shown, total } = readSpace([routes], 2);
  expect([shown, total]).toEqual([2, 3]);
  expect(trees.ipv4!.rows).toHaveLength(3);
  expect(trees.ipv6).toBeUndefined();
});

it('reads overlaps, which are routes only where nothing else is', () => {
  expect(readSpace([routes, overlaps], 100).shown).toBe(3);
  const alone = readSpace([overlaps], 100);
  expect(alone.shown).toBe(2);
  expect(alone.overlaps.map(overlapText)).toEqual([
    '10.1.2.0/24 of vpn (origin 64999) lies within 10.1.0.0/16 of vnet (origin 65515)',
    '10.1.0.0/16 stands twice: vnet (origin 65515) and vpn (origin 65020)',
  ]);
});

it('pauses while it reads, and tells how far it is', () => {
  const many = frame({ prefix: Array.from({ length: 2000 }, (_, at) => `10.${at >> 8}.${at & 255}.0/24`) });
  const pauses = [...spaceSteps([many], { maxPrefixes: 10_000, colorBy: 'label' })].filter(
    (each) => each !== undefined
  );
  expect(pauses.length).toBeGreaterThan(1);
  expect(pauses.map(({ done }) => done)).toEqual(pauses.map(({ done }) => done).sort((a, b) => a - b));
  expect(new Set(pauses.map(({ of }) => of))).toEqual(new Set([2000]));
});

it('finds a prefix, the longest match of an address, and nothing outside', () => {
  const tree = readSpace([frame({ prefix: ['10.0.0.0/8', '10.1.0.0/16'] })], 100).trees.ipv4!;
  const find = (text: string) => {
    const { at, text: said } = findPrefix(parsePrefix(text)!, tree);
    return [at === undefined ? undefined : textOf(tree, at), said];
  };
  expect(find('10.1.0.0/16')).toEqual(['10.1.0.0/16', '10.1.0.0/16']);
  expect(find('10.1.2.3')).toEqual(['10.1.0.0/16', '10.1.2.3/32 lies within 10.1.0.0/16, its longest match.']);
  expect(find('10.9.0.0/16')).toEqual(['10.0.0.0/8', '10.9.0.0/16 lies within 10.0.0.0/8, its longest match.']);
  expect(find('192.0.2.1')).toEqual([undefined, 'No prefix here contains 192.0.2.1/32.']);
});

it('gives the same as a table', () => {
  expect(tableOf(readSpace([routes, overlaps], 100)).rows).toEqual([
    ['10.0.0.0/8', '', 'onprem', '65010', 'a', '1', ''],
    [
      '10.1.0.0/16',
      '10.0.0.0/8',
      'vnet, vpn',
      '65515, 65020',
      'a, b',
      '2',
      '10.1.2.0/24 of vpn (origin 64999); 10.1.0.0/16 of vpn (origin 65020)',
    ],
    ['fd00::/48', '', 'vnet', '65515', 'a', '1', ''],
  ]);
});

it('is suggested for routes, not for other tables', () => {
  expect(suggest({ rawFrames: [routes] })).toHaveLength(1);
  expect(suggest({ rawFrames: [frame({ time: ['1'] }), frame({ prefix: [] })] })).toEqual([]);
});

it('migrates options that it cannot use to the defaults', () => {
  const migrate = (options: unknown) => migrateOptions({ options } as Parameters<typeof migrateOptions>[0]);
  expect(migrate(undefined)).toEqual(defaults);
  expect(migrate({ colorBy: 'taste', scale: 'addresses', maxPrefixes: 1e9, gone: 1 })).toEqual({
    ...defaults,
    scale: 'addresses',
    maxPrefixes: maxPrefixesLimit,
  });
});
