import { type DataFrame, FieldType, MappingType, toDataFrame } from '@grafana/data';
import fc from 'fast-check';
import { readPaths } from './fields';

const anything = { maxPaths: 100, beforeRefId: '', isExpected: () => true };

function frameOf(columns: Record<string, unknown[]>, refId?: string): DataFrame {
  const fields = Object.entries(columns).map(([name, values]) => ({ name, values, type: FieldType.string }));
  return toDataFrame({ refId, fields });
}

it('joins the routes of one path of a peer', () => {
  const frame = frameOf({
    prefix: ['10.0.0.0/8', '10.1.0.0/16', '10.1.0.0/16', '10.2.0.0/16'],
    peer: ['er-0', 'er-0', 'er-0', 'vpn-0'],
    label: ['expressroute', 'expressroute', 'expressroute', null],
    as_path: ['12076 65010', '12076 65010', '12076 65010', '12076 65010'],
  });
  const { paths, totalPaths, labels, isCompared } = readPaths([frame], anything);
  expect(paths.map(({ peer, text, label, prefixes, examples }) => [peer, text, label, prefixes, examples])).toEqual([
    ['er-0', '12076 65010', 'expressroute', 2, ['10.0.0.0/8', '10.1.0.0/16']],
    ['vpn-0', '12076 65010', 'none', 1, ['10.2.0.0/16']],
  ]);
  expect([totalPaths, labels, isCompared]).toEqual([2, ['expressroute', 'none'], false]);
});

it('takes the number of prefixes from an answer by AS path', () => {
  const { paths } = readPaths([frameOf({ as_path: ['65010', ''], prefixes: ['12', '3'] })], anything);
  expect(paths.map(({ text, prefixes, peer }) => [text, prefixes, peer])).toEqual([
    ['65010', 12, ''],
    ['', 3, ''],
  ]);
});

it.each([
  [['gained'], 'gained'],
  [['lost'], 'lost'],
  [['more'], 'same'],
  [['changed'], 'same'],
  [['gained', 'lost'], 'same'],
  [['gained', 'flapping'], 'flapping'],
  [['gained', 'same'], 'same'],
])('a path whose rows say %j is %s', (change, expected) => {
  const { paths, isCompared } = readPaths([frameOf({ as_path: change.map(() => '65010'), change })], anything);
  expect(paths.map((path) => path.change)).toEqual([expected]);
  expect(isCompared).toBe(true);
});

it('takes a changed route for one path lost and one gained, unless its path is the same', () => {
  const frame = frameOf({
    as_path: ['1 3', '5', null, '8'],
    before_as_path: ['1 2', null, '7', '8'],
    change: ['changed', 'gained', 'lost', 'changed'],
    label: ['vpn', 'vpn', null, 'vpn'],
    before_label: ['onprem', null, 'onprem', 'vpn'],
  });
  const { paths } = readPaths([frame], anything);
  const told = paths.map(({ text, change, label }) => `${text} ${change} ${label}`);
  expect(told.sort()).toEqual(['1 2 lost onprem', '1 3 gained vpn', '5 gained vpn', '7 lost onprem', '8 same vpn']);
});

it('weighs a lost path by what it had', () => {
  const frame = frameOf({
    as_path: ['1', '2'],
    change: ['lost', 'changed'],
    prefixes: [0, 3],
    before_prefixes: [4, 9],
  });
  expect(readPaths([frame], anything).paths.map(({ text, prefixes }) => [text, prefixes])).toEqual([
    ['1', 4],
    ['2', 3],
  ]);
});

it('compares two queries', () => {
  const [now, before] = [frameOf({ as_path: ['1', '2'] }, 'A'), frameOf({ as_path: ['2', '3'] }, 'B')];
  const { paths } = readPaths([now, before], { ...anything, beforeRefId: 'B' });
  expect(paths.map(({ text, change }) => `${text} ${change}`)).toEqual(['1 gained', '3 lost', '2 same']);
});

it('puts unexpected paths first, then changed ones, then those of most prefixes', () => {
  const frame = frameOf({
    as_path: ['1', '2', '3', '4 666'],
    prefixes: [5, 50, 1, 1],
    change: ['same', 'same', 'lost', 'same'],
  });
  const { paths, totalPaths } = readPaths([frame], { ...anything, maxPaths: 3, isExpected: (asn) => asn !== 666 });
  expect(paths.map(({ text }) => text)).toEqual(['4 666', '3', '2']);
  expect(totalPaths).toBe(4);
});

it('counts what is no AS path, and passes by frames without one', () => {
  const frames = [frameOf({ as_path: ['1', 'i', '{1'] }), frameOf({ value: ['1'] }), toDataFrame({ fields: [] })];
  const { paths, unreadable } = readPaths(frames, anything);
  expect([paths.length, unreadable]).toEqual([1, 2]);
});

it('reads names of ASNs and peers from the words of their fields', () => {
  const words = (options: Record<string, { text: string }>) => ({
    mappings: [{ type: MappingType.ValueToText, options }],
  });
  const routes = toDataFrame({
    fields: [
      { name: 'as_path', values: ['12076 65010', '65020'] },
      { name: 'peer', values: ['10.0.2.4', '10.0.3.4'], config: words({ '10.0.2.4': { text: 'er-0 (10.0.2.4)' } }) },
      { name: 'origin_as', values: [65010, 65020], config: words({ 65010: { text: 'HQ-Frankfurt (65010)' } }) },
    ],
  });
  const names = frameOf({ asn: ['65011', '12076'], name: ['Lyon', ''] });
  const { paths, names: read } = readPaths([routes, names], anything);
  expect(paths.map(({ peer }) => peer)).toEqual(['er-0', '10.0.3.4']);
  expect([...read]).toEqual([
    [65010, 'HQ-Frankfurt'],
    [65011, 'Lyon'],
  ]);
});

it('gives the same paths for the same rows in any order', () => {
  const rows = fc.array(
    fc.record({ peer: fc.constantFrom('a', 'b'), path: fc.constantFrom('1', '1 2', '3 3', '2 1') })
  );
  const columns = (of: Array<{ peer: string; path: string }>) => ({
    peer: of.map((r) => r.peer),
    as_path: of.map((r) => r.path),
  });
  fc.assert(
    fc.property(rows, (all) => {
      const [once, again] = [all, [...all].reverse()].map((of) => readPaths([frameOf(columns(of))], anything));
      const texts = (model = once!) => model.paths.map(({ peer, text, prefixes }) => [peer, text, prefixes]);
      expect(texts(again)).toEqual(texts(once));
    })
  );
});
