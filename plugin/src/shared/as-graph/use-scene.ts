import { useMemo } from 'react';
import { fit, type Size } from './geometry';
import { buildGraph } from './graph';
import { marginsFor } from './labels';
import type { PathModel } from './paths';
import type { Scene } from './scene';
import { type ColorBy, divideEdges, type Weight } from './strands';
import { useLayout } from './use-layout';

export interface SceneRequest extends Size {
  model: PathModel;
  isExpected: (asn: number) => boolean;
  weight: Weight;
  colorBy: ColorBy;
}

/** The graph of a model laid out for a size; undefined while it is laid out. */
export function useScene({ model, isExpected, weight, colorBy, width, height }: SceneRequest): Scene | undefined {
  const graph = useMemo(() => buildGraph(model, isExpected), [model, isExpected]);
  const strands = useMemo(() => divideEdges(graph, model, weight, colorBy), [graph, model, weight, colorBy]);
  const edges = useMemo(
    () => graph.edges.map(({ source, target }, id) => ({ source, target, width: strands.widths[id]! })),
    [graph, strands]
  );
  const layout = useLayout(graph.nodes.length, edges);
  return useMemo(
    () =>
      layout && {
        model,
        graph,
        strands,
        layout,
        colorBy,
        fitted: fit(layout, { width, height }, marginsFor(graph, layout, width)),
      },
    [model, graph, strands, layout, colorBy, width, height]
  );
}
