import { columnX, curveY, unitY, type Viewport } from './geometry';
import type { Focus, Scene } from './scene';

const nodeReach = 9;
const edgeReach = 4;

/** The node or edge at a point of the picture; of several the nearest, and a node before an edge. */
export function focusAt(x: number, y: number, scene: Scene, view: Viewport): Focus | undefined {
  const node = nodeAt(x, y, scene, view);
  return node === undefined ? edgeAt(x, y, scene, view) : { kind: 'node', id: node };
}

function nodeAt(x: number, y: number, { layout, fitted }: Scene, view: Viewport): number | undefined {
  let nearest: number | undefined;
  let least = 3;
  for (const [id, { column, top, height }] of layout.nodes.entries()) {
    if (Math.abs(columnX(fitted, view, column) - x) > nodeReach) {
      continue;
    }
    const away = Math.max(unitY(fitted, view, top) - y, y - unitY(fitted, view, top + height));
    if (away <= least) {
      [nearest, least] = [id, away];
    }
  }
  return nearest;
}

function edgeAt(x: number, y: number, { layout, fitted, strands }: Scene, view: Viewport): Focus | undefined {
  let nearest: number | undefined;
  let least = edgeReach;
  const xs = Array.from({ length: layout.columnCount }, (_, column) => columnX(fitted, view, column));
  for (const [id, { columns, middles }] of layout.edges.entries()) {
    for (let at = 1; at < columns.length; at++) {
      const [x0, x1] = [xs[columns[at - 1]!]!, xs[columns[at]!]!];
      if (x < Math.min(x0, x1) || x > Math.max(x0, x1)) {
        continue;
      }
      const [y0, y1] = [unitY(fitted, view, middles[at - 1]!), unitY(fitted, view, middles[at]!)];
      const half = (strands.widths[id]! * fitted.unit * view.zoom) / 2;
      const away = Math.abs(curveY(x, [x0, y0], [x1, y1]) - y) - half;
      if (away < least) {
        [nearest, least] = [id, away];
      }
    }
  }
  return nearest === undefined ? undefined : { kind: 'edge', id: nearest };
}
