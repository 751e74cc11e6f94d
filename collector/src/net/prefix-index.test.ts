import fc from 'fast-check';
import { expect, test } from 'vitest';
import { covers, parsePrefix } from './parse-prefix.ts';
import { type Prefix, formatPrefix } from './prefix.ts';
import { PrefixIndex, comparePrefixes } from './prefix-index.ts';

const indexOf = (...texts: string[]): PrefixIndex<string> =>
  new PrefixIndex(texts.map((text) => [parsePrefix(text)!, text]));

test.each([
  ['10.1.2.0/24', '10.1.0.0/16'],
  ['10.1.0.0/16', '10.1.0.0/16'],
  ['10.2.0.0/16', '10.0.0.0/8'],
  ['10.0.0.0/7', '0.0.0.0/0'],
  ['255.0.0.0/8', '0.0.0.0/0'],
  ['fd00:1::/32', 'fd00::/8'],
  ['2001:db8::/32', undefined],
])('%s lies in %s', (prefix, longest) => {
  const index = indexOf('10.1.0.0/16', 'fd00::/8', '10.0.0.0/8', '0.0.0.0/0');
  expect(index.longest(parsePrefix(prefix)!)?.value).toBe(longest);
  expect(index.covers(parsePrefix(prefix)!)).toBe(longest !== undefined);
});

test('entries stand behind what covers them, IPv4 before IPv6', () => {
  const index = indexOf('::/0', '200.0.0.0/8', '10.0.0.0/8', '10.0.0.0/16', '9.0.0.0/8');
  const order = ['9.0.0.0/8', '10.0.0.0/8', '10.0.0.0/16', '200.0.0.0/8', '::/0'];
  expect([...index.entries()].map(({ value }) => value)).toEqual(order);
});

/** Few addresses, so that many prefixes lie in others. */
const prefix = fc
  .tuple(
    fc.boolean(),
    fc.integer({ min: 0, max: 128 }),
    fc.array(fc.constantFrom(0, 1, 0xff), { minLength: 16, maxLength: 16 })
  )
  .map(([v4, length, bytes]): Prefix => {
    const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16));
    return parsePrefix(v4 ? `${bytes.slice(0, 4).join('.')}/${length % 33}` : `${groups.join(':')}/${length}`)!;
  });

test('finds all that cover a prefix, longest first', () => {
  fc.assert(
    fc.property(fc.uniqueArray(prefix, { selector: formatPrefix, maxLength: 30 }), prefix, (all, one) => {
      const found: string[] = [];
      let entry = new PrefixIndex(all.map((each) => [each, undefined])).longest(one);
      for (; entry !== undefined; entry = entry.parent) {
        found.push(formatPrefix(entry.prefix));
      }
      const wanted = all.filter((each) => covers(each, one)).sort((a, b) => comparePrefixes(b, a));
      expect(found).toEqual(wanted.map(formatPrefix));
    })
  );
});
