import type { Layout } from './layout/layout';

export interface Size {
  width: number;
  height: number;
}

export interface Margins {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Where the layout lies in a picture that shows all of it, in pixels. */
export interface Fit {
  left: number;
  columnStep: number;
  top: number;
  /** Pixels of one unit of the layout. */
  unit: number;
  size: Size;
}

/** What part of the picture is seen: `zoom` 1 is all of it. */
export interface Viewport {
  zoom: number;
  /** Where the picture's left upper corner lies, in pixels. */
  x: number;
  y: number;
}

export const wholePicture: Viewport = { zoom: 1, x: 0, y: 0 };

const largestUnit = 2;
const largestZoom = 64;

/** Fits the layout into the size: columns as far apart as there is room, heights as large as is good to look at. */
export function fit(layout: Layout, size: Size, margins: Margins): Fit {
  const width = Math.max(1, size.width - margins.left - margins.right);
  const height = Math.max(1, size.height - margins.top - margins.bottom);
  const steps = layout.columnCount - 1;
  const unit = Math.min(largestUnit, height / Math.max(1, layout.height));
  return {
    left: margins.left + (steps > 0 ? 0 : width / 2),
    columnStep: steps > 0 ? width / steps : 0,
    top: margins.top + (height - layout.height * unit) / 2,
    unit,
    size,
  };
}

/** Zooming in parts the rows more than the columns: what lies too close to be read are the nodes of a column. */
export function scaleX({ zoom }: Viewport): number {
  return Math.min(zoom, 1 + (zoom - 1) / 4);
}

export const columnX = (fitted: Fit, view: Viewport, column: number): number =>
  (fitted.left + column * fitted.columnStep) * scaleX(view) + view.x;

export const unitY = (fitted: Fit, view: Viewport, y: number): number =>
  (fitted.top + y * fitted.unit) * view.zoom + view.y;

/** Zooms by a factor so that what lies at this point stays there. */
export function zoomAt(view: Viewport, factor: number, x: number, y: number, size: Size): Viewport {
  const zoom = Math.min(largestZoom, Math.max(1, view.zoom * factor));
  const [before, after] = [scaleX(view), scaleX({ ...view, zoom })];
  return clamp({ zoom, x: x - ((x - view.x) / before) * after, y: y - ((y - view.y) / view.zoom) * zoom }, size);
}

export function panBy(view: Viewport, x: number, y: number, size: Size): Viewport {
  return clamp({ ...view, x: view.x + x, y: view.y + y }, size);
}

/** Moves so that a point is seen, no further than needed. */
export function reveal(view: Viewport, x: number, y: number, size: Size): Viewport {
  const inset = 40;
  const into = (at: number, end: number) => (at < inset ? inset - at : at > end - inset ? end - inset - at : 0);
  return panBy(view, into(x, size.width), into(y, size.height), size);
}

/** The picture always fills its place. */
function clamp(view: Viewport, { width, height }: Size): Viewport {
  const keep = (at: number, scale: number, length: number) => Math.min(0, Math.max(length * (1 - scale), at));
  return { zoom: view.zoom, x: keep(view.x, scaleX(view), width), y: keep(view.y, view.zoom, height) };
}

/** The height of the curve that runs level from one point to the other, at an x between them. */
export function curveY(x: number, [x0, y0]: readonly [number, number], [x1, y1]: readonly [number, number]): number {
  const share = Math.min(1, Math.max(0, (x - x0) / (x1 - x0 || 1)));
  let [low, high] = [0, 1];
  for (let step = 0; step < 14; step++) {
    const t = (low + high) / 2;
    const along = 1.5 * t * (1 - t) + t * t * t;
    [low, high] = along < share ? [t, high] : [low, t];
  }
  const t = (low + high) / 2;
  return y0 + (y1 - y0) * t * t * (3 - 2 * t);
}
