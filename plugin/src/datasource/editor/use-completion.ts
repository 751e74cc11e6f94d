import { CoreApp, type TimeRange } from '@grafana/data';
import type { ComboboxOption } from '@grafana/ui';
import { useCallback } from 'react';
import type { EarshotDataSource } from '../datasource';
import type { Choice } from '../resources';

/** Offers the variables of the dashboard and what the server lists, both narrowed by what is typed. */
export function useCompletion(
  datasource: EarshotDataSource,
  app: CoreApp | undefined,
  list: () => Promise<Choice[]>
): (search: string) => Promise<ComboboxOption[]> {
  return useCallback(
    async (search) => {
      const variables = app === CoreApp.UnifiedAlerting ? [] : variableOptions(datasource);
      const [choices, notice] = await list().then(
        (found): [Choice[], ComboboxOption[]] => [found, []],
        (): [Choice[], ComboboxOption[]] => [[], [unanswered]]
      );
      return [...[...variables, ...choices].filter((option) => matches(option, search)), ...notice];
    },
    [datasource, app, list]
  );
}

const unanswered: ComboboxOption = {
  value: '',
  label: 'The data source does not answer',
  description: 'Type a value, or test the data source in its settings',
  infoOption: true,
};

function variableOptions(datasource: EarshotDataSource): ComboboxOption[] {
  return datasource.templates.getVariables().map(({ name }) => ({
    value: `$${name}`,
    label: `$${name}`,
    description: 'Variable of the dashboard',
  }));
}

function matches({ value, label = '', description = '' }: ComboboxOption, search: string): boolean {
  return `${value} ${label} ${description}`.toLowerCase().includes(search.trim().toLowerCase());
}

/** The end of the time range, up to which the server looks for what was heard. */
export function endOf(range: TimeRange | undefined): number | undefined {
  return range?.to.valueOf();
}
