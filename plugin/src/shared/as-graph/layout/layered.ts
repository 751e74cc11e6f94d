/** Layers of a graph: each node in a column, each edge a chain of neighbouring columns. */

export interface LayoutEdge {
  source: number;
  target: number;
  /** Thickness at both ends, in the units of the layout. */
  width: number;
}

/** A node, or the place where a long edge passes through a column. Vertices below `nodeCount` are the nodes. */
export interface Layered {
  nodeCount: number;
  /** Column of each vertex, from 0. */
  columnOf: number[];
  columnCount: number;
  /** The vertices of each edge from the left to the right; an edge that runs back to the left is turned round. */
  chains: number[][];
  isReversed: boolean[];
  /** Neighbours in the next column and in the one before, with the edge that leads there. */
  right: Neighbor[][];
  left: Neighbor[][];
}

export interface Neighbor {
  vertex: number;
  edge: number;
}

/** Puts each node as far left as its paths allow, and those where all paths end into the last column. */
export function layer(nodeCount: number, edges: readonly LayoutEdge[]): Layered {
  const isReversed = backEdges(nodeCount, edges);
  const ends = edges.map(({ source, target }, id): readonly [number, number] =>
    isReversed[id] ? [target, source] : [source, target]
  );
  const columnOf = longestFromLeft(nodeCount, ends);
  const columnCount = nodeCount === 0 ? 0 : Math.max(...columnOf.map((column) => column + 1));
  const leaves = new Set(Array.from({ length: nodeCount }, (_, id) => id));
  ends.forEach(([from]) => leaves.delete(from));
  const entered = new Set(ends.map(([, to]) => to));
  leaves.forEach((id) => entered.has(id) && (columnOf[id] = columnCount - 1));

  const layered: Layered = { nodeCount, columnOf, columnCount, chains: [], isReversed, right: [], left: [] };
  for (const [from, to] of ends) {
    const chain = [from];
    for (let column = columnOf[from]! + 1; column < columnOf[to]!; column++) {
      chain.push(columnOf.push(column) - 1);
    }
    layered.chains.push([...chain, to]);
  }
  link(layered);
  return layered;
}

function link({ columnOf, chains, right, left }: Layered): void {
  columnOf.forEach(() => {
    right.push([]);
    left.push([]);
  });
  for (const [edge, chain] of chains.entries()) {
    for (let at = 1; at < chain.length; at++) {
      const [from, to] = [chain[at - 1]!, chain[at]!];
      right[from]!.push({ vertex: to, edge });
      left[to]!.push({ vertex: from, edge });
    }
  }
}

/** Edges that close a cycle, found depth first in the order of the nodes: without them the graph has none. */
function backEdges(nodeCount: number, edges: readonly LayoutEdge[]): boolean[] {
  const out = Array.from({ length: nodeCount }, () => [] as number[]);
  edges.forEach(({ source }, id) => out[source]!.push(id));
  const isBack = edges.map(() => false);
  const state = new Uint8Array(nodeCount);
  const [open, done] = [1, 2];
  for (let root = 0; root < nodeCount; root++) {
    const stack = state[root] === 0 ? [{ node: root, next: 0 }] : [];
    state[root] ||= open;
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const id = out[top.node]![top.next++];
      if (id === undefined) {
        state[top.node] = done;
        stack.pop();
      } else if (state[edges[id]!.target] === open) {
        isBack[id] = true;
      } else if (state[edges[id]!.target] === 0) {
        state[edges[id]!.target] = open;
        stack.push({ node: edges[id]!.target, next: 0 });
      }
    }
  }
  return isBack;
}

/** The length of the longest way to each node, in a graph without cycles. */
function longestFromLeft(nodeCount: number, ends: ReadonlyArray<readonly [number, number]>): number[] {
  const column = new Array<number>(nodeCount).fill(0);
  const waiting = new Array<number>(nodeCount).fill(0);
  const out = Array.from({ length: nodeCount }, () => [] as number[]);
  for (const [from, to] of ends) {
    out[from]!.push(to);
    waiting[to]!++;
  }
  const ready = column.flatMap((_, id) => (waiting[id] === 0 ? [id] : []));
  for (const from of ready) {
    for (const to of out[from]!) {
      column[to] = Math.max(column[to]!, column[from]! + 1);
      waiting[to]!--;
      if (waiting[to] === 0) {
        ready.push(to);
      }
    }
  }
  return column;
}
