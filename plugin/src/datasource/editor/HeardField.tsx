import React from 'react';
import { checkAddress, checkAsNumber, checkText } from '../query/value-check';
import type { Completed } from '../resources';
import { ChoicesField } from './ChoicesField';
import { withFilter, type ListField, type RowProps } from './row';
import { endOf, useCompletion } from './use-completion';

/** Lists of a filter whose values were heard, or are named by the configuration of the collector. */
export type HeardName = 'router' | 'peer' | 'peerAs' | 'view' | 'vrf' | 'label' | 'domain' | 'origin';

interface Heard {
  label: string;
  completed: Completed;
  check: (value: string) => string | undefined;
  /** In multiples of 8 px; wide enough for what is said of each option. */
  minWidth?: number;
}

const heard: Readonly<Record<HeardName & ListField, Heard>> = {
  domain: { label: 'Domain', completed: 'domains', check: checkText },
  router: { label: 'Router', completed: 'routers', check: checkText, minWidth: 20 },
  peer: { label: 'Peer', completed: 'peers', check: checkAddress, minWidth: 28 },
  peerAs: { label: 'Peer AS', completed: 'asns', check: checkAsNumber, minWidth: 20 },
  origin: { label: 'Origin AS', completed: 'asns', check: checkAsNumber, minWidth: 20 },
  view: { label: 'View', completed: 'views', check: checkText },
  vrf: { label: 'VRF', completed: 'vrfs', check: checkText },
  label: { label: 'Label', completed: 'labels', check: checkText, minWidth: 18 },
};

interface Props {
  row: RowProps;
  name: HeardName;
}

/** Several values of those that were heard, or typed by hand; nothing, where the query type does not know the field. */
export function HeardField({ row, name }: Props) {
  const { datasource, purpose, range, query, rules, problems } = row;
  const { label, completed, check, minWidth } = heard[name];
  const { router, peer } = query.filter;
  const untilMs = endOf(range);
  const options = useCompletion({ datasource, purpose, completed, check, router, peer, untilMs });
  if (!rules.fields.includes(name)) {
    return null;
  }
  return (
    <ChoicesField
      label={label}
      {...(minWidth !== undefined && { minWidth })}
      values={(query.filter[name] ?? []).map(String)}
      options={options}
      check={check}
      error={problems[`filter.${name}`]}
      onChange={(values) => withFilter(row, { [name]: values })}
    />
  );
}
