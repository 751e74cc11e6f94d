import { css } from '@emotion/css';
import { CoreApp, type GrafanaTheme2, type QueryEditorProps } from '@grafana/data';
import { RadioButtonGroup, useStyles2 } from '@grafana/ui';
import React from 'react';
import type { EarshotDataSource } from './datasource';
import { ChoiceField } from './editor/ChoiceField';
import { EditorField } from './editor/EditorField';
import { EditorRow } from './editor/EditorRow';
import { FromRow } from './editor/FromRow';
import { ShapeRow } from './editor/ShapeRow';
import { WhatRow } from './editor/WhatRow';
import { checkAlertQuery, checkQuery } from './query/check';
import {
  completeQuery,
  isQueryType,
  withFormat,
  withQueryType,
  type EarshotQuery,
  type QueryType,
} from './query/model';
import { sentence } from './query/sentence';
import { formatsFor, queryTypes, rulesOf, type Purpose } from './query/types';
import { formatLabels } from './query/words';
import type { EarshotSettings } from './settings';

type Props = QueryEditorProps<EarshotDataSource, EarshotQuery, EarshotSettings>;

// Grafana's Combobox takes options that are another array for another choice, and asks again.
const offered = { panel: typesFor('panel'), alert: typesFor('alert'), annotation: typesFor('annotation') };

/** A query of a panel, of Explore, or of an alert rule. */
export function QueryEditor(props: Props) {
  const isAlert = props.app === CoreApp.UnifiedAlerting || props.app === CoreApp.CloudAlerting;
  return <BgpQueryEditor {...props} purpose={isAlert ? 'alert' : 'panel'} />;
}

/** What annotations of a dashboard ask. */
export function AnnotationQueryEditor(props: Props) {
  return <BgpQueryEditor {...props} purpose="annotation" />;
}

function BgpQueryEditor({
  query: stored,
  purpose,
  datasource,
  range,
  onChange,
  onRunQuery,
}: Props & { purpose: Purpose }) {
  const styles = useStyles2(getStyles);
  const query = completeQuery(stored);
  const rules = rulesOf(isQueryType(query.queryType) ? query.queryType : 'messageRates', query.format);
  const problems = { ...(purpose === 'alert' && checkAlertQuery(query)), ...checkQuery(query) };
  const formats = formatsFor(purpose, rules);

  const ask = (next: EarshotQuery) => {
    onChange(next);
    onRunQuery();
  };
  const update = (change: Partial<EarshotQuery>) => ask({ ...query, ...change });
  const setQueryType = (queryType: QueryType) => {
    const next = withQueryType(query, queryType);
    const [format = next.format, ...others] = formatsFor(purpose, queryTypes[queryType]);
    ask([format, ...others].includes(next.format) ? next : withFormat(next, format));
  };
  const row = { datasource, purpose, range, query, rules, problems, update };

  return (
    <div className={styles.editor}>
      <EditorRow title="Ask">
        <ChoiceField
          label="Query type"
          width={22}
          value={query.queryType}
          options={offered[purpose]}
          error={problems['queryType'] ?? problems['version']}
          onChange={setQueryType}
        />
        {purpose !== 'annotation' && (
          <EditorField label="Format" error={problems['format']}>
            {() => (
              <RadioButtonGroup
                aria-label="Format"
                options={formats.map((value) => ({ value, label: formatLabels[value] }))}
                value={query.format}
                onChange={(format) => ask(withFormat(query, format))}
              />
            )}
          </EditorField>
        )}
        <div className={styles.words}>
          <span className={styles.help}>{rules.help}</span>
          <span role="status" aria-label="What is asked" className={styles.sentence}>
            {sentence(query)}
          </span>
        </div>
      </EditorRow>
      <WhatRow {...row} />
      <FromRow {...row} />
      <ShapeRow {...row} />
    </div>
  );
}

function typesFor(purpose: Purpose) {
  return (Object.keys(queryTypes) as QueryType[])
    .filter((value) => formatsFor(purpose, queryTypes[value]).length > 0)
    .map((value) => ({ value, label: queryTypes[value].label }));
}

function getStyles(theme: GrafanaTheme2) {
  return {
    editor: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5) }),
    words: css({
      flexBasis: '100%',
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'baseline',
      justifyContent: 'space-between',
      columnGap: theme.spacing(2),
    }),
    help: css({ fontSize: theme.typography.bodySmall.fontSize, color: theme.colors.text.secondary }),
    sentence: css({ fontStyle: 'italic', color: theme.colors.text.primary }),
  };
}
