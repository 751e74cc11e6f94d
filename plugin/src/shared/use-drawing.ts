import { type RefObject, useLayoutEffect, useRef } from 'react';

export interface DrawingSize {
  width: number;
  height: number;
}

/** A canvas of this size with one pixel for each of the screen, drawn anew when `draw` is another one or fonts have come. */
export function useDrawing(
  { width, height }: DrawingSize,
  draw: (context: CanvasRenderingContext2D) => void
): RefObject<HTMLCanvasElement> {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const element = canvas.current!;
    const ratio = window.devicePixelRatio;
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
  }, [width, height]);
  useLayoutEffect(() => {
    const context = canvas.current!.getContext('2d')!;
    const redraw = () => {
      const ratio = window.devicePixelRatio;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      draw(context);
    };
    redraw();
    document.fonts.addEventListener('loadingdone', redraw);
    return () => document.fonts.removeEventListener('loadingdone', redraw);
  }, [width, height, draw]);
  return canvas;
}
