import type { Scene } from './scene';

/** The node that a key leads to: up and down in the column, left and right along the widest edge. */
export function nodeAfterKey(
  key: string,
  at: number | undefined,
  scene: Pick<Scene, 'graph' | 'layout' | 'strands'>
): number | undefined {
  const { layout } = scene;
  if (at === undefined || layout.nodes[at] === undefined) {
    return columnOf(0, scene)[0];
  }
  const column = columnOf(layout.nodes[at].column, scene);
  const place = column.indexOf(at);
  switch (key) {
    case 'ArrowDown':
      return column[Math.min(column.length - 1, place + 1)];
    case 'ArrowUp':
      return column[Math.max(0, place - 1)];
    case 'ArrowRight':
      return widest(at, 'source', 'target', scene) ?? at;
    case 'ArrowLeft':
      return widest(at, 'target', 'source', scene) ?? at;
    case 'Home':
      return columnOf(0, scene)[0];
    case 'End':
      return columnOf(layout.columnCount - 1, scene)[0];
    default:
      return at;
  }
}

/** The nodes of a column from top to bottom. */
function columnOf(column: number, { layout }: Pick<Scene, 'layout'>): number[] {
  const ids = layout.nodes.flatMap((node, id) => (node.column === column ? [id] : []));
  return ids.sort((a, b) => layout.nodes[a]!.top - layout.nodes[b]!.top);
}

function widest(
  at: number,
  here: 'source' | 'target',
  there: 'source' | 'target',
  { graph, strands }: Pick<Scene, 'graph' | 'strands'>
): number | undefined {
  let best: number | undefined;
  let width = 0;
  for (const [id, edge] of graph.edges.entries()) {
    if (edge[here] === at && strands.widths[id]! > width) {
      [best, width] = [edge[there], strands.widths[id]!];
    }
  }
  return best;
}
