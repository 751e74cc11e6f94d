import { expect, test } from 'vitest';
import { RouterNames } from './router-names.ts';

test('the configured name, else that of its own, else the address', () => {
  const names = new RouterNames({ '10.0.0.1': 'core-1' });
  expect(names.nameOf('10.0.0.1', 'router')).toBe('core-1');
  expect(names.nameOf('10.0.0.2', 'edge-1')).toBe('edge-1');
  expect(names.nameOf('10.0.0.3', undefined)).toBe('10.0.0.3');
  expect(names.nameOf('10.0.0.4', '  ')).toBe('10.0.0.4');
});

test('one router keeps its name when it comes back, two addresses may be configured as one', () => {
  const names = new RouterNames({ '10.0.0.1': 'core-1', 'fd00::1': 'core-1' });
  expect([names.nameOf('10.0.0.2', 'edge-1'), names.nameOf('10.0.0.2', 'edge-1')]).toEqual(['edge-1', 'edge-1']);
  expect([names.nameOf('10.0.0.1', 'a'), names.nameOf('fd00::1', 'b')]).toEqual(['core-1', 'core-1']);
});

test('no name is that of two: not what all of one make call themselves, not a configured one', () => {
  const names = new RouterNames({ '10.0.0.1': 'core-1' });
  expect(names.nameOf('10.0.0.2', 'GoBGP')).toBe('GoBGP');
  expect(names.nameOf('10.0.0.3', 'GoBGP')).toBe('GoBGP@10.0.0.3');
  expect(names.nameOf('10.0.0.3', 'GoBGP')).toBe('GoBGP@10.0.0.3');
  expect(names.nameOf('10.0.0.4', 'core-1')).toBe('core-1@10.0.0.4');
});

test('a name without end is cut, and names without end are refused; those that are known stay', () => {
  const names = new RouterNames({ '10.0.0.1': 'core-1' });
  expect(names.nameOf('10.0.0.2', 'x'.repeat(10_000))).toBe('x'.repeat(100));
  const given = Array.from({ length: 2000 }, (_, i) => names.nameOf('10.0.0.3', `router-${i}`));
  expect(given[0]).toBe('router-0');
  expect(given.at(-1)).toBeUndefined();
  expect([names.nameOf('10.0.0.1', undefined), names.nameOf('10.0.0.3', 'router-0')]).toEqual(['core-1', 'router-0']);
});
