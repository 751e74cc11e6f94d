import type { Fit } from './geometry';
import type { AsGraph } from './graph';
import type { Layout } from './layout/layout';
import type { PathModel } from './paths';
import { keyOf, type ColorBy, type Strands } from './strands';

/** All that a picture of the graph is drawn from. */
export interface Scene {
  model: PathModel;
  graph: AsGraph;
  layout: Layout;
  strands: Strands;
  fitted: Fit;
  colorBy: ColorBy;
}

/** What somebody points at or has chosen: all paths through it light up. */
export type Focus = { kind: 'node' | 'edge' | 'path'; id: number } | { kind: 'group'; key: string };

export function isSame(a: Focus | undefined, b: Focus | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.kind === b.kind && idOf(a) === idOf(b));
}

function idOf(focus: Focus): number | string {
  return focus.kind === 'group' ? focus.key : focus.id;
}

/** The whole paths that go through it. */
export function pathsThrough(
  focus: Focus,
  { graph, model, colorBy }: Pick<Scene, 'graph' | 'model' | 'colorBy'>
): number[] {
  switch (focus.kind) {
    case 'node':
      return graph.nodes[focus.id]?.paths ?? [];
    case 'edge':
      return graph.edges[focus.id]?.paths ?? [];
    case 'path':
      return [focus.id];
    case 'group':
      return model.paths.flatMap((_, path) => (keyOf(path, model, colorBy) === focus.key ? [path] : []));
  }
}

/** What lies on some paths. */
export interface Lit {
  paths: ReadonlySet<number>;
  nodes: ReadonlySet<number>;
  edges: ReadonlySet<number>;
}

export function lightUp(paths: readonly number[], graph: AsGraph): Lit {
  const edges = new Set(paths.flatMap((path) => graph.edgesOf[path] ?? []));
  const lit = new Set(paths);
  const nodes = new Set<number>();
  graph.nodes.forEach((node, id) => node.paths.some((path) => lit.has(path)) && nodes.add(id));
  return { paths: lit, nodes, edges };
}
