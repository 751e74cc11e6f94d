import type { TimeRange } from '@grafana/data';
import type { ComboboxOption } from '@grafana/ui';
import { useCallback } from 'react';
import type { EarshotDataSource } from '../datasource';
import type { Purpose } from '../query/types';
import type { Choice, Completed, Wanted } from '../resources';

/** Of what a field is completed. */
interface Completing extends Omit<Wanted, 'search'> {
  datasource: EarshotDataSource;
  purpose: Purpose;
  completed: Completed;
  /** What is wrong with a value that is typed, which is offered behind what was heard if it is right. */
  check: (value: string) => string | undefined;
}

/** Offers the variables of the dashboard and what the server lists, both narrowed by what is typed. */
export function useCompletion({ datasource, purpose, completed, check, router, peer, untilMs }: Completing) {
  return useCallback(
    async (search: string): Promise<ComboboxOption[]> => {
      const variables = purpose === 'alert' ? [] : variableOptions(datasource, search);
      const wanted = { search: search.trim(), router, peer, untilMs };
      const [choices, notice] = await datasource.complete(completed, wanted).then(
        (found): [Choice[], ComboboxOption[]] => [found, []],
        (): [Choice[], ComboboxOption[]] => [[], [unanswered]]
      );
      return [...variables, ...choices, ...typed(search.trim(), choices, check), ...notice];
    },
    [datasource, purpose, completed, check, router, peer, untilMs]
  );
}

const unanswered: ComboboxOption = {
  value: '',
  label: 'The data source does not answer',
  description: 'Type a value, or test the data source in its settings',
  infoOption: true,
};

/** What was typed, as a value of its own. */
function typed(text: string, choices: readonly Choice[], check: Completing['check']): ComboboxOption[] {
  const isNew = text !== '' && !check(text) && !choices.some(({ value }) => value === text);
  return isNew ? [{ value: text, label: text, description: 'As typed' }] : [];
}

function variableOptions(datasource: EarshotDataSource, search: string): ComboboxOption[] {
  return datasource.templates
    .getVariables()
    .map(({ name }) => ({ value: `$${name}`, label: `$${name}`, description: 'Variable of the dashboard' }))
    .filter(({ value }) => value.toLowerCase().includes(search.trim().toLowerCase()));
}

/** The end of the time range, up to which the server looks for what was heard. */
export function endOf(range: TimeRange | undefined): number | undefined {
  return range?.to.valueOf();
}
