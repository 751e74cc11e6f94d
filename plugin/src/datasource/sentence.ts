import { completeQuery, isQueryType, type EarshotQuery, type RouteFilter } from './query-model';
import { families, groupLabels, metricLabels } from './query-types';

/** Says in words what a query asks. */
export function sentence(query: Partial<EarshotQuery> & { refId: string }): string {
  const full = completeQuery(query);
  if (!isQueryType(full.queryType)) {
    return `Unknown query type "${String(full.queryType)}"`;
  }
  return [subject(full), source(full.filter), point(full), most(full)].filter(Boolean).join(', ');
}

function subject(query: EarshotQuery): string {
  switch (query.queryType) {
    case 'messageRates':
      return `Messages per ${query.per ?? 'interval'}${grouping(query.groupBy ?? ['type'])}`;
    case 'prefixCounts': {
      const metric = metricLabels[query.metric ?? 'prefixes'] ?? String(query.metric);
      const more = (query.groupBy ?? []).filter((name) => name === 'afi' || name === 'label');
      return `${metric} of each peer${family(query.filter, ' in ')}${grouping(more)}`;
    }
    case 'routes':
      return routes(query.filter);
    case 'sessions':
      return 'State of each session';
  }
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

function source(filter: RouteFilter): string {
  const routers = named('router', 'routers', filter.router);
  const peers = named('peer', 'peers', filter.peer);
  const ases = named('AS', 'ASes', filter.peerAs);
  const of = [
    peers && `from ${peers}${routers ? ` of ${routers}` : ''}`,
    !peers && routers && `from all peers of ${routers}`,
    !peers && !routers && 'from all routers and peers',
    ases && `in ${ases}`,
  ];
  const where = [
    filter.view?.length ? `view ${list(filter.view)}` : '',
    named('VRF', 'VRFs', filter.vrf),
    named('label', 'labels', filter.label),
  ];
  return [of.filter(Boolean).join(' '), ...where].filter(Boolean).join(', ');
}

function named(one: string, many: string, values: ReadonlyArray<string | number> = []): string {
  if (values.length > 3) {
    return `${values.length} ${many}`;
  }
  return values.length === 0 ? '' : `${values.length === 1 ? one : many} ${list(values.map(String))}`;
}

function point(query: EarshotQuery): string {
  const at = query.at?.trim();
  if (query.queryType !== 'routes') {
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
