import { completeQuery, isQueryType, type EarshotQuery, type RouteFilter } from './query-model';
import { families, groupLabels, metricLabels, queryTypes, rulesOf, type FilterField } from './query-types';

/** Says in words what a query asks. */
export function sentence(query: Partial<EarshotQuery> & { refId: string }): string {
  const full = completeQuery(query);
  if (!isQueryType(full.queryType)) {
    return `Unknown query type "${String(full.queryType)}"`;
  }
  return [subject(full), source(full), point(full), most(full)].filter(Boolean).join(', ');
}

function subject(query: EarshotQuery): string {
  const { filter, groupBy = queryTypes[query.queryType].groupBy } = query;
  const metric = query.metric && (metricLabels[query.metric] ?? query.metric);
  const isOverTime = query.format === 'timeseries';
  switch (query.queryType) {
    case 'messageRates':
      return `Messages per ${query.per ?? 'interval'}${grouping(groupBy)}`;
    case 'updateRates':
      return `${metric} per ${query.per ?? 'interval'}${family(filter, ' in ')}${grouping(groupBy)}`;
    case 'prefixCounts': {
      const more = groupBy.filter((name) => name === 'afi' || name === 'label');
      return `${metric} of each peer${family(filter, ' in ')}${grouping(more)}`;
    }
    case 'totals':
      return `${metric} of all peers together${family(filter, ' in ')}, by family and label`;
    case 'routes':
      return routes(filter);
    case 'overlaps':
      return isOverTime
        ? `Number of overlapping prefixes${family(filter, ' in ')}, by family and label`
        : `${capital(`${only(filter.kind)}overlaps`)}${concerned(filter)}`;
    case 'redundancy':
      return `Prefixes${family(filter, ' in ')}${grouping(groupBy)}`;
    case 'flaps':
      return `${isOverTime ? 'Transitions of the routes' : 'Routes'} that flap most${concerned(filter)}`;
    case 'origins':
      return `Changes of origin AS and MOAS${concerned(filter)}`;
    case 'incidents':
      return incidents(query, groupBy);
    case 'sessions':
      return 'State of each session';
  }
}

function incidents({ filter, format }: EarshotQuery, groupBy: readonly string[]): string {
  const words = [filter.state, filter.severity?.join(' or '), list(filter.kind ?? []), 'incidents'];
  const named = words.filter(Boolean).join(' ') + concerned(filter);
  if (format === 'table') {
    return capital(named);
  }
  return groupBy.includes('id') ? `Whether open, of ${named}` : `Number of open ${named}${grouping(groupBy)}`;
}

/** The one kind that is asked for, before a noun. */
function only(kinds: readonly string[] = []): string {
  return kinds.length === 1 ? `${String(kinds[0])} ` : '';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Which prefixes what the detectors wrote must concern. */
function concerned(filter: RouteFilter): string {
  const { prefix = '', match = 'exact' } = filter;
  const of = prefix.trim() === '' ? '' : ` of ${prefix}${match === 'longer' ? ' and more specific ones' : ''}`;
  return `${family(filter, ' in ')}${of}`;
}

function routes(filter: RouteFilter): string {
  const kind = family(filter, '');
  const { prefix = '', match = 'exact' } = filter;
  if (prefix.trim() === '') {
    return kind ? `All ${kind} routes` : 'All routes';
  }
  switch (match) {
    case 'exact':
      return `Routes to ${prefix}`;
    case 'longer':
      return `Routes to ${prefix} and more specific ones`;
    default:
      return `Routes for ${prefix} (longest match)`;
  }
}

function grouping(groupBy: readonly string[]): string {
  return groupBy.length > 0 ? ` by ${list(groupBy.map((name) => groupLabels[name] ?? name))}` : '';
}

function family(filter: RouteFilter, before: string): string {
  const known = families.find(({ value }) => value === filter.afi);
  return filter.afi ? `${before}${known?.label ?? filter.afi}` : '';
}

function source({ queryType, format, filter }: EarshotQuery): string {
  const { fields } = rulesOf(queryType, format);
  const has = (field: FilterField) => fields.includes(field);
  const where = [
    has('domain') && (named('domain', 'domains', filter.domain) || 'in all domains').replace(/^domain/, 'in domain'),
    (has('router') || has('peer')) && peers(filter, has('domain') ? '' : 'from all routers and peers'),
    filter.view?.length ? `view ${list(filter.view)}` : '',
    named('VRF', 'VRFs', filter.vrf),
    named('label', 'labels', filter.label),
  ];
  return where.filter(Boolean).join(', ');
}

function peers(filter: RouteFilter, all: string): string {
  const routers = named('router', 'routers', filter.router);
  const addresses = named('peer', 'peers', filter.peer);
  const ases = named('AS', 'ASes', filter.peerAs);
  const of = [
    addresses && `from ${addresses}${routers ? ` of ${routers}` : ''}`,
    !addresses && routers && `from all peers of ${routers}`,
    !addresses && !routers && all,
    ases && `in ${ases}`,
  ];
  return of.filter(Boolean).join(' ');
}

function named(one: string, many: string, values: ReadonlyArray<string | number> = []): string {
  if (values.length > 3) {
    return `${values.length} ${many}`;
  }
  return values.length === 0 ? '' : `${values.length === 1 ? one : many} ${list(values.map(String))}`;
}

function point(query: EarshotQuery): string {
  const at = query.at?.trim();
  if (!rulesOf(query.queryType, query.format).fields.includes('at')) {
    return '';
  }
  if (!at || at === 'end') {
    return 'at the end of the time range';
  }
  return /^\d{4}-|^\$|^\[\[/.test(at) ? `at ${at}` : `${at} before the end of the time range`;
}

function most(query: EarshotQuery): string {
  return query.limit ? `at most ${query.limit}` : '';
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}
