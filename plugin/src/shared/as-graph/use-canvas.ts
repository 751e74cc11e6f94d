import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { drawGraph, type Emphasis, type Palette, ribbonsOf } from './draw';
import type { Size } from './geometry';
import { movingPicture, type MovingPicture } from './moving-picture';
import type { Scene } from './scene';
import { useViewport, type ViewportControl } from './use-viewport';

export interface CanvasControl extends ViewportControl {
  canvas: RefObject<HTMLCanvasElement>;
}

/** Draws the scene whenever it, its emphasis or the part that is seen changes, at most once a frame. */
export function useCanvas(scene: Scene, palette: Palette, emphasis: Emphasis, wheelZooms: boolean): CanvasControl {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { size } = scene.fitted;
  const ribbons = useMemo(() => ribbonsOf(scene), [scene]);
  const draw = useRef<() => void>(() => undefined);
  const moving = useRef<MovingPicture>();
  const frame = useRef<number>();
  const redraw = useCallback(() => {
    frame.current ??= requestAnimationFrame(() => {
      frame.current = undefined;
      draw.current();
    });
  }, []);
  const redrawAll = useCallback(() => {
    moving.current?.forget();
    redraw();
  }, [redraw]);
  const control = useViewport(canvas, size, wheelZooms, redraw);
  useLayoutEffect(() => {
    resize(canvas.current!, size);
    // What a new size cleared is drawn again before it is seen.
    moving.current?.forget();
    draw.current();
  }, [size]);
  useLayoutEffect(() => {
    moving.current ??= movingPicture(redrawAll);
    draw.current = () => {
      const context = canvas.current!.getContext('2d')!;
      const view = control.view.current!;
      if (!moving.current!.shift(context, scene, view)) {
        drawGraph(context, scene, ribbons, view, palette, emphasis);
      }
    };
    redrawAll();
  }, [scene, ribbons, control.view, palette, emphasis, redrawAll]);
  useEffect(() => {
    // The first pictures of a page are drawn before its fonts have come.
    document.fonts.addEventListener('loadingdone', redrawAll);
    return () => {
      document.fonts.removeEventListener('loadingdone', redrawAll);
      cancelAnimationFrame(frame.current ?? 0);
      frame.current = undefined;
      moving.current?.forget();
    };
  }, [redrawAll]);
  return { ...control, canvas };
}

/** One pixel of the canvas for each of the screen. */
function resize(element: HTMLCanvasElement, { width, height }: Size): void {
  const ratio = window.devicePixelRatio;
  element.width = Math.round(width * ratio);
  element.height = Math.round(height * ratio);
  element.getContext('2d')!.setTransform(ratio, 0, 0, ratio, 0, 0);
}
