import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';

export interface LegendProps {
  /** What the colours stand for, in words. */
  title: string;
  items: ReadonlyArray<{ key: string; text: string; color: string }>;
  chosen: string | undefined;
  /** Chosen again, it is let go. */
  onChoose: (key: string | undefined) => void;
}

/** The colours of a picture with their words; one that is chosen lights up. */
export function Legend({ title, items, chosen, onChoose }: LegendProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.all} role="group" aria-label={title}>
      {items.map(({ key, text, color }) => (
        <button
          key={key}
          type="button"
          aria-pressed={key === chosen}
          className={cx(styles.item, key === chosen && styles.chosen)}
          onClick={() => onChoose(key === chosen ? undefined : key)}
        >
          <span className={styles.swatch} style={{ background: color }} />
          {text}
        </button>
      ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  all: css({ display: 'flex', gap: theme.spacing(0.5), overflow: 'hidden', minWidth: 0 }),
  item: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    padding: theme.spacing(0.25, 0.75),
    border: 0,
    borderRadius: theme.shape.radius.default,
    background: 'none',
    color: theme.colors.text.primary,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
    '&:hover': { background: theme.colors.action.hover },
  }),
  chosen: css({ background: theme.colors.action.selected }),
  swatch: css({ width: 14, height: 4, borderRadius: 2 }),
});
