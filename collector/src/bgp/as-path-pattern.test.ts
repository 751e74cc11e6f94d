import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AsPathPattern, PatternError } from './as-path-pattern.ts';

describe('AS-path patterns as routers take them', () => {
  test.each([
    ['_65010_', '65515 65010', true],
    ['_65010_', '65515 165010', false],
    ['_65010_', '65010', true],
    ['_65010_', '1 {7,65010}', true],
    ['_65010_', '(65010 2) 1', true],
    ['^65515_', '65515 1', true],
    ['^65515_', '1 65515', false],
    ['_65515$', '1 65515', true],
    ['^$', '', true],
    ['^$', '1', false],
    ['', '1 2', true],
    ['^65515 .*_65010$', '65515 12076 65010', true],
    ['^65515 .*_65010$', '65515 12076 165010', false],
    ['^65515( 65515)*$', '65515 65515 65515', true],
    ['^65515( 65515)*$', '65515 65515 1', false],
    ['_(64512|65535)_', '1 65535 2', true],
    ['_6451[2-9]_', '1 64515 2', true],
    ['_6451[^2-9]_', '1 64515 2', false],
    ['^[0-9]+$', '4200000000', true],
    ['^[0-9]+$', '1 2', false],
    ['_1_2_', '1 2', true],
    ['12?3', '13', true],
    ['\\(65010', '(65010) 1', true],
  ])('%s on "%s" is %s', (pattern, path, wanted) => expect(new AsPathPattern(pattern).matches(path)).toBe(wanted));

  test.each(['a', '(1', '1)', '*', '+1', '[]', '[a-z]', '\\d', '\\', '(?=1)', '1{2}'.repeat(200)])(
    '%s is refused',
    (pattern) => expect(() => new AsPathPattern(pattern)).toThrow(PatternError)
  );

  test('what sends other matchers back and forth for ever ends', () => {
    const path = '1 '.repeat(5000);
    expect(new AsPathPattern('((1*)*( )*)*2$').matches(path)).toBe(false);
    expect(new AsPathPattern('.*.*.*.*.*.*2').matches(path)).toBe(false);
  });

  test('agrees with a regular expression of the same meaning', () => {
    const piece = fc.constantFrom('1', '23', '_', '.', '.*', '1*', '(1|2)', '(12)+', '3?', '[1-2]', '^', '$');
    const path = fc.array(fc.constantFrom('1', '2', '3', '12', '123'), { maxLength: 5 }).map((asns) => asns.join(' '));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.array(path, { maxLength: 5 }), (pieces, paths) => {
        const pattern = new AsPathPattern(pieces.join(''));
        const same = new RegExp(pieces.join('').replaceAll('_', '(?:^|$|[ ,(){}\\[\\]])'));
        for (const one of paths) {
          expect(pattern.matches(one)).toBe(same.test(one));
        }
      })
    );
  });

  test('a pattern whose texts lead to more positions than are kept still answers for each', () => {
    const text = `1${'[1-2]'.repeat(13)}$`;
    const [pattern, same] = [new AsPathPattern(text), new RegExp(text)];
    for (let number = 0; number < 2 ** 14; number += 3) {
      const path = number.toString(2).padStart(14, '0').replaceAll('0', '2');
      expect(pattern.matches(path)).toBe(same.test(path));
    }
  });
});
