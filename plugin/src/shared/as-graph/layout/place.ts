import type { LayoutEdge, Layered, Neighbor } from './layered';
import type { Columns } from './order';

/** Between two nodes, room for a line of text; edges that pass may lie closer. */
const nodeGap = 16;
const passGap = 6;
const leastHeight = 6;
const rounds = 8;

/** Top and height of each vertex, in units of the layout. */
export interface Places {
  top: Float64Array;
  height: Float64Array;
  /** Height of the whole. */
  total: number;
}

/**
 * Gives each vertex its height, the sum of its edges at the busier side, and its top: near the mean of its neighbours, never on
 * another. Pauses after each round.
 */
export function* place(layered: Layered, columns: Columns, edges: readonly LayoutEdge[]): Generator<undefined, Places> {
  const height = heightsOf(layered, edges);
  const top = new Float64Array(height.length);
  const full = columns.map((column) => stack(column, layered, height, top));
  const total = Math.max(0, ...full);
  columns.forEach((column, at) => column.forEach((vertex) => (top[vertex]! += (total - full[at]!) / 2)));
  for (let round = 0; round < rounds; round++) {
    const isRightward = round % 2 === 0;
    const neighbors = isRightward ? layered.left : layered.right;
    const share = 1 - round / (rounds * 2);
    for (const column of isRightward ? columns : [...columns].reverse()) {
      column.forEach((vertex) => pull(vertex, neighbors[vertex]!, share, edges, { top, height, total }));
      settle(column, layered, { top, height, total });
    }
    yield;
  }
  return { top, height, total };
}

function heightsOf({ columnOf, nodeCount, left, right }: Layered, edges: readonly LayoutEdge[]): Float64Array {
  const widthOf = (side: Neighbor[]) => side.reduce((sum, { edge }) => sum + edges[edge]!.width, 0);
  return Float64Array.from(columnOf, (_, vertex) => {
    const width = Math.max(widthOf(left[vertex]!), widthOf(right[vertex]!));
    return vertex < nodeCount ? Math.max(leastHeight, width) : width;
  });
}

function gapBetween(a: number, b: number, { nodeCount }: Layered): number {
  return a < nodeCount && b < nodeCount ? nodeGap : passGap;
}

/** Puts a column one below the other from 0; gives its full height. */
function stack(column: readonly number[], layered: Layered, height: Float64Array, top: Float64Array): number {
  let y = 0;
  column.forEach((vertex, at) => {
    y += at === 0 ? 0 : gapBetween(column[at - 1]!, vertex, layered);
    top[vertex] = y;
    y += height[vertex]!;
  });
  return y;
}

/** Moves a vertex by this share towards the middle of its neighbours, weighed by their edges. */
function pull(
  vertex: number,
  neighbors: readonly Neighbor[],
  share: number,
  edges: readonly LayoutEdge[],
  { top, height }: Places
): void {
  let [sum, weight] = [0, 0];
  for (const { vertex: other, edge } of neighbors) {
    sum += (top[other]! + height[other]! / 2) * edges[edge]!.width;
    weight += edges[edge]!.width;
  }
  if (weight > 0) {
    top[vertex]! += (sum / weight - height[vertex]! / 2 - top[vertex]!) * share;
  }
}

/** Moves what overlaps apart: down from the top, then up from the bottom edge. */
function settle(column: readonly number[], layered: Layered, { top, height, total }: Places): void {
  let y = 0;
  column.forEach((vertex, at) => {
    y += at === 0 ? 0 : gapBetween(column[at - 1]!, vertex, layered);
    y = top[vertex] = Math.max(top[vertex]!, y);
    y += height[vertex]!;
  });
  let floor = total;
  for (let at = column.length - 1; at >= 0; at--) {
    const vertex = column[at]!;
    const lowest = floor - height[vertex]!;
    if (top[vertex]! <= lowest) {
      return;
    }
    top[vertex] = lowest;
    floor = lowest - (at === 0 ? 0 : gapBetween(column[at - 1]!, vertex, layered));
  }
}
