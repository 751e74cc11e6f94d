import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import { parsePrefix, type Prefix } from '../../shared/prefix';
import { shownOf } from '../../shared/shown';
import { findPrefix, sideText } from './describe';
import type { Overlap } from './fields';
import type { PrefixTree } from './tree';

export const overlapListWidth = 280;
const maxListed = 200;

interface OverlapListProps {
  overlaps: readonly Overlap[];
  tree: PrefixTree;
  height: number;
  onShow: (root: Prefix, at?: number) => void;
}

/** The overlaps beside the picture, the newest first; each leads to its place. */
export function OverlapList({ overlaps, tree, height, onShow }: OverlapListProps) {
  const styles = useStyles2(getStyles);
  const sorted = [...overlaps].sort((a, b) => (b.sinceMs ?? 0) - (a.sinceMs ?? 0));
  const show = ({ covering, prefix }: Overlap) => {
    const [larger, asked] = [parsePrefix(covering), parsePrefix(prefix)];
    if (larger && asked) {
      onShow(larger, findPrefix(asked, tree).at);
    }
  };
  return (
    <section className={styles.all} style={{ height, width: overlapListWidth }} aria-label="Overlaps">
      <strong>{shownOf(Math.min(maxListed, sorted.length), sorted.length, 'overlap')}</strong>
      {sorted.slice(0, maxListed).map((overlap, index) => (
        <button key={index} type="button" className={styles.item} onClick={() => show(overlap)}>
          <span className={styles.mark}>!</span> <code>{overlap.prefix}</code> {sideText(overlap.specific)}
          <br />
          {overlap.prefix === overlap.covering ? 'stands twice, also ' : 'lies within '}
          {overlap.prefix !== overlap.covering && <code>{overlap.covering}</code>} {sideText(overlap.covers)}
        </button>
      ))}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  all: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    overflow: 'auto',
    padding: theme.spacing(0, 1),
    borderLeft: `1px solid ${theme.colors.border.weak}`,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  item: css({
    flexShrink: 0,
    padding: theme.spacing(0.5),
    border: 0,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.secondary,
    textAlign: 'left',
    fontSize: 'inherit',
    '&:hover': { background: theme.colors.action.hover },
    code: { padding: 0, border: 0, background: 'none', color: theme.colors.text.primary },
  }),
  mark: css({ color: theme.colors.error.text, fontWeight: theme.typography.fontWeightBold }),
});
