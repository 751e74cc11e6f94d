import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, Input, useStyles2 } from '@grafana/ui';
import React, { type FormEvent, useState } from 'react';
import { formatPrefix, parsePrefix, type Prefix } from '../../shared/prefix';
import { findPrefix } from './describe';
import { covering, prefixAt, type PrefixTree } from './tree';

export const navigationHeight = 36;

interface NavigationBarProps {
  tree: PrefixTree;
  root: Prefix;
  /** Where the picture begins. */
  first: Prefix;
  onShow: (root: Prefix, at?: number) => void;
}

/** The way from the whole space to what is shown, and a search. */
export function NavigationBar({ tree, root, first, onShow }: NavigationBarProps) {
  const styles = useStyles2(getStyles);
  const [text, setText] = useState('');
  const [answer, setAnswer] = useState('');
  const path = waysTo(root, first, tree);
  const search = (event: FormEvent) => {
    event.preventDefault();
    const asked = parsePrefix(text);
    if (!asked) {
      setAnswer(text.trim() === '' ? '' : 'Neither a prefix nor an address.');
    } else if (asked.family !== tree.family) {
      setAnswer(`What is shown is ${tree.family === 'ipv4' ? 'IPv4' : 'IPv6'}.`);
    } else {
      const found = findPrefix(asked, tree);
      setAnswer(found.text);
      if (found.at !== undefined) {
        onShow(found.root, found.at);
      }
    }
  };
  return (
    <div className={styles.bar}>
      <nav aria-label="Shown prefix" className={styles.path}>
        {path.map((prefix, index) => (
          <React.Fragment key={formatPrefix(prefix)}>
            {index > 0 && <Icon name="angle-right" />}
            <Button size="sm" fill="text" disabled={index === path.length - 1} onClick={() => onShow(prefix)}>
              {formatPrefix(prefix)}
            </Button>
          </React.Fragment>
        ))}
      </nav>
      <form onSubmit={search} className={styles.search} role="search">
        <span role="status" className={styles.answer}>
          {answer}
        </span>
        <Input
          width={26}
          value={text}
          prefix={<Icon name="search" />}
          placeholder="Prefix or address"
          aria-label="Find a prefix or an address"
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </form>
    </div>
  );
}

function waysTo(root: Prefix, first: Prefix, tree: PrefixTree): Prefix[] {
  const between = covering(tree, root)
    .filter((at) => tree.lengths[at]! > first.lengthBits && tree.lengths[at]! < root.lengthBits)
    .map((at) => prefixAt(tree, at));
  return formatPrefix(root) === formatPrefix(first) ? [first] : [first, ...between, root];
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    height: navigationHeight,
    padding: theme.spacing(0, 1),
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
  }),
  path: css({
    display: 'flex',
    alignItems: 'center',
    overflow: 'hidden',
    fontFamily: theme.typography.fontFamilyMonospace,
  }),
  search: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
  answer: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
