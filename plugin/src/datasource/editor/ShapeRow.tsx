import React, { useMemo } from 'react';
import type { EarshotQuery } from '../query/model';
import { limitDefault, type QueryTypeRules } from '../query/types';
import { checkAt, checkCount } from '../query/value-check';
import { groupLabels, perLabels } from '../query/words';
import { ChoiceField, optionsOf } from './ChoiceField';
import { ChoicesField } from './ChoicesField';
import { CompareField } from './CompareField';
import { EditorRow } from './EditorRow';
import type { RowProps } from './row';
import { TextField } from './TextField';

const perOptions = optionsOf(perLabels);

/** In which form: series by what, per which time, how many, of which time. */
export function ShapeRow(row: RowProps) {
  const { query, rules, problems, update } = row;
  const groups = useMemo(() => groupOptions(rules), [rules]);
  return (
    <EditorRow title="Shape">
      {rules.fields.includes('groupBy') && !rules.isRows && groups.length > 0 && (
        <ChoicesField
          label="Group by"
          placeholder={rules.groupAlways.includes('peer') ? 'peer' : 'nothing'}
          values={(query.groupBy ?? rules.groupBy).filter((name) => !rules.groupAlways.includes(name))}
          options={groups}
          error={problems['groupBy']}
          onChange={(groupBy) => update({ groupBy })}
        />
      )}
      {rules.fields.includes('per') && (
        <ChoiceField
          label="Per"
          width={14}
          value={query.per ?? 'interval'}
          options={perOptions}
          error={problems['per']}
          onChange={(per) => update({ per })}
        />
      )}
      {rules.fields.includes('at') && (
        <TextField
          label="At"
          width={26}
          value={!query.at || query.at === 'end' ? '' : query.at}
          placeholder="end of the range, or 30m"
          check={checkAt}
          onChange={(at) => update({ at: at || 'end' })}
        />
      )}
      <CompareField {...row} />
      <TextField
        label="Limit"
        width={10}
        inputMode="numeric"
        value={query.limit ? String(query.limit) : ''}
        placeholder={String(limitDefault)}
        check={(text) => checkCount(text === '' ? undefined : Number(text))}
        onChange={(text) => update(withLimit(text))}
      />
    </EditorRow>
  );
}

function groupOptions(rules: QueryTypeRules) {
  return rules.groups
    .filter((value) => !rules.groupAlways.includes(value))
    .map((value) => ({ value, label: groupLabels[value] ?? value }));
}

function withLimit(text: string): Partial<EarshotQuery> {
  return { limit: text === '' ? undefined : Number(text) };
}
