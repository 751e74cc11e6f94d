import fc from 'fast-check';
import { formatAsPath, hopName, parseAsPath } from './as-path';

const hop = (asn: number, times = 1) => ({ kind: 'as', asn, times, isConfederation: false });

it.each([
  ['', []],
  ['65010', [hop(65010)]],
  ['65010 65020 65020 65020 4200000000', [hop(65010), hop(65020, 3), hop(4200000000)]],
  ['65010 {65012,65011}', [hop(65010), { kind: 'set', asns: [65011, 65012], isConfederation: false }]],
  [
    '(64512 64513) 65010',
    [{ ...hop(64512), isConfederation: true }, { ...hop(64513), isConfederation: true }, hop(65010)],
  ],
  ['[64512,64513] 1', [{ kind: 'set', asns: [64512, 64513], isConfederation: true }, hop(1)]],
])('reads %s', (text, hops) => {
  expect(parseAsPath(text)).toEqual(hops);
});

it.each(['i', '65010 x', '65010,65011', '{65010', '{}', '4294967296', '-1', '1.1', '65010)'])(
  '%s is no AS path',
  (text) => {
    expect(parseAsPath(text)).toBeUndefined();
  }
);

it('keeps an AS that comes back after another as a hop of its own', () => {
  expect(parseAsPath('1 2 1')!.map(hopName)).toEqual(['1', '2', '1']);
});

it('writes prepends with their number', () => {
  expect(formatAsPath(parseAsPath('65010 65020 65020 {3,2}')!)).toBe('65010 65020 ×2 {2,3}');
});

it('reads as many ASNs of sequences as were written', () => {
  const asns = fc.array(fc.nat(0xffff_ffff), { maxLength: 40 });
  fc.assert(
    fc.property(asns, (path) => {
      const hops = parseAsPath(path.join(' '))!;
      const read = hops.flatMap((each) => (each.kind === 'as' ? new Array<number>(each.times).fill(each.asn) : []));
      expect(read).toEqual(path);
    })
  );
});

it('reads any text as a path or as none', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0123456789 {}()[],') }), (text) => {
      expect(() => parseAsPath(text)).not.toThrow();
    })
  );
});
