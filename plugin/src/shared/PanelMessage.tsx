import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';

/** Why there is no picture, and what to do about it. */
export function PanelMessage({ title, lines }: { title: string; lines: readonly string[] }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.all} role="status">
      <div>{title}</div>
      {lines.map((line) => (
        <div key={line} className={styles.line}>
          {line}
        </div>
      ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  all: css({
    height: '100%',
    display: 'flex',
    flexDirection: 'column',
    justifyContent: 'center',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    padding: theme.spacing(2),
    textAlign: 'center',
  }),
  line: css({ color: theme.colors.text.secondary, maxWidth: 640 }),
});
