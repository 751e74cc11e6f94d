import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Portal, useStyles2, useTheme2, VizTooltipContainer } from '@grafana/ui';
import React, { type KeyboardEvent, useCallback, useMemo, useState } from 'react';
import { type Action, DetailsView } from '../../shared/as-graph/DetailsView';
import { formatPrefix, maskPrefix, type Prefix } from '../../shared/prefix';
import { useDrag } from '../../shared/as-graph/use-drag';
import { useDrawing } from '../../shared/use-drawing';
import { describe } from './describe';
import { blockAt, drawSpace, facesOf, geometryFor, groupPixels, narrowestPixels, rowsFor } from './draw';
import type { SpaceModel } from './fields';
import { blockAfterKey } from './keyboard';
import { type Block, layoutSpace, measure, type Scale } from './layout';
import { placeOf, prefixAt, type PrefixTree, spanOf } from './tree';

export interface SpaceViewProps {
  model: SpaceModel;
  tree: PrefixTree;
  root: Prefix;
  scale: Scale;
  colors: ReadonlyMap<string, string>;
  litKey: string | undefined;
  size: { width: number; height: number };
  /** The prefix that is chosen, as its place in the tree. */
  chosen: number | undefined;
  onChoose: (at: number | undefined) => void;
  onZoom: (root: Prefix) => void;
  onZoomOut: () => void;
  actionsOf: (at: number) => readonly Action[];
}

const moves = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End'];
const help =
  'Arrow keys go from prefix to prefix, down to what it contains and up to what contains it. ' +
  'Space shows its routes, Enter or plus zooms in, minus zooms out, Escape lets go.';

/** The nested prefixes on a canvas: a click keeps one and offers where to go from there, a double click zooms into it. */
export function SpaceView(props: SpaceViewProps) {
  const { model, tree, root, scale, colors, litKey, size, chosen, onChoose, onZoom, onZoomOut } = props;
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const [hovered, setHovered] = useState<{ at: number; x: number; y: number }>();
  const [cursor, setCursor] = useState<number>();
  const rooms = useMemo(() => measure(tree, scale, overlapping(model, tree)), [tree, scale, model]);
  const layout = useMemo(
    () =>
      layoutSpace(tree, rooms, {
        root,
        scale,
        narrowest: narrowestPixels / Math.max(1, size.width),
        groupWidth: groupPixels / Math.max(1, size.width),
        maxDepth: rowsFor(size.height),
      }),
    [tree, rooms, root, scale, size.width, size.height]
  );
  const faces = useMemo(() => facesOf(layout, model, tree), [layout, model, tree]);
  const geometry = useMemo(() => geometryFor(size, layout.depthCount), [size, layout]);
  const [first] = layout.blocks;
  const isRootThere = first?.depth === 0;
  const chosenBlock = layout.blocks.findIndex((block) => block.kind === 'prefix' && block.at === chosen);
  const marked = useMemo(
    () => [chosenBlock, cursor ?? -1, hovered?.at ?? -1].filter((id) => id >= 0),
    [chosenBlock, cursor, hovered?.at]
  );
  const draw = useCallback(
    (context: CanvasRenderingContext2D) =>
      drawSpace(context, { layout, faces, geometry, colors, litKey, marked, isRootThere }, theme),
    [layout, faces, geometry, colors, litKey, marked, isRootThere, theme]
  );
  const canvas = useDrawing(size, draw);

  const open = (block: Block | undefined) => {
    const next = block && rootOf(block, tree);
    if (next && formatPrefix(next) !== formatPrefix(maskPrefix(root))) {
      setCursor(undefined);
      setHovered(undefined);
      onZoom(next);
    }
  };
  const choose = (block: Block | undefined) => {
    if (block?.kind === 'group') {
      open(block);
    } else {
      onChoose(block?.kind === 'prefix' && block.at !== chosen ? block.at : undefined);
    }
  };
  const drag = useDrag({
    onDrag: () => undefined,
    onHover: (x, y, event) => {
      const at = blockAt(x, y, layout, geometry);
      setHovered(at === undefined ? undefined : { at, x: event.clientX, y: event.clientY });
    },
    onClick: (x, y) => choose(layout.blocks[blockAt(x, y, layout, geometry) ?? -1]),
    onLeave: () => setHovered(undefined),
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const atCursor = cursor === undefined ? undefined : layout.blocks[cursor];
    if (moves.includes(event.key)) {
      setHovered(undefined);
      setCursor(blockAfterKey(event.key, cursor, layout.blocks));
    } else if (event.key === ' ') {
      choose(atCursor);
    } else if (event.key === 'Enter' || event.key === '+') {
      open(atCursor);
    } else if (event.key === '-') {
      setCursor(undefined);
      onZoomOut();
    } else if (event.key === 'Escape') {
      onChoose(undefined);
      setCursor(undefined);
    } else {
      return;
    }
    event.preventDefault();
  };

  const detailsAt = (id: number | undefined) => {
    const block = id === undefined ? undefined : layout.blocks[id];
    return block && describe(block, root, model, tree);
  };
  const spoken = detailsAt(cursor);
  const tip = hovered && hovered.at !== chosenBlock ? detailsAt(hovered.at) : undefined;
  const card = chosen === undefined ? undefined : describe(blockOf(chosen), root, model, tree);
  const isAtRight = chosenBlock >= 0 && layout.blocks[chosenBlock]!.left > 0.5;
  return (
    <div className={styles.all} style={size}>
      <div
        role="application"
        aria-label={`Prefix space of ${formatPrefix(root)}: ${layout.blocks.length} parts. ${help}`}
        tabIndex={0}
        className={styles.stage}
        onKeyDown={onKeyDown}
        onDoubleClick={() => open(hovered && layout.blocks[hovered.at])}
        {...drag}
      >
        <canvas ref={canvas} style={{ ...size, cursor: hovered ? 'pointer' : 'default' }} />
      </div>
      <div aria-live="polite" className={styles.spoken}>
        {spoken &&
          [spoken.title, ...spoken.lines, ...spoken.paths.map(({ text, note }) => `${text}, ${note}`)].join('. ')}
      </div>
      {card && chosen !== undefined && (
        <div
          className={styles.card}
          style={isAtRight ? { left: 8 } : { right: 8 }}
          role="dialog"
          aria-label={card.title}
        >
          <DetailsView
            details={card}
            actions={[{ title: 'Zoom in', run: () => open(blockOf(chosen)) }, ...props.actionsOf(chosen)]}
            onClose={() => onChoose(undefined)}
          />
        </div>
      )}
      {hovered && tip && (
        <Portal>
          <VizTooltipContainer position={hovered} offset={{ x: 12, y: 12 }}>
            <DetailsView details={tip} />
          </VizTooltipContainer>
        </Portal>
      )}
    </div>
  );
}

/** Where the overlapping prefixes stand in the tree. */
function overlapping({ overlaps }: SpaceModel, tree: PrefixTree): ReadonlySet<number> {
  const places = overlaps.map(({ prefix }) => placeOf(tree, prefix));
  return new Set(places.filter((at) => at !== undefined));
}

function blockOf(at: number): Block {
  return { kind: 'prefix', at, left: 0, width: 1, depth: 0 };
}

/** What a part shows when it is zoomed into; free space has nothing to show. */
function rootOf(block: Block, tree: PrefixTree): Prefix | undefined {
  switch (block.kind) {
    case 'prefix':
      return prefixAt(tree, block.at);
    case 'group':
      return spanOf(tree, block.from, block.to);
    case 'free':
      return undefined;
  }
}

const getStyles = (theme: GrafanaTheme2) => ({
  all: css({ position: 'relative', overflow: 'hidden' }),
  stage: css({ '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -2 } }),
  spoken: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
  card: css({
    position: 'absolute',
    bottom: theme.spacing(1),
    width: 340,
    maxWidth: '90%',
    maxHeight: '80%',
    overflow: 'auto',
    padding: theme.spacing(1),
    background: theme.colors.background.elevated,
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.default,
    boxShadow: theme.shadows.z2,
  }),
});
