import fc from 'fast-check';
import { expect, test } from 'vitest';
import { covers, parseAddress, parsePrefix } from './parse-prefix.ts';
import { formatPrefix } from './prefix.ts';

test.each([
  ['10.1.2.3/8', '10.0.0.0/8'],
  ['10.1.2.3', '10.1.2.3/32'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['255.255.255.255/31', '255.255.255.254/31'],
  ['2001:DB8::1/32', '2001:db8::/32'],
  ['::ffff:192.0.2.1', '::ffff:c000:201/128'],
  ['::/0', '::/0'],
  ['1:2:3:4:5:6:7:8/127', '1:2:3:4:5:6:7:8/127'],
])('%s is %s', (text, canonical) => expect(formatPrefix(parsePrefix(text)!)).toBe(canonical));

test.each([
  '',
  '10.0.0/8',
  '10.0.0.256',
  '10..0.1',
  '10.0.0.',
  '.10.0.0',
  '10.0.0.0.1',
  '10.0.0.0001',
  '10.0.0.a',
  '10.0.0.0/33',
  '10.0.0.0/',
  '10.0.0.0/8/8',
  '10.0.0.0/-1',
  '1::2::3',
  ':1',
  '1:2',
  'g::',
  '::/129',
])('%s is no prefix', (text) => expect(parsePrefix(text)).toBeUndefined());

test('what is formatted parses back', () => {
  const word = fc.constantFrom(0, 1, -1, 0x10000, 0xffff, 0x20010db8);
  fc.assert(
    fc.property(word, word, word, word, fc.integer({ min: 0, max: 128 }), (w0, w1, w2, w3, lengthBits) => {
      const whole = { addressBits: 128, w0, w1, w2, w3, lengthBits: 128 } as const;
      expect(parseAddress(formatPrefix(whole).split('/')[0]!)).toEqual(whole);
      const prefix = parsePrefix(`${formatPrefix(whole).split('/')[0]}/${lengthBits}`)!;
      expect(covers(prefix, whole)).toBe(true);
    })
  );
});

test('a prefix covers itself and what is more specific, in its own family', () => {
  const [outer, inner, other, v6] = ['10.0.0.0/8', '10.1.0.0/16', '11.0.0.0/16', '::/0'].map((text) =>
    parsePrefix(text)!
  );
  expect([covers(outer!, inner!), covers(outer!, outer!)]).toEqual([true, true]);
  expect([covers(inner!, outer!), covers(outer!, other!), covers(v6!, inner!)]).toEqual([false, false, false]);
});
