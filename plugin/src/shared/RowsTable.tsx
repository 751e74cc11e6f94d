import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { ScrollContainer, useStyles2 } from '@grafana/ui';
import React from 'react';

export interface RowsTableProps {
  /** What the table holds, for those who hear it. */
  caption: string;
  /** The heads; a column of prefixes, paths or addresses is set in the monospace font. */
  columns: ReadonlyArray<{ title: string; isMonospace?: boolean }>;
  rows: ReadonlyArray<readonly string[]>;
  /** At most so many rows are shown; the caption says of how many. */
  limit?: number;
}

/** The data of a picture as a plain table: for screen readers, for the keyboard and for copying. */
export function RowsTable({ caption, columns, rows, limit = 1000 }: RowsTableProps) {
  const styles = useStyles2(getStyles);
  const shown = rows.slice(0, limit);
  const rest = shown.length < rows.length ? `, the first ${shown.length} of ${rows.length}` : '';
  return (
    <ScrollContainer>
      <table className={styles.table}>
        <caption>{caption + rest}</caption>
        <thead>
          <tr>
            {columns.map(({ title }) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} className={columns[column]?.isMonospace ? styles.monospace : undefined}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollContainer>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  table: css({
    width: '100%',
    fontSize: theme.typography.bodySmall.fontSize,
    caption: { captionSide: 'top', color: theme.colors.text.secondary, padding: theme.spacing(0.5, 1) },
    'th, td': {
      padding: theme.spacing(0.5, 1),
      borderBottom: `1px solid ${theme.colors.border.weak}`,
      textAlign: 'left',
    },
    th: { position: 'sticky', top: 0, background: theme.colors.background.primary },
  }),
  monospace: css({ fontFamily: theme.typography.fontFamilyMonospace }),
});
