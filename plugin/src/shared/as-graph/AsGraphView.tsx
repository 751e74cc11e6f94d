import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { IconButton, useStyles2, useTheme2, VizTooltipContainer, Portal } from '@grafana/ui';
import React, { type KeyboardEvent, useMemo, useState } from 'react';
import { detailsOf } from './details';
import { type Action, DetailsView } from './DetailsView';
import { columnX, panBy, reveal, type Size, unitY, wholePicture, zoomAt } from './geometry';
import { focusAt } from './hit';
import { nodeAfterKey } from './keyboard';
import { paletteOf } from './palette';
import { type Focus, isSame, lightUp, pathsThrough, type Scene } from './scene';
import { useCanvas } from './use-canvas';
import { useDrag } from './use-drag';

export interface AsGraphViewProps {
  scene: Scene;
  colors: ReadonlyMap<string, string>;
  /** What lights up while nothing is pointed at, as a key of the legend. */
  highlight?: Focus;
  actionsOf: (focus: Focus) => readonly Action[];
  wheelZooms: boolean;
}

const keyZoom = 1.5;
const moves = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End'];
const help =
  'Arrow keys go from node to node, Enter shows its paths, plus and minus zoom, 0 shows all, Escape lets go.';

/** The graph on a canvas: what is pointed at lights up its whole paths, a click keeps it and offers where to go from there. */
export function AsGraphView({ scene, colors, highlight, actionsOf, wheelZooms }: AsGraphViewProps) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const [hovered, setHovered] = useState<{ focus: Focus; x: number; y: number }>();
  const [chosen, setChosen] = useState<Focus>();
  const [cursor, setCursor] = useState<number>();
  const { size } = scene.fitted;
  const atCursor = useMemo(() => (cursor === undefined ? undefined : { kind: 'node' as const, id: cursor }), [cursor]);
  const focus = hovered?.focus ?? chosen ?? atCursor ?? highlight;
  const lit = useMemo(() => focus && lightUp(pathsThrough(focus, scene), scene.graph), [focus, scene]);
  const palette = useMemo(() => paletteOf(colors, theme), [colors, theme]);
  const emphasis = useMemo(() => ({ lit, cursor }), [lit, cursor]);
  const { canvas, view, change } = useCanvas(scene, palette, emphasis, wheelZooms);
  const drag = useDrag({
    onDrag: (x, y) => change((current) => panBy(current, x, y, size)),
    onHover: (x, y, event) => {
      const found = focusAt(x, y, scene, view.current!);
      if (found || hovered) {
        setHovered(found && { focus: found, x: event.clientX, y: event.clientY });
      }
    },
    onClick: (x, y) => {
      const found = focusAt(x, y, scene, view.current!);
      setChosen(isSame(found, chosen) ? undefined : found);
    },
    onLeave: () => setHovered(undefined),
  });
  const zoom = (factor: number) => change((current) => zoomAt(current, factor, size.width / 2, size.height / 2, size));

  const onKeyDown = (event: KeyboardEvent) => {
    if (moves.includes(event.key)) {
      const next = nodeAfterKey(event.key, cursor, scene);
      setCursor(next);
      setHovered(undefined);
      change((current) => revealNode(next, scene, current, size));
    } else if (event.key === 'Enter' || event.key === ' ') {
      setChosen(atCursor);
    } else if (event.key === 'Escape') {
      setChosen(undefined);
      setCursor(undefined);
    } else if (event.key === '+' || event.key === '=') {
      zoom(keyZoom);
    } else if (event.key === '-') {
      zoom(1 / keyZoom);
    } else if (event.key === '0') {
      change(() => wholePicture);
    } else {
      return;
    }
    event.preventDefault();
  };

  const spoken = atCursor && detailsOf(atCursor, scene);
  return (
    <div className={styles.all} style={size}>
      <div
        role="application"
        aria-label={`AS path graph: ${scene.graph.nodes.length} nodes, ${scene.model.paths.length} paths. ${help}`}
        tabIndex={0}
        className={styles.stage}
        onKeyDown={onKeyDown}
        {...drag}
      >
        <canvas ref={canvas} style={{ ...size, cursor: hovered ? 'pointer' : 'grab' }} />
      </div>
      <div aria-live="polite" className={styles.spoken}>
        {spoken && [spoken.title, ...spoken.lines].join('. ')}
      </div>
      <div className={styles.zoom}>
        <IconButton name="search-plus" aria-label="Zoom in" tooltip="Zoom in" onClick={() => zoom(keyZoom)} />
        <IconButton name="search-minus" aria-label="Zoom out" tooltip="Zoom out" onClick={() => zoom(1 / keyZoom)} />
        <IconButton
          name="capture"
          aria-label="Show all"
          tooltip="Show all"
          onClick={() => change(() => wholePicture)}
        />
      </div>
      {chosen && (
        <div
          className={cx(styles.card, isAtRight(chosen, scene) ? styles.atLeft : styles.atRight)}
          role="dialog"
          aria-label={detailsOf(chosen, scene).title}
        >
          <DetailsView
            details={detailsOf(chosen, scene)}
            actions={actionsOf(chosen)}
            onClose={() => setChosen(undefined)}
          />
        </div>
      )}
      {hovered && !isSame(hovered.focus, chosen) && (
        <Portal>
          <VizTooltipContainer position={hovered} offset={{ x: 12, y: 12 }}>
            <DetailsView details={detailsOf(hovered.focus, scene)} />
          </VizTooltipContainer>
        </Portal>
      )}
    </div>
  );
}

/** What is chosen is not hidden by what is said of it. */
function isAtRight(focus: Focus, { graph, layout }: Scene): boolean {
  const node = focus.kind === 'node' ? focus.id : focus.kind === 'edge' ? graph.edges[focus.id]!.target : 0;
  return layout.nodes[node]!.column * 2 >= layout.columnCount;
}

function revealNode(id: number | undefined, { layout, fitted }: Scene, view: Parameters<typeof reveal>[0], size: Size) {
  const node = id === undefined ? undefined : layout.nodes[id];
  if (!node) {
    return view;
  }
  return reveal(view, columnX(fitted, view, node.column), unitY(fitted, view, node.top + node.height / 2), size);
}

const getStyles = (theme: GrafanaTheme2) => ({
  all: css({ position: 'relative', overflow: 'hidden' }),
  stage: css({
    touchAction: 'none',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -2 },
  }),
  spoken: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
  zoom: css({
    position: 'absolute',
    bottom: theme.spacing(1),
    left: theme.spacing(1),
    display: 'flex',
    gap: theme.spacing(0.5),
  }),
  card: css({
    position: 'absolute',
    top: theme.spacing(2),
    width: 320,
    maxWidth: '90%',
    maxHeight: `calc(100% - ${theme.spacing(4)})`,
    overflow: 'auto',
    padding: theme.spacing(1),
    background: theme.colors.background.elevated,
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.default,
    boxShadow: theme.shadows.z2,
  }),
  atLeft: css({ left: theme.spacing(1) }),
  atRight: css({ right: theme.spacing(1) }),
});
