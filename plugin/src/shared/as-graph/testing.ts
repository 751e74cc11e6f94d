import { parseAsPath } from '../as-path';
import { fit } from './geometry';
import { buildGraph } from './graph';
import { layoutGraph } from './layout/layout';
import type { PathModel, PeerPath } from './paths';
import type { Scene } from './scene';
import { type ColorBy, divideEdges, type Weight } from './strands';

/** Paths for tests; what is not said of one is unremarkable. */
export function modelOf(paths: Array<Partial<PeerPath> & { text: string }>, isCompared = false): PathModel {
  const whole = paths.map((path, row): PeerPath => {
    const hops = parseAsPath(path.text)!;
    const rest = {
      peer: '',
      label: 'none',
      change: 'same' as const,
      prefixes: 1,
      examples: [],
      cell: { frame: 0, row },
    };
    return { ...rest, hops, ...path };
  });
  const labels = [...new Set(whole.map(({ label }) => label))].sort();
  return { paths: whole, totalPaths: whole.length, names: new Map(), isCompared, labels, unreadable: 0 };
}

export const testSize = { width: 800, height: 400 };

export function sceneOf(model: PathModel, weight: Weight = 'prefixes', colorBy: ColorBy = 'label'): Scene {
  const graph = buildGraph(model, () => true);
  const strands = divideEdges(graph, model, weight, colorBy);
  const edges = graph.edges.map(({ source, target }, id) => ({ source, target, width: strands.widths[id]! }));
  const layout = layoutGraph(graph.nodes.length, edges);
  const margins = { left: 50, right: 50, top: 20, bottom: 20 };
  return { model, graph, strands, layout, colorBy, fitted: fit(layout, testSize, margins) };
}
