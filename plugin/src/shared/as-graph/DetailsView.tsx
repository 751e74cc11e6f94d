import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { IconButton, LinkButton, Button, Stack, useStyles2 } from '@grafana/ui';
import React from 'react';
import type { Details } from './details';

/** What a click on a node, edge or path can do. */
export type Action = { title: string } & ({ run: () => void } | { href: string; target?: string });

export interface DetailsViewProps {
  details: Details;
  actions?: readonly Action[];
  onClose?: () => void;
}

/** What is known of what somebody points at; with actions once it is chosen. */
export function DetailsView({ details, actions = [], onClose }: DetailsViewProps) {
  const styles = useStyles2(getStyles);
  const { title, lines, paths, more, examples } = details;
  return (
    <div className={styles.all}>
      <div className={styles.head}>
        <strong>{title}</strong>
        {onClose && <IconButton name="times" aria-label="Close" onClick={onClose} />}
      </div>
      {lines.map((line) => (
        <div key={line} className={line.startsWith('!') ? styles.mark : styles.line}>
          {line}
        </div>
      ))}
      <ul className={styles.paths}>
        {paths.map(({ text, note }, index) => (
          <li key={index}>
            <code>{text}</code> <span className={styles.line}>{note}</span>
          </li>
        ))}
      </ul>
      {more > 0 && <div className={styles.line}>and {more} more</div>}
      {examples.length > 0 && <div className={styles.line}>Prefixes: {examples.join(', ')}</div>}
      {actions.length > 0 && (
        <Stack direction="row" gap={1} wrap="wrap">
          {actions.map((action) =>
            'href' in action ? (
              <LinkButton key={action.title} size="sm" variant="secondary" href={action.href} target={action.target}>
                {action.title}
              </LinkButton>
            ) : (
              <Button key={action.title} size="sm" variant="secondary" onClick={action.run}>
                {action.title}
              </Button>
            )
          )}
        </Stack>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  all: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  head: css({ display: 'flex', justifyContent: 'space-between', gap: theme.spacing(1) }),
  line: css({ color: theme.colors.text.secondary }),
  mark: css({ color: theme.colors.error.text }),
  paths: css({
    listStyle: 'none',
    margin: 0,
    code: { padding: 0, border: 0, background: 'none', color: theme.colors.text.primary, whiteSpace: 'normal' },
  }),
});
