import { finish } from '../../steps';
import { layer, type LayoutEdge, type Layered } from './layered';
import { firstOrder, reduceCrossings } from './order';
import { place, type Places } from './place';

export type { LayoutEdge } from './layered';

export interface PlacedNode {
  column: number;
  top: number;
  height: number;
}

/** The line of an edge through the columns: its middle at each, from the source to the target. */
export interface PlacedEdge {
  columns: number[];
  middles: number[];
}

/** Columns from the left, units downwards; a picture chooses how large either is. */
export interface Layout {
  nodes: PlacedNode[];
  edges: PlacedEdge[];
  columnCount: number;
  height: number;
}

/**
 * Lays a graph out from the left to the right with few crossings: sources at the left, where paths end at the right. Pure, and the
 * same for the same graph. It pauses often, so that 5,000 paths can be laid out between the frames of a page.
 */
export function* layoutSteps(nodeCount: number, edges: readonly LayoutEdge[]): Generator<undefined, Layout> {
  const layered = layer(nodeCount, edges);
  yield;
  const columns = yield* reduceCrossings(layered, firstOrder(layered));
  const places = yield* place(layered, columns, edges);
  const nodes = Array.from({ length: nodeCount }, (_, id) => ({
    column: layered.columnOf[id]!,
    top: places.top[id]!,
    height: places.height[id]!,
  }));
  return { nodes, edges: route(layered, edges, places), columnCount: layered.columnCount, height: places.total };
}

/** The whole layout at once. */
export function layoutGraph(nodeCount: number, edges: readonly LayoutEdge[]): Layout {
  return finish(layoutSteps(nodeCount, edges));
}

/** Edges leave and enter a node one below the other, in the order of where they come from and go to. */
function route(layered: Layered, edges: readonly LayoutEdge[], { top, height }: Places): PlacedEdge[] {
  const { chains, columnOf, isReversed } = layered;
  const middleOf = (vertex: number) => top[vertex]! + height[vertex]! / 2;
  const ports = chains.map((chain) => ({ from: middleOf(chain[0]!), to: middleOf(chain.at(-1)!) }));
  for (let vertex = 0; vertex < layered.nodeCount; vertex++) {
    for (const [side, end] of [
      [layered.right[vertex]!, 'from'],
      [layered.left[vertex]!, 'to'],
    ] as const) {
      const sorted = [...side].sort((a, b) => middleOf(a.vertex) - middleOf(b.vertex) || a.edge - b.edge);
      const whole = sorted.reduce((sum, { edge }) => sum + edges[edge]!.width, 0);
      let y = middleOf(vertex) - whole / 2;
      for (const { edge } of sorted) {
        const { width } = edges[edge]!;
        ports[edge]![end] = y + width / 2;
        y += width;
      }
    }
  }
  return chains.map((chain, edge) => {
    const { from, to } = ports[edge]!;
    const columns = chain.map((vertex) => columnOf[vertex]!);
    const middles = [from, ...chain.slice(1, -1).map(middleOf), to];
    return isReversed[edge] ? { columns: columns.reverse(), middles: middles.reverse() } : { columns, middles };
  });
}
