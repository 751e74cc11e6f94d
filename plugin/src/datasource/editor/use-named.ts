import type { ComboboxOption } from '@grafana/ui';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';

/** What a field offers: a list, or what a search finds. */
export type Offered = ComboboxOption[] | ((search: string) => Promise<ComboboxOption[]>);

/** Chosen values with the names that they are offered under. Each is searched for once; until it is found it shows as it is. */
export function useNamed(values: readonly string[], offered: Offered): ComboboxOption[] {
  const [found, setFound] = useState<ReadonlyMap<string, ComboboxOption>>(new Map());
  const search = useRef(offered);
  useLayoutEffect(() => {
    search.current = offered;
  }, [offered]);
  useEffect(() => {
    const find = search.current;
    const unknown = values.filter((value) => !value.startsWith('$') && !found.has(value));
    if (Array.isArray(find) || unknown.length === 0) {
      return;
    }
    let isOver = false;
    const named = unknown.map(async (value) => pick(value, await find(value)));
    void Promise.all(named).then((options) => {
      if (!isOver) {
        setFound((known) => new Map([...known, ...options.map((option) => [option.value, option] as const)]));
      }
    });
    return () => {
      isOver = true;
    };
  }, [values, found]);
  return useMemo(
    () => values.map((value) => (Array.isArray(offered) ? pick(value, offered) : (found.get(value) ?? plain(value)))),
    [values, offered, found]
  );
}

function pick(value: string, options: readonly ComboboxOption[]): ComboboxOption {
  return options.find((option) => option.value === value) ?? plain(value);
}

function plain(value: string): ComboboxOption {
  return { value, label: value };
}
