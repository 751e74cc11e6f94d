import { useLayoutEffect, useRef } from 'react';

/**
 * Tells a change once. The comboboxes of Grafana 12.2 may tell one choice again, from a render before the choice,
 * which in Explore goes round without end.
 */
export function useChange<T>(value: T, onChange: (value: T) => void): (next: T) => void {
  const last = useRef(value);
  useLayoutEffect(() => {
    last.current = value;
  }, [value]);
  return (next) => {
    if (!isSame(next, last.current)) {
      last.current = next;
      onChange(next);
    }
  };
}

/** Whether two values are equal, or two lists hold equal values in one order. */
export function isSame<T>(a: T, b: T): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((value, index) => value === b[index]);
  }
  return a === b;
}
