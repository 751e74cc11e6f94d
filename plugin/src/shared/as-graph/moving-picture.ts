import type { Size, Viewport } from './geometry';
import type { Scene } from './scene';

/** Graphs of more strands than this are shifted as a picture while they are panned; smaller ones are drawn anew in each frame. */
const mostStrands = 400;
/** So long a picture stays shifted after the last move. */
const restMs = 120;

/** A picture as it was drawn last, which is shifted while it is panned: to draw all of a large graph takes longer than a frame. */
export interface MovingPicture {
  /** Shifts what was drawn, where that will do; else says that all has to be drawn, and keeps what is drawn next. */
  shift: (context: CanvasRenderingContext2D, scene: Scene, view: Viewport) => boolean;
  /** What was drawn is no longer what is to be seen. */
  forget: () => void;
}

/** `onRest` is called when nothing moved for a moment, to draw what came into sight. */
export function movingPicture(onRest: () => void): MovingPicture {
  const copy = document.createElement('canvas');
  let drawn: Viewport | undefined;
  let isCopied = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const forget = () => {
    clearTimeout(timer);
    drawn = undefined;
  };
  return {
    forget,
    shift: (context, scene, view) => {
      if (drawn?.zoom !== view.zoom || !isLarge(scene)) {
        clearTimeout(timer);
        [drawn, isCopied] = [view, false];
        return false;
      }
      if (!isCopied) {
        copyOf(context.canvas, copy);
        isCopied = true;
      }
      shiftPicture(context, copy, scene.fitted.size, view.x - drawn.x, view.y - drawn.y);
      clearTimeout(timer);
      timer = setTimeout(() => {
        forget();
        onRest();
      }, restMs);
      return true;
    },
  };
}

export function isLarge({ strands }: Pick<Scene, 'strands'>): boolean {
  return strands.strands.length > mostStrands;
}

/** Makes one canvas look like the other. */
export function copyOf(canvas: HTMLCanvasElement, copy: HTMLCanvasElement): void {
  [copy.width, copy.height] = [canvas.width, canvas.height];
  copy.getContext('2d')!.drawImage(canvas, 0, 0);
}

/** Draws a copy so many pixels off. */
export function shiftPicture(
  context: CanvasRenderingContext2D,
  copy: HTMLCanvasElement,
  { width, height }: Size,
  x: number,
  y: number
): void {
  context.clearRect(0, 0, width, height);
  context.drawImage(copy, x, y, width, height);
}
