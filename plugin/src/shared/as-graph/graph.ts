import { formatHop, type Hop, hopName } from '../as-path';
import type { PathModel, PeerPath } from './paths';

export type NodeKind = 'peer' | 'as' | 'set' | 'own';

/** A peer, or an AS at its place in the paths. An AS that comes back in one path is a node of its own there: such a path loops. */
export interface GraphNode {
  kind: NodeKind;
  /** What is written: the peer, the ASN, `{65010,65011}`; `own AS` for an empty path. */
  text: string;
  /** The name in the inventory; empty where it has none. */
  name: string;
  /** What it stands for: one ASN, those of a set, none of a peer. */
  asns: readonly number[];
  /** Paths through it, as indices of `PathModel.paths`. */
  paths: number[];
  /** Paths that end here. */
  originOf: number[];
  /** Why it should not be there; empty for what is expected. */
  mark: '' | 'unexpected' | 'loop';
}

/** From one hop to the next towards the origin. */
export interface GraphEdge {
  source: number;
  target: number;
  paths: number[];
  /** How often in a row the target stands in these paths: [3, 3] is a path prepended to three times. */
  times: readonly [least: number, most: number];
}

export interface AsGraph {
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
  /** The edges of each path, from the peer to the origin. */
  edgesOf: ReadonlyArray<readonly number[]>;
}

/** Joins the paths to one graph: what two paths go through is one node, and what both step over is one edge. */
export function buildGraph(model: PathModel, isExpected: (asn: number) => boolean): AsGraph {
  const nodes: GraphNode[] = [];
  const nodeByKey = new Map<string, number>();
  const edges: Array<GraphEdge & { times: [number, number] }> = [];
  const edgeByKey = new Map<string, number>();

  const nodeOf = (key: string, make: () => Omit<GraphNode, 'paths' | 'originOf'>): number => {
    let id = nodeByKey.get(key);
    if (id === undefined) {
      id = nodes.length;
      nodeByKey.set(key, id);
      nodes.push({ ...make(), paths: [], originOf: [] });
    }
    return id;
  };
  const edgesOf = model.paths.map((path, index) => {
    const steps = stepsOf(path);
    const along = steps.map((step) => nodeOf(step.key, () => describe(path, step, model.names, isExpected)));
    along.forEach((id) => nodes[id]!.paths.push(index));
    nodes[along.at(-1)!]!.originOf.push(index);
    return along.slice(1).map((target, at) => {
      const source = along[at]!;
      const step = steps[at + 1]!;
      const times = step.kind === 'hop' && step.hop.kind === 'as' ? step.hop.times : 1;
      const key = `${source} ${target}`;
      let id = edgeByKey.get(key);
      if (id === undefined) {
        id = edges.length;
        edgeByKey.set(key, id);
        edges.push({ source, target, paths: [], times: [times, times] });
      }
      const edge = edges[id]!;
      edge.paths.push(index);
      edge.times = [Math.min(edge.times[0], times), Math.max(edge.times[1], times)];
      return id;
    });
  });
  return { nodes, edges, edgesOf };
}

type Step = { kind: 'peer' | 'own'; key: string } | { kind: 'hop'; key: string; hop: Hop; visit: number };

/** What a path goes through; `visit` counts how often it has come to the same place. */
function stepsOf({ peer, hops }: PeerPath): Step[] {
  const visits = new Map<string, number>();
  const steps: Step[] = peer === '' ? [] : [{ kind: 'peer', key: `peer ${peer}` }];
  for (const hop of hops) {
    const name = hopName(hop);
    const visit = (visits.get(name) ?? 0) + 1;
    visits.set(name, visit);
    steps.push({ kind: 'hop', key: `${name} ${visit}`, hop, visit });
  }
  return hops.length > 0 ? steps : [...steps, { kind: 'own', key: 'own' }];
}

function describe(
  path: PeerPath,
  step: Step,
  names: ReadonlyMap<number, string>,
  isExpected: (asn: number) => boolean
) {
  if (step.kind !== 'hop') {
    const text = step.kind === 'peer' ? path.peer : 'own AS';
    return { kind: step.kind, text, name: '', asns: [], mark: '' as const };
  }
  const { hop, visit } = step;
  const asns = hop.kind === 'as' ? [hop.asn] : hop.asns;
  const mark = !asns.every(isExpected) ? ('unexpected' as const) : visit > 1 ? ('loop' as const) : ('' as const);
  const name = asns.flatMap((asn) => names.get(asn) ?? []).join(', ');
  return { kind: hop.kind, text: hopName(hop), name, asns, mark };
}

/** The times of an edge as people read them: `×3`, `×1–3`; nothing where nobody prepends. */
export function timesText({ times: [least, most] }: GraphEdge): string {
  return most === 1 ? '' : least === most ? `×${most}` : `×${least}–${most}`;
}

/** A path in words, with the names of its ASNs. */
export function pathText(path: PeerPath, names: ReadonlyMap<number, string>): string {
  const hops = path.hops.map((hop) => {
    const name = hop.kind === 'as' ? names.get(hop.asn) : undefined;
    return name === undefined ? formatHop(hop) : `${formatHop(hop)} ${name}`;
  });
  return [path.peer, ...hops].filter((part) => part !== '').join(' → ');
}
