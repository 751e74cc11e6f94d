import {
  CoreApp,
  SupplementaryQueryType,
  type AdHocVariableFilter,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceGetTagKeysOptions,
  type DataSourceGetTagValuesOptions,
  type DataSourceInstanceSettings,
  type DataSourceWithSupplementaryQueriesSupport,
  type MetricFindValue,
  type ScopedVars,
  type SupplementaryQueryOptions,
} from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv, type TemplateSrv } from '@grafana/runtime';
import { map, merge, type Observable } from 'rxjs';
import { annotations } from './annotations';
import { isTailed, tail } from './live';
import { isVolume, volumeQuery, volumes } from './log-volume';
import { filterKeys, narrowed } from './query/ad-hoc';
import { expandFilter, expandList, expandText } from './query/interpolate';
import { completeQuery, type EarshotQuery } from './query/model';
import { sentence } from './query/sentence';
import { fixedValues } from './query/types';
import { ofDomains, parseChoices, type Choice, type Completed, type Wanted } from './resources';
import type { EarshotSettings } from './settings';
import { EarshotVariables } from './variables';

/** Sends queries to the back end, which alone knows how to answer them. */
export class EarshotDataSource
  extends DataSourceWithBackend<EarshotQuery, EarshotSettings>
  implements DataSourceWithSupplementaryQueriesSupport<EarshotQuery>
{
  constructor(
    settings: DataSourceInstanceSettings<EarshotSettings>,
    readonly templates: TemplateSrv = getTemplateSrv()
  ) {
    super(settings);
    this.interval = settings.jsonData.interval || '60s';
    this.variables = new EarshotVariables(this);
    this.annotations = annotations;
  }

  /**
   * What an empty query editor asks: what happened, in Explore; whether sessions are up, in an alert rule. Grafana puts it under stored
   * queries too, so that it holds nothing that one of them could take for its own.
   */
  override getDefaultQuery(app: CoreApp): Partial<EarshotQuery> {
    switch (app) {
      case CoreApp.Explore:
        return { queryType: 'history' };
      case CoreApp.UnifiedAlerting:
      case CoreApp.CloudAlerting:
        return { queryType: 'sessions' };
      default:
        return { queryType: 'messageRates' };
    }
  }

  override query(request: DataQueryRequest<EarshotQuery>): Observable<DataQueryResponse> {
    const tailed = request.liveStreaming
      ? request.targets.filter((query) => this.filterQuery(query) && isTailed(query))
      : [];
    if (tailed.length === 0) {
      const answers = super.query(request);
      return request.targets.some(isVolume)
        ? answers.pipe(map((answer) => volumes(answer, request.intervalMs)))
        : answers;
    }
    const asked = tailed.map((query) => this.applyTemplateVariables(query, request.scopedVars, request.filters));
    return merge(...asked.map((query) => tail(this.uid, query)));
  }

  getSupportedSupplementaryQueryTypes(): SupplementaryQueryType[] {
    return [SupplementaryQueryType.LogsVolume];
  }

  getSupplementaryQuery({ type }: SupplementaryQueryOptions, query: EarshotQuery): EarshotQuery | undefined {
    return type === SupplementaryQueryType.LogsVolume ? volumeQuery(query) : undefined;
  }

  /** What Explore draws above the lines of a log. */
  getSupplementaryRequest(
    type: SupplementaryQueryType,
    request: DataQueryRequest<EarshotQuery>
  ): DataQueryRequest<EarshotQuery> | undefined {
    const targets = request.targets.flatMap((query) => this.getSupplementaryQuery({ type }, query) ?? []);
    return targets.length > 0 ? { ...request, targets } : undefined;
  }

  override filterQuery(query: EarshotQuery): boolean {
    return !query.hide;
  }

  override getQueryDisplayText(query: EarshotQuery): string {
    return sentence(query);
  }

  override applyTemplateVariables(
    query: EarshotQuery,
    scopedVars: ScopedVars,
    filters?: AdHocVariableFilter[]
  ): EarshotQuery {
    const complete = completeQuery(query);
    const filter = expandFilter(complete.filter, scopedVars, this.templates);
    const expanded: EarshotQuery = { ...complete, filter };
    for (const name of ['at', 'compareTo', 'compareToPeer'] as const) {
      const text = complete[name];
      if (text !== undefined) {
        expanded[name] = expandText(text, scopedVars, this.templates);
      }
    }
    return narrowed(expanded, filters);
  }

  /** What the server heard of, for completion; each list only what belongs to the wanted routers and peers. */
  async complete(completed: Completed, wanted: Wanted = {}, scopedVars: ScopedVars = {}): Promise<Choice[]> {
    const { search, router = [], peer = [], untilMs } = wanted;
    const isNarrowed = !ofDomains.includes(completed) && completed !== 'routers';
    const routers = isNarrowed ? expandList(router, scopedVars, this.templates) : [];
    const peers = isNarrowed && completed !== 'peers' ? expandList(peer, scopedVars, this.templates) : [];
    const params = {
      ...(search && { search }),
      ...(routers.length > 0 && { router: routers }),
      ...(peers.length > 0 && { peer: peers }),
      ...(untilMs !== undefined && { to: untilMs }),
    };
    // The field says itself that nothing was found, so that a pop-up would only be in the way.
    return parseChoices(await this.getResource(completed, params, { showErrorAlert: false }));
  }

  /** What a dashboard can be filtered by: what at least one of its queries knows. */
  override async getTagKeys(options?: DataSourceGetTagKeysOptions<EarshotQuery>): Promise<MetricFindValue[]> {
    return filterKeys(options?.queries ?? []);
  }

  override async getTagValues({
    key,
    filters,
    timeRange,
  }: DataSourceGetTagValuesOptions<EarshotQuery>): Promise<MetricFindValue[]> {
    const fixed = fixedValues(key);
    if (fixed) {
      return fixed.map((text) => ({ text, value: text }));
    }
    const completed = completedBy[key];
    if (!completed) {
      return [];
    }
    const chosen = (name: string) => filters.filter((filter) => filter.key === name).map(({ value }) => value);
    const untilMs = timeRange?.to.valueOf();
    const choices = await this.complete(completed, { router: chosen('router'), peer: chosen('peer'), untilMs });
    return choices.map(({ value, label }) => ({ text: label, value }));
  }
}

/** Fields of a filter whose values the server lists. */
const completedBy: Readonly<Record<string, Completed>> = {
  router: 'routers',
  peer: 'peers',
  peerAs: 'asns',
  origin: 'asns',
  prefix: 'prefixes',
  label: 'labels',
  community: 'communities',
  domain: 'domains',
  view: 'views',
  vrf: 'vrfs',
};
