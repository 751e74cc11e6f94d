import { renderHook } from '@testing-library/react';
import { useChange } from './use-change';

it('tells one choice once, also when it is told from an older render', () => {
  const told: string[] = [];
  const { result, rerender } = renderHook(({ value }) => useChange(value, (next) => told.push(next)), {
    initialProps: { value: 'messageRates' },
  });
  const older = result.current;
  older('routes');
  older('routes');
  rerender({ value: 'routes' });
  older('routes');
  expect(told).toEqual(['routes']);
  result.current('messageRates');
  expect(told).toEqual(['routes', 'messageRates']);
});

it('compares lists by what they hold', () => {
  const told: string[][] = [];
  const { result } = renderHook(() => useChange(['a', 'b'], (next) => told.push(next)));
  result.current(['a', 'b']);
  result.current(['b', 'a']);
  result.current(['b', 'a']);
  expect(told).toEqual([['b', 'a']]);
});
