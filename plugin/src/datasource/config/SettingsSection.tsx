import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import React, { type ReactNode } from 'react';

interface Props {
  title: string;
  description?: string;
  children: ReactNode;
}

/** A titled part of the settings page. */
export function SettingsSection({ title, description, children }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <section className={styles.section} aria-label={title}>
      <Text element="h3" variant="h5">
        {title}
      </Text>
      {description && <Text color="secondary">{description}</Text>}
      <div className={styles.fields}>{children}</div>
    </section>
  );
}

function getStyles(theme: GrafanaTheme2) {
  return {
    section: css({
      display: 'flex',
      flexDirection: 'column',
      gap: theme.spacing(0.5),
      padding: theme.spacing(3, 0, 1),
      borderTop: `1px solid ${theme.colors.border.weak}`,
      '&:first-of-type': { borderTop: 'none' },
    }),
    fields: css({ maxWidth: theme.spacing(70), marginTop: theme.spacing(2) }),
  };
}
