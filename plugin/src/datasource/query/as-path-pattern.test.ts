import { checkAsPathPattern } from './as-path-pattern';

it.each(['', '_12076_', '^65515$', '^65515( 65515)*$', '_6451[2-9]_', '_(64512|65535)_', '[^12]+', '\\(65010', '^$'])(
  'takes %s',
  (pattern) => {
    expect(checkAsPathPattern(pattern)).toBeUndefined();
  }
);

it.each([
  ['AS65010', '"AS65010" at character 1 is no part of an AS path'],
  ['65010-', '"-" at character 6'],
  ['_[a-z]_', '"[a-z]_" at character 2'],
  ['\\d', '"\\d" at character 1'],
  ['*1', 'character 1 repeats nothing'],
  ['1|+', 'character 3 repeats nothing'],
  ['(*)', 'character 2 repeats nothing'],
  ['(1', 'a bracket ( is not closed'],
  ['1)', 'character 2 closes a bracket that is not open'],
  ['1'.repeat(501), 'longer than 500 characters'],
])('says what is wrong with %s', (pattern, problem) => {
  expect(checkAsPathPattern(pattern)).toContain(problem);
});
