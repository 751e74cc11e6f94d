import { dataSource, type Query } from './source.ts';

/** One rule as Grafana reads it from a file. */
export interface AlertRule {
  /** At most 40 characters; silences and links name it, so that it never changes. */
  uid: string;
  title: string;
  condition: string;
  data: object[];
  /** How long the condition must hold before the alert fires. */
  for: string;
  noDataState: 'OK' | 'NoData';
  execErrState: 'Error';
  dashboardUid: string;
  panelId: number;
  labels?: Record<string, string>;
  annotations: { summary: string; description: string };
}

/** A rule without its steps. */
export type Words = Pick<AlertRule, 'uid' | 'title' | 'dashboardUid' | 'panelId' | 'annotations'>;

/** From so many seconds before now to so many. */
interface Span {
  from: number;
  to: number;
}

/** What the data source is asked. */
export function ask(refId: string, query: Query, relativeTimeRange: Span) {
  const model = { refId, version: 1, ...query, filter: query.filter ?? {} };
  return { refId, relativeTimeRange, datasourceUid: dataSource.uid, model };
}

/** The mean of each series. What was not counted is left out. */
export function mean(refId: string, expression: string, relativeTimeRange: Span) {
  const model = { refId, type: 'reduce', expression, reducer: 'mean', settings: { mode: 'dropNN' } };
  return { refId, relativeTimeRange, datasourceUid: '__expr__', model };
}

/** What is true of instances that have equal labels. */
export function formula(refId: string, expression: string, relativeTimeRange: Span) {
  return { refId, relativeTimeRange, datasourceUid: '__expr__', model: { refId, type: 'math', expression } };
}

export function threshold(
  refId: string,
  expression: string,
  type: 'lt' | 'gt',
  limit: number,
  relativeTimeRange: Span
) {
  const conditions = [{ evaluator: { type, params: [limit] } }];
  return {
    refId,
    relativeTimeRange,
    datasourceUid: '__expr__',
    model: { refId, type: 'threshold', expression, conditions },
  };
}

/**
 * Fires for each open incident of these kinds, with its severity as a label. The collector writes an open incident again each minute:
 * its row that says resolved, or the end of its rows, resolves the alert. No incident is the good state; whether anybody listens is the
 * business of the rules of sessions and of the collector. It fires at once, as the collector has waited for what passes by itself.
 */
export function incidentRule(kind: string[], words: Words): AlertRule {
  const span = { from: 300, to: 0 };
  return {
    ...words,
    condition: 'open',
    for: '0s',
    noDataState: 'OK',
    execErrState: 'Error',
    data: [
      ask('incidents', { queryType: 'incidents', format: 'numeric', filter: { kind } }, span),
      threshold('open', 'incidents', 'gt', 0, span),
    ],
  };
}

/** What an incident is about, in the words of Grafana's templates. */
export const subject =
  '{{ with $labels.prefix }}{{ . }}{{ else }}Several prefixes{{ end }}{{ with $labels.label }} ({{ . }}){{ end }}';

/** Where it was heard. */
export const at = '{{ with $labels.peer }}, from {{ . }}{{ end }}{{ with $labels.router }} at router {{ . }}{{ end }}';
