import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { type ReactNode } from 'react';

interface Props {
  title: string;
  children: ReactNode;
}

/** One line of the editor: its title in a column of its own, its fields beside each other. */
export function EditorRow({ title, children }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.row} role="group" aria-label={title}>
      <div className={styles.title} aria-hidden>
        {title}
      </div>
      <div className={styles.fields}>{children}</div>
    </div>
  );
}

function getStyles(theme: GrafanaTheme2) {
  return {
    row: css({
      display: 'grid',
      gridTemplateColumns: `${theme.spacing(7)} 1fr`,
      columnGap: theme.spacing(1),
      padding: theme.spacing(0.75, 1),
      background: theme.colors.background.secondary,
      borderRadius: theme.shape.radius.default,
    }),
    title: css({
      lineHeight: theme.spacing(theme.components.height.md),
      fontSize: theme.typography.bodySmall.fontSize,
      fontWeight: theme.typography.fontWeightMedium,
      color: theme.colors.text.secondary,
    }),
    fields: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: theme.spacing(0.75, 2) }),
  };
}
