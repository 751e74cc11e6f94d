import { type Change, changeSigns } from '../colors';
import { shownOf } from '../shown';
import { type GraphEdge, type GraphNode, pathText } from './graph';
import { maxExamples } from './paths';
import { type Focus, pathsThrough, type Scene } from './scene';
import { weigh } from './strands';

/** What is to be said of a node, an edge or a path. */
export interface Details {
  title: string;
  lines: string[];
  paths: Array<{ text: string; note: string }>;
  /** How many paths are not listed. */
  more: number;
  examples: string[];
}

const maxPaths = 6;

const changeWords: Readonly<Record<Change, string>> = {
  gained: 'gained',
  lost: 'lost',
  flapping: 'flapping',
  same: 'unchanged',
};

/** A change as it is written: `+ gained`. */
export function changeText(change: Change): string {
  return `${changeSigns[change]} ${changeWords[change]}`.trim();
}

export function detailsOf(focus: Focus, scene: Pick<Scene, 'graph' | 'model' | 'colorBy'>): Details {
  const { graph, model } = scene;
  const through = pathsThrough(focus, scene);
  const listed = [...through].sort((a, b) => model.paths[b]!.prefixes - model.paths[a]!.prefixes || a - b);
  return {
    title: titleOf(focus, scene),
    lines: [
      countText(through, scene),
      ...(focus.kind === 'node' ? nodeLines(graph.nodes[focus.id]!, scene) : []),
      ...(focus.kind === 'edge' ? edgeLines(graph.edges[focus.id]!, scene) : []),
    ],
    paths: listed.slice(0, maxPaths).map((id) => {
      const path = model.paths[id]!;
      const change = model.isCompared ? `, ${changeText(path.change)}` : '';
      return { text: pathText(path, model.names), note: `${shownOf(path.prefixes, path.prefixes, 'prefix')}${change}` };
    }),
    more: Math.max(0, through.length - maxPaths),
    examples: [...new Set(listed.flatMap((id) => model.paths[id]!.examples))].slice(0, maxExamples),
  };
}

function titleOf(focus: Focus, { graph, model }: Pick<Scene, 'graph' | 'model'>): string {
  switch (focus.kind) {
    case 'node':
      return nodeTitle(graph.nodes[focus.id]!);
    case 'edge': {
      const { source, target } = graph.edges[focus.id]!;
      return `${nodeTitle(graph.nodes[source]!)} → ${nodeTitle(graph.nodes[target]!)}`;
    }
    case 'path':
      return pathText(model.paths[focus.id]!, model.names);
    case 'group':
      return focus.key;
  }
}

export function nodeTitle({ kind, text, name }: GraphNode): string {
  const title = kind === 'as' && !text.startsWith('(') ? `AS${text}` : text;
  return name === '' ? title : `${title} ${name}`;
}

function countText(paths: readonly number[], { model }: Pick<Scene, 'model'>): string {
  const prefixes = weigh(paths, model, 'prefixes');
  const peers = new Set(paths.map((path) => model.paths[path]!.peer));
  peers.delete('');
  const from = peers.size > 0 ? ` from ${shownOf(peers.size, peers.size, 'peer')}` : '';
  return `${shownOf(prefixes, prefixes, 'prefix')} over ${shownOf(paths.length, paths.length, 'path')}${from}`;
}

function nodeLines({ kind, mark, originOf, asns }: GraphNode, { model }: Pick<Scene, 'model'>): string[] {
  const prefixes = weigh(originOf, model, 'prefixes');
  return [
    ...(mark === 'unexpected' ? [`! Not among the expected ASNs${kind === 'set' ? `: ${asns.join(', ')}` : ''}`] : []),
    ...(mark === 'loop' ? ['! The path comes back to this AS'] : []),
    ...(kind === 'set' ? ['AS_SET: an aggregate, the order of its ASNs is not known'] : []),
    ...(prefixes > 0 && kind !== 'peer' ? [`Origin of ${shownOf(prefixes, prefixes, 'prefix')}`] : []),
  ];
}

function edgeLines({ times: [least, most], target }: GraphEdge, { graph }: Pick<Scene, 'graph'>): string[] {
  const { text } = graph.nodes[target]!;
  const often = least === most ? `${most} times` : `${least} to ${most} times`;
  return most > 1 ? [`Prepended: ${text} stands ${often} in a row`] : [];
}
