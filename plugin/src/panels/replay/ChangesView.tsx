import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import { type Moment, routeText } from './moment';

export const changesWidth = 300;
const maxListed = 50;

interface ChangesViewProps {
  moment: Moment;
  /** When it happened. */
  time: string;
  height: number;
}

/** What happened last: the state before, what changed, the state after. */
export function ChangesView({ moment, time, height }: ChangesViewProps) {
  const styles = useStyles2(getStyles);
  const { events, turns, before, after } = moment;
  return (
    <section className={styles.all} style={{ height, width: changesWidth }} aria-label="What changed">
      <strong>{events.length === 0 ? 'Nothing has happened yet' : time}</strong>
      <div className={styles.faint}>
        {before.size} routes before, {after.size} after
      </div>
      {events
        .filter(({ kind }) => kind === 'session')
        .map((event) => (
          <div key={event.text} className={styles.item}>
            {event.text}
          </div>
        ))}
      {turns.slice(0, maxListed).map(({ prefix, peer, before: was, after: is }, index) => (
        <div key={index} className={styles.item}>
          <code>{prefix}</code> from {peer}
          <div className={styles.faint}>
            − <code>{routeText(was)}</code>
          </div>
          <div>
            + <code>{routeText(is)}</code>
          </div>
        </div>
      ))}
      {turns.length > maxListed && <div className={styles.faint}>and {turns.length - maxListed} more</div>}
      {events.length > 0 && turns.length === 0 && (
        <div className={styles.faint}>No route of these prefixes changed with it.</div>
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  all: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    overflow: 'auto',
    padding: theme.spacing(0.5, 1),
    borderLeft: `1px solid ${theme.colors.border.weak}`,
    fontSize: theme.typography.bodySmall.fontSize,
    code: { padding: 0, border: 0, background: 'none', color: 'inherit', whiteSpace: 'normal' },
  }),
  item: css({
    flexShrink: 0,
    padding: theme.spacing(0.5),
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.secondary,
  }),
  faint: css({ color: theme.colors.text.secondary }),
});
