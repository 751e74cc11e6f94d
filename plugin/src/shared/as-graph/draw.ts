import { columnX, scaleX, unitY, type Viewport } from './geometry';
import { drawLabels } from './labels';
import type { Lit, Scene } from './scene';
import type { Strand } from './strands';

/** The colours of a picture. */
export interface Palette {
  background: string;
  text: string;
  faint: string;
  node: string;
  mark: string;
  focus: string;
  /** Of each label, change or peer. */
  of: (key: string) => string;
  fontFamily: string;
  monospace: string;
}

/** What is drawn besides the scene itself. */
export interface Emphasis {
  lit?: Lit;
  /** The node of the keyboard. */
  cursor?: number;
}

const barWidth = 8;

/** The shapes of the strands, made once for each layout and size: to pan and zoom only moves them. */
export function ribbonsOf(scene: Scene): Path2D[] {
  return scene.strands.strands.map((strand) => ribbon(strand, scene));
}

/** A band of even height along the columns of its edge, at zoom 1. */
function ribbon({ edge, offset, width }: Strand, { layout, fitted }: Scene): Path2D {
  const path = new Path2D();
  const { columns, middles } = layout.edges[edge]!;
  const half = Math.max(0.4, (width * fitted.unit) / 2);
  const xs = columns.map((column) => fitted.left + column * fitted.columnStep);
  const ys = middles.map((middle) => fitted.top + (middle + offset) * fitted.unit);
  path.moveTo(xs[0]!, ys[0]! - half);
  for (let at = 1; at < xs.length; at++) {
    const middle = (xs[at - 1]! + xs[at]!) / 2;
    path.bezierCurveTo(middle, ys[at - 1]! - half, middle, ys[at]! - half, xs[at]!, ys[at]! - half);
  }
  path.lineTo(xs.at(-1)!, ys.at(-1)! + half);
  for (let at = xs.length - 1; at > 0; at--) {
    const middle = (xs[at - 1]! + xs[at]!) / 2;
    path.bezierCurveTo(middle, ys[at]! + half, middle, ys[at - 1]! + half, xs[at - 1]!, ys[at - 1]! + half);
  }
  path.closePath();
  return path;
}

/** Draws one frame. The context is scaled to CSS pixels. */
export function drawGraph(
  context: CanvasRenderingContext2D,
  scene: Scene,
  ribbons: readonly Path2D[],
  view: Viewport,
  palette: Palette,
  emphasis: Emphasis = {}
): void {
  const { width, height } = scene.fitted.size;
  context.clearRect(0, 0, width, height);
  drawRibbons(context, scene, ribbons, view, palette, emphasis.lit);
  drawNodes(context, scene, view, palette, emphasis);
  drawLabels(context, scene, view, palette, emphasis);
}

function drawRibbons(
  context: CanvasRenderingContext2D,
  scene: Scene,
  ribbons: readonly Path2D[],
  view: Viewport,
  palette: Palette,
  lit: Lit | undefined
): void {
  context.save();
  context.transform(scaleX(view), 0, 0, view.zoom, view.x, view.y);
  const isLit = (strand: Strand) => lit !== undefined && strand.paths.some((path) => lit.paths.has(path));
  const fill = (strand: Strand, at: number, alpha: number) => {
    context.globalAlpha = alpha;
    context.fillStyle = palette.of(strand.key);
    context.fill(ribbons[at]!);
  };
  const late: number[] = [];
  for (const [at, strand] of scene.strands.strands.entries()) {
    if (!isInSight(strand, scene, view)) {
      continue;
    }
    if (isLit(strand)) {
      late.push(at);
    } else {
      fill(strand, at, lit ? 0.1 : strand.key === 'same' ? 0.28 : 0.5);
    }
  }
  late.forEach((at) => fill(scene.strands.strands[at]!, at, 0.85));
  context.restore();
}

function isInSight({ edge, width }: Strand, { layout, fitted }: Scene, view: Viewport): boolean {
  const { columns, middles } = layout.edges[edge]!;
  const [first, last] = [columnX(fitted, view, columns[0]!), columnX(fitted, view, columns.at(-1)!)];
  if (Math.max(first, last) < 0 || Math.min(first, last) > fitted.size.width) {
    return false;
  }
  let [top, bottom] = [Infinity, -Infinity];
  for (const middle of middles) {
    top = Math.min(top, middle);
    bottom = Math.max(bottom, middle);
  }
  return unitY(fitted, view, bottom + width * 2) >= 0 && unitY(fitted, view, top - width * 2) <= fitted.size.height;
}

function drawNodes(
  context: CanvasRenderingContext2D,
  { graph, layout, fitted }: Scene,
  view: Viewport,
  palette: Palette,
  { lit, cursor }: Emphasis
): void {
  for (const [id, { column, top, height }] of layout.nodes.entries()) {
    const { kind, mark } = graph.nodes[id]!;
    const y = unitY(fitted, view, top);
    const tall = Math.max(2.5, height * fitted.unit * view.zoom);
    if (y > fitted.size.height || y + tall < 0) {
      continue;
    }
    const x = columnX(fitted, view, column) - barWidth / 2;
    context.globalAlpha = lit && !lit.nodes.has(id) ? 0.25 : 1;
    context.fillStyle = mark === '' ? palette.node : palette.mark;
    if (kind === 'set') {
      context.strokeStyle = context.fillStyle;
      context.lineWidth = 1.5;
      context.setLineDash([3, 2]);
      context.clearRect(x, y, barWidth, tall);
      context.strokeRect(x + 0.75, y, barWidth - 1.5, tall);
      context.setLineDash([]);
    } else {
      context.fillRect(x, y, barWidth, tall);
    }
    if (id === cursor) {
      context.strokeStyle = palette.focus;
      context.lineWidth = 2;
      context.strokeRect(x - 3, y - 3, barWidth + 6, tall + 6);
    }
  }
  context.globalAlpha = 1;
}
