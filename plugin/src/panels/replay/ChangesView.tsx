import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import type { Action } from '../../shared/as-graph/DetailsView';
import { shownOf } from '../../shared/shown';
import { type Moment, type Turn, turnTexts } from './moment';

export const changesWidth = 300;
const maxListed = 50;

interface ChangesViewProps {
  moment: Moment;
  /** When it happened. */
  time: string;
  height: number;
  /** The data links of what a route is told by. */
  linksOf: (turn: Turn) => readonly Action[];
}

/** What happened last: the state before, what changed, the state after. */
export function ChangesView({ moment, time, height, linksOf }: ChangesViewProps) {
  const styles = useStyles2(getStyles);
  const { events, turns, before, after } = moment;
  return (
    <section className={styles.all} style={{ height, width: changesWidth }} aria-label="What changed">
      <strong>{events.length === 0 ? 'Nothing has happened yet' : time}</strong>
      <div className={styles.faint}>
        {shownOf(before.size, before.size, 'route')} before, {after.size} after
      </div>
      {events
        .filter(({ kind }) => kind === 'session')
        .map((event) => (
          <div key={event.text} className={styles.item}>
            {event.text}
          </div>
        ))}
      {turns.slice(0, maxListed).map((turn, index) => (
        <TurnItem key={index} turn={turn} links={linksOf(turn)} />
      ))}
      {turns.length > maxListed && <div className={styles.faint}>and {turns.length - maxListed} more</div>}
      {events.length > 0 && turns.length === 0 && (
        <div className={styles.faint}>No route of these prefixes changed with it.</div>
      )}
    </section>
  );
}

function TurnItem({ turn, links }: { turn: Turn; links: readonly Action[] }) {
  const styles = useStyles2(getStyles);
  const { prefix, peer } = turn;
  const [was, is] = turnTexts(turn);
  return (
    <div className={styles.item}>
      <code>{prefix}</code> from {peer}
      <div className={styles.faint}>
        − <code>{was}</code>
      </div>
      <div>
        + <code>{is}</code>
      </div>
      {links.map(
        (link) =>
          'href' in link && (
            <div key={link.title}>
              <a href={link.href} target={link.target} className={styles.link}>
                {link.title}
              </a>
            </div>
          )
      )}
    </div>
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
  link: css({ color: theme.colors.text.link, '&:hover': { textDecoration: 'underline' } }),
  faint: css({ color: theme.colors.text.secondary }),
});
