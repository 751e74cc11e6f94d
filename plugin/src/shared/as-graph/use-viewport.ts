import { type RefObject, useCallback, useEffect, useRef } from 'react';
import { panBy, type Size, type Viewport, wholePicture, zoomAt } from './geometry';

export interface ViewportControl {
  view: RefObject<Viewport>;
  change: (next: (view: Viewport) => Viewport) => void;
}

/**
 * What part of a canvas is seen. It is kept outside of React: to pan draws, and renders nothing. The wheel zooms with Ctrl or ⌘ held,
 * as a pinch does, unless it may without: a dashboard scrolls under it.
 */
export function useViewport(
  canvas: RefObject<HTMLElement>,
  size: Size,
  wheelZooms: boolean,
  redraw: () => void
): ViewportControl {
  const view = useRef(wholePicture);
  const change = useCallback(
    (next: (view: Viewport) => Viewport) => {
      view.current = next(view.current);
      redraw();
    },
    [redraw]
  );
  useEffect(() => {
    const element = canvas.current;
    const onWheel = (event: WheelEvent) => {
      if (!wheelZooms && !event.ctrlKey && !event.metaKey) {
        return;
      }
      event.preventDefault();
      const factor = Math.exp(-event.deltaY / (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 300));
      change((current) => zoomAt(current, factor, event.offsetX, event.offsetY, size));
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [canvas, change, size, wheelZooms]);
  useEffect(() => change((current) => panBy(current, 0, 0, size)), [change, size]);
  return { view, change };
}
