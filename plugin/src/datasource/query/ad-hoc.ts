import type { AdHocVariableFilter, MetricFindValue } from '@grafana/data';
import { isQueryType, type EarshotQuery, type RouteFilter } from './model';
import { rulesOf, type FilterField, type QueryField } from './types';

/** What a reader of a dashboard can filter by, in the order in which it is offered. */
const allKeys: ReadonlyArray<{ value: FilterField; text: string }> = [
  { value: 'router', text: 'router' },
  { value: 'peer', text: 'peer' },
  { value: 'peerAs', text: 'peer AS' },
  { value: 'prefix', text: 'prefix' },
  { value: 'label', text: 'label' },
  { value: 'afi', text: 'family' },
  { value: 'origin', text: 'origin AS' },
  { value: 'asPath', text: 'AS path' },
  { value: 'community', text: 'community' },
  { value: 'domain', text: 'domain' },
  { value: 'view', text: 'view' },
  { value: 'vrf', text: 'VRF' },
  { value: 'kind', text: 'kind' },
  { value: 'severity', text: 'severity' },
  { value: 'state', text: 'state' },
  { value: 'action', text: 'action' },
  { value: 'change', text: 'change' },
  { value: 'direction', text: 'direction' },
  { value: 'code', text: 'NOTIFICATION code' },
  { value: 'collector', text: 'collector' },
  { value: 'part', text: 'part' },
  { value: 'reason', text: 'reason' },
];

/** What queries can be narrowed by; everything, if there are none. */
export function filterKeys(queries: readonly EarshotQuery[]): MetricFindValue[] {
  const fields = queries.filter(({ queryType }) => isQueryType(queryType)).map(fieldsOf);
  return allKeys.filter(({ value }) => fields.length === 0 || fields.some((known) => known.includes(value)));
}

function fieldsOf({ queryType, format }: EarshotQuery): readonly QueryField[] {
  return rulesOf(queryType, format).fields;
}

/** Fields of which a filter holds one value. */
const single: readonly FilterField[] = ['afi', 'state', 'prefix', 'asPath', 'community', 'direction'];

/** A filter of a dashboard that a query cannot be narrowed by; Grafana shows it at the panel. */
export class AdHocFilterError extends Error {
  override readonly name = 'AdHocFilterError';
}

/**
 * Narrows a query by the filters that the reader of a dashboard chose. One that the query type does not know changes nothing,
 * as a variable does not.
 */
export function narrowed(query: EarshotQuery, filters: readonly AdHocVariableFilter[] = []): EarshotQuery {
  if (filters.length === 0 || !isQueryType(query.queryType)) {
    return query;
  }
  const { fields, matches = [] } = rulesOf(query.queryType, query.format);
  let { filter } = query;
  for (const { key, operator, value, values } of filters) {
    const field = allKeys.find((known) => known.value === key)?.value;
    const wanted = (operator === '=|' && values ? values : [value]).filter((one) => one !== '');
    if (field === undefined || !fields.includes(field) || wanted.length === 0) {
      continue;
    }
    if (operator !== '=' && operator !== '=|') {
      throw new AdHocFilterError(`the filter of ${key} cannot be "${operator}": choose = or one of`);
    }
    filter = {
      ...filter,
      [field]: single.includes(field) ? one(field, filter, wanted) : common(field, filter, wanted),
    };
    if (field === 'prefix' && matches.includes('longer')) {
      filter = { ...filter, match: filter.match ?? 'longer' };
    }
  }
  return { ...query, filter };
}

/** The one value that a field can have. */
function one(field: FilterField, filter: RouteFilter, [wanted = '', ...more]: string[]): string {
  const present = String(filter[field] ?? '');
  if (more.length > 0) {
    throw new AdHocFilterError(`the filter of ${field} takes one value: choose one`);
  }
  if (present !== '' && present !== wanted) {
    throw nothingLeft(field, [present], [wanted]);
  }
  return wanted;
}

/** What a list and the wanted values have in common; of an empty list, which means all, they are all. */
function common(field: FilterField, filter: RouteFilter, wanted: string[]): string[] {
  const present = [filter[field] ?? []].flat().map(String);
  const kept = wanted.filter((value) => present.length === 0 || present.some((other) => plain(other) === plain(value)));
  if (kept.length === 0) {
    throw nothingLeft(field, present, wanted);
  }
  return kept;
}

/** AS numbers may be written as 65010 and AS65010. */
function plain(value: string): string {
  return value.replace(/^AS(?=\d+$)/i, '');
}

function nothingLeft(field: FilterField, present: string[], wanted: string[]): AdHocFilterError {
  return new AdHocFilterError(
    `this panel asks for ${field} ${present.join(', ')}, and the filter for ${wanted.join(', ')}: nothing is left`
  );
}
