import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import { families } from '../query/words';
import { ChoiceField } from './ChoiceField';
import { EditorRow } from './EditorRow';
import { HeardField } from './HeardField';
import { withFilter, type RowProps } from './row';

const everyFamily = 'all';
const familyOptions = [{ value: everyFamily, label: 'all' }, ...families];

/** Fields that are shown when asked for, or when they are set. */
const rare = ['peerAs', 'view', 'vrf'] as const;

const shown = ['domain', 'router', 'peer', 'afi', 'label'] as const;

/** From which domains, routers and peers; nothing, where that is no question. */
export function FromRow(row: RowProps) {
  return shown.some((field) => row.rules.fields.includes(field)) ? <Places {...row} /> : null;
}

function Places(row: RowProps) {
  const { query, rules, problems } = row;
  const { filter } = query;
  const styles = useStyles2(getStyles);
  const [isOpen, setOpen] = useState(false);
  const rareFields = rare.filter((field) => rules.fields.includes(field));
  const hasMore = rareFields.some((field) => filter[field]?.length);

  return (
    <>
      <EditorRow title="From">
        <HeardField row={row} name="domain" />
        <HeardField row={row} name="router" />
        <HeardField row={row} name="peer" />
        {rules.fields.includes('afi') && (
          <ChoiceField
            label="Family"
            width={16}
            value={filter.afi || everyFamily}
            options={familyOptions}
            error={problems['filter.afi']}
            onChange={(afi) => withFilter(row, { afi: afi === everyFamily ? '' : afi })}
          />
        )}
        <HeardField row={row} name="label" />
        {!hasMore && rareFields.length > 0 && (
          <Button
            className={styles.more}
            variant="secondary"
            fill="text"
            aria-expanded={isOpen}
            icon={isOpen ? 'angle-up' : 'angle-down'}
            onClick={() => setOpen(!isOpen)}
          >
            More filters
          </Button>
        )}
      </EditorRow>
      {rareFields.length > 0 && (isOpen || hasMore) && (
        <EditorRow title="">
          {rareFields.map((name) => (
            <HeardField key={name} row={row} name={name} />
          ))}
        </EditorRow>
      )}
    </>
  );
}

function getStyles(theme: GrafanaTheme2) {
  // What the button has around its words would set it apart from the fields.
  return { more: css({ marginLeft: theme.spacing(-1.5) }) };
}
