import type { DataSourceInstanceSettings, ScopedVars } from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv, type TemplateSrv } from '@grafana/runtime';
import { annotations } from './annotations';
import { expandList, expandText } from './interpolate';
import { completeQuery, defaultQuery, type EarshotQuery, type RouteFilter } from './query-model';
import { parseChoices, type Choice } from './resources';
import { sentence } from './sentence';
import type { EarshotSettings } from './settings';
import { EarshotVariables } from './variables';

/** Sends queries to the back end, which alone knows how to answer them. */
export class EarshotDataSource extends DataSourceWithBackend<EarshotQuery, EarshotSettings> {
  constructor(
    settings: DataSourceInstanceSettings<EarshotSettings>,
    readonly templates: TemplateSrv = getTemplateSrv()
  ) {
    super(settings);
    this.interval = settings.jsonData.interval || '60s';
    this.variables = new EarshotVariables(this);
    this.annotations = annotations;
  }

  override getDefaultQuery(): Partial<EarshotQuery> {
    return defaultQuery();
  }

  override filterQuery(query: EarshotQuery): boolean {
    return !query.hide;
  }

  override getQueryDisplayText(query: EarshotQuery): string {
    return sentence(query);
  }

  override applyTemplateVariables(query: EarshotQuery, scopedVars: ScopedVars): EarshotQuery {
    const complete = completeQuery(query);
    return {
      ...complete,
      filter: this.expandFilter(complete.filter, scopedVars),
      ...(complete.at !== undefined && { at: expandText(complete.at, scopedVars, this.templates) }),
    };
  }

  async routers(untilMs?: number): Promise<Choice[]> {
    return this.choices('routers', untilMs, {});
  }

  /** Peers of the named routers; of all, if none is named. */
  async peers(routers: readonly string[] = [], untilMs?: number, scopedVars: ScopedVars = {}): Promise<Choice[]> {
    return this.choices('peers', untilMs, { router: expandList(routers, scopedVars, this.templates) });
  }

  async domains(untilMs?: number): Promise<Choice[]> {
    return this.choices('domains', untilMs, {});
  }

  async labels(untilMs?: number): Promise<Choice[]> {
    return this.choices('labels', untilMs, {});
  }

  async prefixes(search: string, untilMs?: number): Promise<Choice[]> {
    return this.choices('prefixes', untilMs, { search });
  }

  private async choices(path: string, untilMs: number | undefined, params: Record<string, unknown>): Promise<Choice[]> {
    const until = untilMs === undefined ? {} : { to: untilMs };
    // The field says itself that nothing was found, so that a pop-up would only be in the way.
    return parseChoices(await this.getResource(path, { ...params, ...until }, { showErrorAlert: false }));
  }

  private expandFilter(filter: RouteFilter, scopedVars: ScopedVars): RouteFilter {
    const list = <T extends string | number>(values: readonly T[]) =>
      expandList(values.map(String), scopedVars, this.templates);
    const text = (value: string) => expandText(value, scopedVars, this.templates);
    const expanded = Object.entries(filter).map(([name, value]: [string, unknown]) => {
      if (Array.isArray(value)) {
        return [name, list(value)];
      }
      // These take one value, of which "All" is none.
      const isChoice = name === 'afi' || name === 'state';
      return [name, isChoice ? (list([value as string])[0] ?? '') : name === 'prefix' ? text(value as string) : value];
    });
    return Object.fromEntries(expanded) as RouteFilter;
  }
}
