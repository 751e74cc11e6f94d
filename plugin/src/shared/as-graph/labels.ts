import { changeSigns, type Change } from '../colors';
import type { Emphasis, Palette } from './draw';
import { columnX, type Margins, unitY, type Viewport } from './geometry';
import { timesText } from './graph';
import type { Scene } from './scene';

const lineHeight = 14;
const besideBar = 8;
const betweenWords = 6;
/** With more edges in sight than this, only those that are lit up get a text. */
const maxEdgeTexts = 120;

/** The nodes in the order in which they get a label where there is not room for all: marked ones, then by their paths. */
export function labelOrder({ graph }: Pick<Scene, 'graph'>): number[] {
  const { nodes } = graph;
  const rank = (id: number) => (nodes[id]!.mark === '' ? 1 : 0);
  return nodes
    .map((_, id) => id)
    .sort((a, b) => rank(a) - rank(b) || nodes[b]!.paths.length - nodes[a]!.paths.length || a - b);
}

const orders = new WeakMap<Scene['graph'], number[]>();

/** Writes what fits: a label that would lie on another of its column is left out until there is room. */
export function drawLabels(
  context: CanvasRenderingContext2D,
  scene: Scene,
  view: Viewport,
  palette: Palette,
  emphasis: Emphasis
): void {
  drawHeads(context, scene, palette);
  drawEdgeTexts(context, scene, view, palette, emphasis);
  const { graph, layout, fitted } = scene;
  const { lit, cursor } = emphasis;
  let order = orders.get(graph);
  if (!order) {
    order = labelOrder(scene);
    orders.set(graph, order);
  }
  const first = lit ? order.filter((id) => lit.nodes.has(id)) : [];
  const taken: number[][] = Array.from({ length: layout.columnCount }, () => []);
  for (const id of [...(cursor === undefined ? [] : [cursor]), ...first, ...(lit ? [] : order)]) {
    const { column, top, height } = layout.nodes[id]!;
    const y = unitY(fitted, view, top + height / 2);
    const inColumn = taken[column]!;
    if (y < 0 || y > fitted.size.height || inColumn.some((other) => Math.abs(other - y) < lineHeight)) {
      continue;
    }
    inColumn.push(y);
    writeNode(context, scene, id, columnX(fitted, view, column), y, palette);
  }
}

/** What stands beside a node, the ASN before its name. */
export function nodeLabel({ graph }: Pick<Scene, 'graph'>, id: number): { text: string; name: string } {
  const { text, name, mark } = graph.nodes[id]!;
  return { text: mark === '' ? text : `! ${text}`, name: mark === 'loop' ? `again ${name}`.trim() : name };
}

function writeNode(
  context: CanvasRenderingContext2D,
  scene: Scene,
  id: number,
  x: number,
  y: number,
  palette: Palette
): void {
  const { layout, graph, fitted } = scene;
  const { column } = layout.nodes[id]!;
  const { text, name } = nodeLabel(scene, id);
  const isFirst = column === 0;
  const isLast = column === layout.columnCount - 1;
  const room = isFirst || isLast ? marginRoom : Math.max(60, fitted.columnStep - 2 * besideBar);
  context.textBaseline = 'middle';
  context.textAlign = isFirst && !isLast ? 'right' : 'left';
  const side = isFirst && !isLast ? -1 : 1;
  const isMarked = graph.nodes[id]!.mark !== '';
  const isPeer = graph.nodes[id]!.kind === 'peer';
  context.font = isPeer ? `12px ${palette.fontFamily}` : `500 12px ${palette.monospace}`;
  const shown = shorten(context, text, room);
  const after = context.measureText(shown).width + betweenWords;
  const nameFont = `12px ${palette.fontFamily}`;
  const [textFont, textX] = [context.font, x + side * besideBar];
  context.font = nameFont;
  const rest = shorten(context, name, room - after);
  if (isMarked) {
    // Red on a colour cannot be read.
    const width = after + context.measureText(rest).width;
    context.fillStyle = palette.background;
    context.fillRect(side < 0 ? textX - width - 3 : textX - 3, y - 8, width + 6, 16);
  }
  context.font = textFont;
  write(context, shown, textX, y, isMarked ? palette.mark : palette.text, palette.background);
  context.font = nameFont;
  write(context, rest, textX + side * after, y, isMarked ? palette.mark : palette.faint, palette.background);
}

/** How wide labels at the sides may be. */
const marginRoom = 200;
const digitWidth = 7.3;

/** Room for the labels of the first and the last column, by the number of their letters. */
export function marginsFor(graph: Scene['graph'], layout: Scene['layout'], width: number): Margins {
  const widest = (column: number) =>
    graph.nodes.reduce((most, { text, name, mark }, id) => {
      const letters = text.length + (mark === '' ? 0 : 2) + (name === '' ? 0 : name.length + 1);
      return layout.nodes[id]!.column === column ? Math.max(most, letters * digitWidth) : most;
    }, 0);
  const side = (column: number) => Math.min(marginRoom, width / 4, widest(column)) + 2 * besideBar;
  return { left: side(0), right: side(layout.columnCount - 1), top: 20, bottom: 12 };
}

function write(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  color: string,
  halo: string
): void {
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.strokeStyle = halo;
  context.strokeText(text, x, y);
  context.fillStyle = color;
  context.fillText(text, x, y);
}

/** Cuts a text to a width, and says so with an ellipsis. */
export function shorten(context: CanvasRenderingContext2D, text: string, width: number): string {
  const whole = context.measureText(text).width;
  if (whole <= width) {
    return text;
  }
  const kept = Math.floor((text.length * Math.max(0, width)) / whole) - 1;
  return kept > 0 ? `${text.slice(0, kept)}…` : '';
}

function drawHeads(context: CanvasRenderingContext2D, { graph, layout, fitted }: Scene, palette: Palette): void {
  context.font = `11px ${palette.fontFamily}`;
  context.fillStyle = palette.faint;
  context.textBaseline = 'top';
  const hasPeers = graph.nodes.some(({ kind }) => kind === 'peer');
  context.textAlign = 'left';
  context.fillText(hasPeers ? 'Peers' : 'Neighbours', 8, 2);
  if (layout.columnCount > 1) {
    context.textAlign = 'right';
    context.fillText('Origins', fitted.size.width - 8, 2);
  }
}

/** How often an AS prepends itself, and what became of the paths, just before the node that an edge leads to. */
function drawEdgeTexts(
  context: CanvasRenderingContext2D,
  scene: Scene,
  view: Viewport,
  palette: Palette,
  { lit }: Emphasis
): void {
  const { graph, layout, fitted, model } = scene;
  const isFull = graph.edges.length > maxEdgeTexts;
  context.font = `11px ${palette.monospace}`;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const [id, edge] of graph.edges.entries()) {
    if (lit ? !lit.edges.has(id) : isFull) {
      continue;
    }
    const text = [
      model.isCompared ? signOf(edge.paths.map((path) => model.paths[path]!.change)) : '',
      timesText(edge),
    ].join('');
    if (text === '') {
      continue;
    }
    const { columns, middles } = layout.edges[id]!;
    const x = columnX(fitted, view, columns.at(-1)!) - 10;
    write(context, text, x, unitY(fitted, view, middles.at(-1)!), palette.text, palette.background);
  }
}

/** The sign of an edge whose paths all changed alike; none where some stayed. */
function signOf(changes: readonly Change[]): string {
  const [only, ...others] = new Set(changes);
  return others.length === 0 && only !== undefined ? changeSigns[only] : '';
}
