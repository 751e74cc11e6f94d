import type { AsGraph } from './graph';
import type { PathModel } from './paths';

/** What makes an edge wide. */
export type Weight = 'prefixes' | 'peers' | 'paths';

/** What tells the strands of an edge apart by colour. */
export type ColorBy = 'label' | 'change' | 'peer';

/** The part of an edge that has one colour. */
export interface Strand {
  edge: number;
  /** The label, change or peer. */
  key: string;
  paths: readonly number[];
  /** Its middle, from the middle of the edge downwards; units of the layout. */
  offset: number;
  width: number;
}

export interface Strands {
  /** What each edge weighs, as a number for people. */
  weights: readonly number[];
  /** How wide each edge is, in units of the layout. */
  widths: readonly number[];
  strands: readonly Strand[];
}

const [thinnest, widest] = [2, 26];

/** Divides each edge into strands, side by side. The area of an edge tells its weight, so that small ones can be seen beside large ones. */
export function divideEdges(graph: AsGraph, model: PathModel, weight: Weight, colorBy: ColorBy): Strands {
  const weights = graph.edges.map(({ paths }) => weigh(paths, model, weight));
  const most = Math.max(1, ...weights);
  const widths = weights.map((each) => thinnest + (widest - thinnest) * Math.sqrt(each / most));
  const strands = graph.edges.flatMap(({ paths }, edge) => {
    const groups = groupBy(paths, (path) => keyOf(path, model, colorBy));
    const parts = groups.map(([, of]) => weigh(of, model, weight));
    const whole = parts.reduce((sum, part) => sum + part, 0);
    let offset = -widths[edge]! / 2;
    return groups.map(([key, of], at): Strand => {
      const width = (widths[edge]! * parts[at]!) / whole;
      offset += width;
      return { edge, key, paths: of, offset: offset - width / 2, width };
    });
  });
  return { weights, widths, strands };
}

/** How much goes through some paths. */
export function weigh(paths: readonly number[], model: PathModel, weight: Weight): number {
  switch (weight) {
    case 'paths':
      return paths.length;
    case 'peers':
      return new Set(paths.map((path) => model.paths[path]!.peer)).size;
    case 'prefixes':
      return paths.reduce((sum, path) => sum + model.paths[path]!.prefixes, 0);
  }
}

export function keyOf(path: number, model: PathModel, colorBy: ColorBy): string {
  return model.paths[path]![colorBy];
}

/** Groups in the order of their keys. */
function groupBy(paths: readonly number[], key: (path: number) => string): Array<[string, number[]]> {
  const groups = new Map<string, number[]>();
  for (const path of paths) {
    const group = groups.get(key(path));
    if (group) {
      group.push(path);
    } else {
      groups.set(key(path), [path]);
    }
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}
