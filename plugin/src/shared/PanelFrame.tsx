import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, RadioButtonGroup, Stack, Tooltip, useStyles2 } from '@grafana/ui';
import React, { type ReactNode } from 'react';

export type PanelView = 'picture' | 'table';

const views = [
  { value: 'picture' as const, icon: 'graph-bar', ariaLabel: 'Show the picture', description: 'Picture' },
  { value: 'table' as const, icon: 'table', ariaLabel: 'Show the same data as a table', description: 'Table' },
];

export interface PanelFrameProps {
  width: number;
  height: number;
  view: PanelView;
  onView: (view: PanelView) => void;
  /** Controls of the panel, at the left. */
  children?: ReactNode;
  /** What is shown and of how many, as `12 of 40 paths`. */
  shown: string;
  /** What the data source says, and what could not be read. */
  notices: readonly string[];
  picture: (size: { width: number; height: number }) => ReactNode;
  table: () => ReactNode;
}

const barHeight = 32;

/** A bar with what is shown and the choice between picture and table; below it the one chosen. */
export function PanelFrame(props: PanelFrameProps) {
  const { width, height, view, onView, children, shown, notices, picture, table } = props;
  const styles = useStyles2(getStyles);
  const size = { width, height: Math.max(0, height - barHeight) };
  return (
    <div style={{ width, height }}>
      <div className={styles.bar}>
        {children}
        <Stack direction="row" gap={1} alignItems="center">
          <span className={styles.shown} role="status">
            {shown}
          </span>
          {notices.length > 0 && (
            <Tooltip content={notices.join(' ')}>
              <button type="button" className={styles.notice} aria-label={`Notices: ${notices.join(' ')}`}>
                <Icon name="exclamation-triangle" />
              </button>
            </Tooltip>
          )}
          <RadioButtonGroup size="sm" options={views} value={view} onChange={onView} aria-label="View" />
        </Stack>
      </div>
      <div style={size}>{view === 'picture' ? picture(size) : table()}</div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    height: barHeight,
    padding: theme.spacing(0, 1),
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(2),
  }),
  shown: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
  }),
  notice: css({ border: 0, padding: 0, background: 'none', color: theme.colors.warning.text }),
});
