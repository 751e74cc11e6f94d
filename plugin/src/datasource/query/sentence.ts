import { completeQuery, isQueryType, type EarshotQuery, type RouteFilter } from './model';
import { hasMetric, queryTypes, rulesOf, type FilterField } from './types';
import { changeLabels, codeLabels, families, groupLabels, metricLabels } from './words';

/** Says in words what a query asks. */
export function sentence(query: Partial<EarshotQuery> & { refId: string }): string {
  const full = completeQuery(query);
  if (!isQueryType(full.queryType)) {
    return `Unknown query type "${String(full.queryType)}"`;
  }
  return [subject(full), source(full), point(full), comparison(full), most(full)].filter(Boolean).join(', ');
}

function subject(query: EarshotQuery): string {
  const { filter, groupBy = queryTypes[query.queryType].groupBy } = query;
  const metric = query.metric && (metricLabels[query.metric] ?? query.metric);
  const isOverTime = query.format === 'timeseries';
  switch (query.queryType) {
    case 'messageRates':
      return `Messages per ${query.per ?? 'interval'}${grouping(groupBy)}`;
    case 'updateRates':
      return `${hasMetric(query, queryTypes.updateRates) ? metric : 'Updates'} per ${query.per ?? 'interval'}${family(filter, ' in ')}${grouping(groupBy)}`;
    case 'prefixCounts': {
      const more = groupBy.filter((name) => name === 'afi' || name === 'label');
      const what = hasMetric(query, queryTypes.prefixCounts) ? metric : 'Size of the table';
      return `${what} of each peer${family(filter, ' in ')}${grouping(more)}`;
    }
    case 'totals':
      return `${hasMetric(query, queryTypes.totals) ? metric : 'Totals'} of all peers together${family(filter, ' in ')}, by family and label`;
    case 'routes':
      return routesSubject(query, groupBy);
    case 'history':
      return historySubject(query, groupBy);
    case 'asPaths':
      return `AS paths of ${lower(routes(filter))}`;
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
      return rulesOf(query.queryType, query.format).isRows
        ? 'Sessions that came up or went down'
        : 'State of each session';
    case 'collector':
      return hasMetric(query, queryTypes.collector)
        ? `${metric} of each collector`
        : 'What each collector tells of itself';
    case 'notifications': {
      const codes = list((filter.code ?? []).map((code) => codeLabels[code] ?? `code ${code}`));
      const words = [filter.direction, codes, 'notifications'].filter(Boolean).join(' ');
      return rulesOf(query.queryType, query.format).isRows ? capital(words) : `Number of ${words}${grouping(groupBy)}`;
    }
  }
}

function routesSubject(query: EarshotQuery, groupBy: readonly string[]): string {
  const { filter, metric = 'routes' } = query;
  if (hasMetric(query, queryTypes.routes)) {
    return `Number of ${lower(metricLabels[metric] ?? metric)} of ${lower(routes(filter))}${grouping(groupBy)}`;
  }
  return groupBy.length > 0 ? `${routes(filter)}, counted${grouping(groupBy)}` : routes(filter);
}

function historySubject({ format, filter, metric }: EarshotQuery, groupBy: readonly string[]): string {
  const { prefix = '' } = filter;
  if (format === 'numeric') {
    const what = metric === 'paths' ? 'Number of paths' : 'Whether there is a path';
    return `${what} to ${prefix.trim() === '' ? 'each watched prefix' : prefix}${grouping(groupBy)}`;
  }
  if (format === 'timeline') {
    return `Paths over time to ${prefix.trim() === '' ? 'a prefix' : prefix}${around(filter)}`;
  }
  const [action, ...others] = filter.action ?? [];
  const named = action && others.length === 0 && (action === 'withdraw' ? 'Withdrawals' : 'Announcements');
  return format === 'timeseries'
    ? `${named || 'Announcements and withdrawals'} per interval of ${lower(routes(filter))}${grouping(groupBy)}`
    : `${named || 'History'} of ${lower(routes(filter))}`;
}

/** All but the names that begin with two capitals. */
function lower(text: string): string {
  return /^[A-Z]{2}/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}

function incidents({ filter, format }: EarshotQuery, groupBy: readonly string[]): string {
  const words = [filter.state, filter.severity?.join(' or '), list(filter.kind ?? []), 'incidents'];
  const named = words.filter(Boolean).join(' ') + concerned(filter);
  if (rulesOf('incidents', format).isRows) {
    return capital(named);
  }
  return groupBy.includes('id') ? `Whether ${named} are open` : `Number of open ${named}${grouping(groupBy)}`;
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
  const of = prefix.trim() === '' ? '' : ` of ${prefix}${around({ match })}`;
  return `${family(filter, ' in ')}${of}`;
}

function routes(filter: RouteFilter): string {
  return [routesTo(filter), ...attributes(filter)].join(' ');
}

function routesTo(filter: RouteFilter): string {
  const kind = family(filter, '');
  const { prefix = '', match = 'exact', change } = filter;
  const became = change?.length ? `${list(change.map((one) => changeLabels[one] ?? one))} ` : '';
  if (prefix.trim() === '') {
    return became || kind ? capital(`${became || 'all '}${kind ? `${kind} ` : ''}routes`) : 'All routes';
  }
  const named = capital(`${became}routes`);
  return match === 'lookup' ? `${named} for ${prefix} (longest match)` : `${named} to ${prefix}${around(filter)}`;
}

/** What besides the prefix itself is meant. */
function around({ match = 'exact' }: RouteFilter): string {
  switch (match) {
    case 'exact':
    case 'lookup':
      return '';
    case 'longer':
      return ' and more specific ones';
    case 'shorter':
      return ' and what covers it';
    case 'overlap':
      return ' and all that overlaps with it';
  }
}

/** What routes must carry. */
function attributes({ asPath, origin = [], community, maxPaths }: RouteFilter): string[] {
  return [
    asPath ? `with ${asPath} in the AS path` : '',
    origin.length > 0 ? `of origin ${list(origin.map((as) => `AS${String(as).replace(/^AS/i, '')}`))}` : '',
    community ? `with community ${community}` : '',
    maxPaths === undefined ? '' : `that have at most ${maxPaths} ${maxPaths === 1 ? 'path' : 'paths'}`,
  ].filter(Boolean);
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

function comparison({ compareTo, compareToPeer }: EarshotQuery): string {
  if (compareToPeer) {
    return `compared with peer ${compareToPeer}`;
  }
  const time = compareTo?.trim();
  return time ? `compared with ${/^\d{4}-|^\$|^\[\[/.test(time) ? time : `${time} before`}` : '';
}

function most(query: EarshotQuery): string {
  return query.limit ? `at most ${query.limit}` : '';
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}
