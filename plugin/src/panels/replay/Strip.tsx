import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import React, { type KeyboardEvent, useCallback, useMemo } from 'react';
import { useDrag } from '../../shared/as-graph/use-drag';
import { useDrawing } from '../../shared/use-drawing';
import type { EventKind, RouteEvent } from './fields';
import type { Command } from './player';
import { kinds, marksOf, snapTo } from './strip';
import { kindWords } from './table';

export const stripHeight = 80;
const [left, right, rowHeight, slotWidth] = [96, 8, 18, 3];
/** A click so near to a mark, in pixels, goes to it. */
const snapReach = 5;

const colorNames: Readonly<Record<EventKind, string>> = {
  session: 'purple',
  announce: 'green',
  'path-change': 'blue',
  withdraw: 'orange',
};

interface StripProps {
  events: readonly RouteEvent[];
  fromMs: number;
  toMs: number;
  timeMs: number;
  isPlaying: boolean;
  width: number;
  /** The moment in words. */
  said: string;
  onCommand: (command: Command) => void;
}

/** The events over the time range, a row for each kind, with the play head, which is a slider. */
export function Strip({ events, fromMs, toMs, timeMs, isPlaying, width, said, onCommand }: StripProps) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const inner = Math.max(1, width - left - right);
  const slots = Math.max(1, Math.floor(inner / slotWidth));
  const marks = useMemo(() => marksOf(events, fromMs, toMs, slots), [events, fromMs, toMs, slots]);
  const size = useMemo(() => ({ width, height: stripHeight }), [width]);
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      context.textBaseline = 'middle';
      context.font = `11px ${theme.typography.fontFamily}`;
      const most = Math.max(1, ...marks.map(({ count }) => count));
      kinds.forEach((kind, row) => {
        const middle = 4 + row * rowHeight + rowHeight / 2;
        context.fillStyle = theme.visualization.getColorByName(colorNames[kind]);
        context.fillRect(8, middle - 4, 4, 8);
        context.fillStyle = theme.colors.text.secondary;
        context.fillText(kindWords[kind], 18, middle);
        context.fillStyle = theme.colors.border.weak;
        context.fillRect(left, 4 + (row + 1) * rowHeight - 1, inner, 1);
      });
      for (const { slot, kind, count } of marks) {
        const height = 5 + (rowHeight - 8) * Math.sqrt(count / most);
        context.fillStyle = theme.visualization.getColorByName(colorNames[kind]);
        context.fillRect(
          left + (inner * slot) / slots,
          4 + (kinds.indexOf(kind) + 1) * rowHeight - 1 - height,
          slotWidth - 0.5,
          height
        );
      }
      const head = left + (inner * (timeMs - fromMs)) / Math.max(1, toMs - fromMs);
      context.fillStyle = theme.colors.text.maxContrast;
      context.fillRect(head - 0.75, 0, 1.5, stripHeight);
      context.beginPath();
      context.moveTo(head - 5, 0);
      context.lineTo(head + 5, 0);
      context.lineTo(head, 6);
      context.fill();
    },
    [theme, marks, inner, slots, timeMs, fromMs, toMs]
  );
  const canvas = useDrawing(size, draw);
  const timeAt = (x: number) => fromMs + ((x - left) / inner) * (toMs - fromMs);
  const seek = (time: number) => onCommand({ kind: 'seek', timeMs: time });
  const drag = useDrag({
    onDrag: (x) => seek(timeMs + (x / inner) * (toMs - fromMs)),
    onHover: () => undefined,
    onClick: (x) => seek(snapTo(events, timeAt(x), (snapReach / inner) * (toMs - fromMs))),
    onLeave: () => undefined,
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const commands: Record<string, Command> = {
      ArrowRight: { kind: 'step', direction: 1 },
      ArrowLeft: { kind: 'step', direction: -1 },
      Home: { kind: 'seek', timeMs: fromMs },
      End: { kind: 'seek', timeMs: toMs },
      PageUp: { kind: 'seek', timeMs: timeMs - (toMs - fromMs) / 10 },
      PageDown: { kind: 'seek', timeMs: timeMs + (toMs - fromMs) / 10 },
      ' ': { kind: isPlaying ? 'pause' : 'play' },
    };
    const command = commands[event.key];
    if (command) {
      onCommand(command);
      event.preventDefault();
    }
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Play head: arrow keys step from event to event, Space plays"
      aria-valuemin={fromMs}
      aria-valuemax={toMs}
      aria-valuenow={Math.round(timeMs)}
      aria-valuetext={said}
      className={styles.strip}
      onKeyDown={onKeyDown}
      {...drag}
    >
      <canvas ref={canvas} style={size} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  strip: css({
    height: stripHeight,
    cursor: 'ew-resize',
    touchAction: 'none',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -2 },
  }),
});
