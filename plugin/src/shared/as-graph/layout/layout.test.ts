import fc from 'fast-check';
import { layer, type LayoutEdge } from './layered';
import { layoutGraph } from './layout';
import { crossings, firstOrder, reduceCrossings } from './order';

interface Graph {
  nodeCount: number;
  edges: LayoutEdge[];
}

/** Graphs with cycles, islands and edges of any width; no edge leads to its own node, and none is there twice. */
const graphs: fc.Arbitrary<Graph> = fc.integer({ min: 1, max: 40 }).chain((nodeCount) => {
  const node = fc.nat(nodeCount - 1);
  const edge = fc.record({ source: node, target: node, width: fc.integer({ min: 1, max: 12 }) });
  return fc
    .uniqueArray(edge, { maxLength: 90, selector: ({ source, target }) => `${source} ${target}` })
    .map((edges) => ({ nodeCount, edges: edges.filter(({ source, target }) => source !== target) }));
});

function finish<T>(steps: Generator<undefined, T>): T {
  let step = steps.next();
  while (!step.done) {
    step = steps.next();
  }
  return step.value;
}

it('lets no node lie on another of its column', () => {
  fc.assert(
    fc.property(graphs, ({ nodeCount, edges }) => {
      const { nodes, height } = layoutGraph(nodeCount, edges);
      const reaches = nodes.map((node) => ({ ...node, bottom: node.top + node.height }));
      const outside = reaches.filter(({ top, bottom }) => top < -1e-6 || bottom > height + 1e-6);
      const overlapping = reaches.filter((a, at) =>
        reaches.some(
          (b, other) => other > at && a.column === b.column && a.top < b.bottom - 1e-6 && b.top < a.bottom - 1e-6
        )
      );
      expect([...outside, ...overlapping]).toEqual([]);
    })
  );
});

it('leads each edge from its source through each column to its target', () => {
  fc.assert(
    fc.property(graphs, ({ nodeCount, edges }) => {
      const layout = layoutGraph(nodeCount, edges);
      for (const [id, { columns, middles }] of layout.edges.entries()) {
        const [source, target] = [layout.nodes[edges[id]!.source]!, layout.nodes[edges[id]!.target]!];
        expect([columns[0], columns.at(-1)]).toEqual([source.column, target.column]);
        expect(middles).toHaveLength(columns.length);
        const steps = columns.slice(1).map((column, at) => column - columns[at]!);
        expect(new Set(steps.map(Math.abs))).toEqual(new Set([1]));
        expect(new Set(steps).size).toBe(1);
        expect(middles[0]).toBeGreaterThanOrEqual(source.top - 1e-6);
        expect(middles[0]).toBeLessThanOrEqual(source.top + source.height + 1e-6);
      }
    })
  );
});

it('runs from the left to the right where no path comes back', () => {
  fc.assert(
    fc.property(graphs, ({ nodeCount, edges }) => {
      const forward = edges.filter(({ source, target }) => source < target);
      const { nodes, columnCount } = layoutGraph(nodeCount, forward);
      forward.forEach(({ source, target }) => expect(nodes[source]!.column).toBeLessThan(nodes[target]!.column));
      const sources = new Set(forward.map(({ source }) => source));
      const ends = forward.map(({ target }) => target).filter((id) => !sources.has(id));
      ends.forEach((id) => expect(nodes[id]!.column).toBe(columnCount - 1));
    })
  );
});

it('gives the same graph the same layout', () => {
  fc.assert(
    fc.property(graphs, ({ nodeCount, edges }) => {
      expect(
        layoutGraph(
          nodeCount,
          edges.map((edge) => ({ ...edge }))
        )
      ).toEqual(layoutGraph(nodeCount, edges));
    })
  );
});

it('never adds crossings, and counts them as one does by hand', () => {
  fc.assert(
    fc.property(graphs, ({ nodeCount, edges }) => {
      const layered = layer(nodeCount, edges);
      const before = firstOrder(layered);
      const after = finish(reduceCrossings(layered, before));
      expect(crossings(layered, before)).toBe(countedByHand(layered, before));
      expect(crossings(layered, after)).toBeLessThanOrEqual(crossings(layered, before));
      expect(after.map((column) => [...column].sort())).toEqual(before.map((column) => [...column].sort()));
    })
  );
});

function countedByHand(layered: ReturnType<typeof layer>, columns: number[][]): number {
  const placeOf = (vertex: number) => columns[layered.columnOf[vertex]!]!.indexOf(vertex);
  const pieces = layered.right.flatMap((side, from) => side.map(({ vertex: to }) => ({ from, to })));
  let count = 0;
  for (const [at, a] of pieces.entries()) {
    for (const b of pieces.slice(at + 1)) {
      const isBeside = layered.columnOf[a.from] === layered.columnOf[b.from];
      const product = (placeOf(a.from) - placeOf(b.from)) * (placeOf(a.to) - placeOf(b.to));
      count += isBeside && product < 0 ? 1 : 0;
    }
  }
  return count;
}

it('untangles what can be untangled', () => {
  const edges = [0, 1, 2, 3].map((at) => ({ source: at, target: 7 - at, width: 1 }));
  const layered = layer(8, edges);
  const tangled = [
    [0, 1, 2, 3],
    [4, 5, 6, 7],
  ];
  expect(crossings(layered, tangled)).toBe(6);
  expect(crossings(layered, finish(reduceCrossings(layered, tangled)))).toBe(0);
});

it('has room for nothing', () => {
  expect(layoutGraph(0, [])).toEqual({ nodes: [], edges: [], columnCount: 0, height: 0 });
});
