import fc from 'fast-check';
import { formatPrefix, maskPrefix, parsePrefix, type Prefix } from '../../shared/prefix';
import { finish } from '../../shared/steps';
import { bitsIn } from './addresses';
import { type Block, layoutSpace, measure, type Scale } from './layout';
import { addRow, noRows } from './prefix-rows';
import { covering, type PrefixTree, spanOf, textOf, treeSteps, within } from './tree';

const family = fc.constantFrom('ipv4' as const, 'ipv6' as const);

/** Prefixes of one family that often contain each other. */
const prefixes = family.chain((of) => {
  const bytes = fc.array(fc.constantFrom(0, 1, 2, 128, 254, 255), {
    minLength: bitsIn[of] / 8,
    maxLength: bitsIn[of] / 8,
  });
  const one = fc.tuple(bytes, fc.nat(bitsIn[of])).map(([address, lengthBits]) => {
    return maskPrefix({ family: of, bytes: address, lengthBits, hasLength: true });
  });
  return fc.tuple(fc.constant(of), fc.array(one, { minLength: 1, maxLength: 60 }));
});

const scales = fc.constantFrom<Scale>('compact', 'addresses');

function treeOf(of: Prefix['family'], all: readonly Prefix[]): PrefixTree {
  const rows = noRows(of);
  all.forEach((prefix, row) => addRow(rows, prefix, row));
  return finish(treeSteps(rows));
}

/** Containment by the text of bits, without the arithmetic under test. */
function contains(larger: Prefix, smaller: Prefix): boolean {
  const bits = ({ bytes }: Prefix) => bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (
    larger.lengthBits <= smaller.lengthBits &&
    bits(larger).slice(0, larger.lengthBits) === bits(smaller).slice(0, larger.lengthBits)
  );
}

function layout(tree: PrefixTree, scale: Scale, narrowest = 0.003) {
  const root = spanOf(tree, 0, tree.count);
  return layoutSpace(tree, measure(tree, scale), { root, scale, narrowest, groupWidth: 0.05, maxDepth: 200 });
}

const tolerance = 1e-9;

it('a prefix is within the longest that contains it', () => {
  fc.assert(
    fc.property(prefixes, ([of, all]) => {
      const tree = treeOf(of, all);
      const texts = Array.from({ length: tree.count }, (_, at) => textOf(tree, at));
      expect(new Set(texts)).toEqual(new Set(all.map(formatPrefix)));
      const parsed = texts.map((text) => parsePrefix(text)!);
      parsed.forEach((prefix, at) => {
        const larger = parsed.flatMap((other, id) => (id !== at && contains(other, prefix) ? [id] : []));
        larger.sort((a, b) => parsed[b]!.lengthBits - parsed[a]!.lengthBits);
        expect(tree.parents[at]).toBe(larger[0] ?? -1);
        expect(covering(tree, prefix)).toEqual([...larger.reverse(), at]);
        const { from, to } = within(tree, prefix);
        expect(texts.slice(from, to)).toEqual(texts.filter((_, id) => contains(prefix, parsed[id]!)));
        expect(tree.ends[at]).toBe(to);
      });
    })
  );
});

it('siblings never overlap, lie within what contains them, and keep the order of their addresses', () => {
  fc.assert(
    fc.property(prefixes, scales, ([of, all], scale) => {
      const { blocks, depthCount } = layout(treeOf(of, all), scale);
      const rows = Array.from({ length: depthCount }, (_, depth) => blocks.filter((block) => block.depth === depth));
      for (const [depth, row] of rows.entries()) {
        row.forEach((block, place) => {
          const next = row[place + 1];
          expect(next === undefined || block.left + block.width <= next.left + tolerance).toBe(true);
          const above = rows[depth - 1] ?? [];
          const isHeld = (larger: Block) =>
            larger.left <= block.left + tolerance && larger.left + larger.width >= block.left + block.width - tolerance;
          expect(depth <= 1 || above.some((larger) => larger.kind === 'prefix' && isHeld(larger))).toBe(true);
        });
      }
    })
  );
});

it('every prefix is drawn, alone, in a group, or within what is', () => {
  fc.assert(
    fc.property(prefixes, scales, ([of, all], scale) => {
      const tree = treeOf(of, all);
      const { root, blocks } = layout(tree, scale);
      const { from, to } = within(tree, root);
      const drawn = blocks.flatMap((block) =>
        block.kind === 'prefix'
          ? [block.at]
          : block.kind === 'group'
            ? Array.from({ length: block.to - block.from }, (_, index) => block.from + index)
            : []
      );
      expect([...drawn].sort((a, b) => a - b)).toEqual(Array.from({ length: to - from }, (_, index) => from + index));
    })
  );
});

it('is the same whatever the order of the rows', () => {
  fc.assert(
    fc.property(prefixes, scales, ([of, all], scale) => {
      expect(layout(treeOf(of, [...all].reverse()), scale)).toEqual(layout(treeOf(of, all), scale));
    })
  );
});

it('true to addresses, a prefix has its share of the root', () => {
  const tree = treeOf(
    'ipv4',
    ['10.0.0.0/8', '10.64.0.0/10', '10.128.0.0/9'].map((text) => parsePrefix(text)!)
  );
  const { blocks } = layout(tree, 'addresses');
  expect(blocks.map(({ kind, left, width, depth }) => [kind, left, width, depth])).toEqual([
    ['prefix', 0, 1, 0],
    ['free', 0, 0.25, 1],
    ['prefix', 0.25, 0.25, 1],
    ['prefix', 0.5, 0.5, 1],
  ]);
});

it('neighbours that are too narrow become one, by common prefixes', () => {
  const texts = Array.from({ length: 512 }, (_, at) => `10.${at >> 8}.${at & 255}.0/24`);
  const tree = treeOf(
    'ipv4',
    texts.map((text) => parsePrefix(text)!)
  );
  const groups = layout(tree, 'compact').blocks.flatMap((block) => (block.kind === 'group' ? [block] : []));
  expect(groups.map(({ from, to }) => formatPrefix(spanOf(tree, from, to)))).toEqual(
    Array.from({ length: 16 }, (_, at) => `10.${at >> 3}.${(at & 7) * 32}.0/19`)
  );
});

it('IPv6 prefixes that differ in the last bits stand side by side', () => {
  const tree = treeOf(
    'ipv6',
    ['2001:db8::/127', '2001:db8::/128', '2001:db8::1/128'].map((text) => parsePrefix(text)!)
  );
  expect(layout(tree, 'addresses').blocks.map(({ left, width, depth }) => [left, width, depth])).toEqual([
    [0, 1, 0],
    [0, 0.5, 1],
    [0.5, 0.5, 1],
  ]);
});
