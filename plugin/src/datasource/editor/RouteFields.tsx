import React, { useMemo } from 'react';
import { parsePrefix } from '../../shared/prefix';
import { isCompared, type RouteFilter } from '../query/model';
import { changeLabels, matchLabels } from '../query/words';
import { checkAsPath, checkCommunity, checkCount, checkPrefix } from '../query/value-check';
import { ChoiceField, optionsOf } from './ChoiceField';
import { CompletedField } from './CompletedField';
import { FixedField } from './FixedField';
import { HeardField } from './HeardField';
import { withFilter, type RowProps } from './row';
import { TextField } from './TextField';

const noChanges: readonly string[] = [];

/** What a prefix and its path must be like. */
export function RouteFields(row: RowProps) {
  const { query, rules, problems } = row;
  const { filter } = query;
  const { fields, matches = [], changes = noChanges } = rules;
  const options = useMemo(() => optionsOf(matchLabels).filter(({ value }) => matches.includes(value)), [matches]);
  // Between two tables only: a table by itself has no changes.
  const hasChanges = !fields.includes('compareTo') || isCompared(query) || Boolean(filter.change?.length);
  return (
    <>
      {fields.includes('prefix') && (
        <>
          <CompletedField
            row={row}
            label="Prefix"
            completed="prefixes"
            width={26}
            value={filter.prefix ?? ''}
            placeholder={
              filter.match === 'lookup' ? '10.1.4.7' : rules.needsPrefix ? '10.1.0.0/16' : 'all, or 10.1.0.0/16'
            }
            check={(prefix) => checkPrefix({ ...filter, ...prefixFilter(prefix, row) }, matches)}
            onChange={(prefix) => withFilter(row, prefixFilter(prefix, row))}
          />
          <ChoiceField
            label="Match"
            width={24}
            value={filter.match ?? 'exact'}
            options={options}
            error={problems['filter.match']}
            onChange={(match) => withFilter(row, { match })}
          />
        </>
      )}
      {fields.includes('asPath') && (
        <TextField
          label="AS path"
          width={18}
          value={filter.asPath ?? ''}
          placeholder="all, or _12076_"
          check={checkAsPath}
          isLive
          onChange={(asPath) => withFilter(row, { asPath })}
        />
      )}
      <HeardField row={row} name="origin" />
      {fields.includes('community') && (
        <CompletedField
          row={row}
          label="Community"
          completed="communities"
          width={20}
          value={filter.community ?? ''}
          placeholder="all, or 65000:*"
          check={checkCommunity}
          onChange={(community) => withFilter(row, { community })}
        />
      )}
      {fields.includes('maxPaths') && (
        <TextField
          label="Paths at most"
          width={8}
          inputMode="numeric"
          value={filter.maxPaths === undefined ? '' : String(filter.maxPaths)}
          placeholder="any"
          check={(text) => checkCount(text === '' ? undefined : Number(text))}
          onChange={(text) => withFilter(row, { maxPaths: text === '' ? undefined : Number(text) })}
        />
      )}
      {hasChanges && <FixedField row={row} name="change" label="Change" values={changes} labels={changeLabels} />}
    </>
  );
}

/** A single address is looked up by its longest match, where nothing else is chosen. */
function prefixFilter(prefix: string, { query: { filter }, rules: { matches = [] } }: RowProps): RouteFilter {
  const isAddress = parsePrefix(prefix)?.hasLength === false;
  return { prefix, ...(isAddress && !filter.match && matches.includes('lookup') && { match: 'lookup' }) };
}
