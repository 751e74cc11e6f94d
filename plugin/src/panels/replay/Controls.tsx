import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import React from 'react';
import { type Command, type Player, speeds } from './player';

interface ControlsProps {
  player: Player;
  time: string;
  onCommand: (command: Command) => void;
}

const speedOptions = speeds.map((value) => ({ value, label: `${value}×` }));

/** Play, pause, step, speed, and where the play head is. */
export function Controls({ player, time, onCommand }: ControlsProps) {
  const styles = useStyles2(getStyles);
  const { isPlaying, speed } = player;
  const step = (direction: 1 | -1) => onCommand({ kind: 'step', direction });
  return (
    <div className={styles.all}>
      <Button size="sm" variant="secondary" icon="backward" aria-label="Event before" onClick={() => step(-1)} />
      <Button
        size="sm"
        variant="primary"
        icon={isPlaying ? 'pause' : 'play'}
        aria-label={isPlaying ? 'Pause' : 'Play'}
        onClick={() => onCommand({ kind: isPlaying ? 'pause' : 'play' })}
      />
      <Button size="sm" variant="secondary" icon="forward" aria-label="Next event" onClick={() => step(1)} />
      <RadioButtonGroup
        size="sm"
        options={speedOptions}
        value={speed}
        onChange={(next) => onCommand({ kind: 'speed', speed: next })}
        aria-label="Speed"
      />
      <span className={styles.time}>{time}</span>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  all: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5), flexShrink: 0 }),
  time: css({
    marginLeft: theme.spacing(1),
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
