import { type PointerEvent, useRef } from 'react';

interface DragHandlers {
  /** By so many pixels since the last time. */
  onDrag: (x: number, y: number) => void;
  onHover: (x: number, y: number, event: PointerEvent) => void;
  onClick: (x: number, y: number) => void;
  onLeave: () => void;
}

/** Less than this between pressing and letting go is a click. */
const clickReach = 4;

/** Tells dragging from pointing and clicking. Places are pixels within the element. */
export function useDrag({ onDrag, onHover, onClick, onLeave }: DragHandlers) {
  const pressed = useRef<{ x: number; y: number; travelled: number }>();
  const placeOf = (event: PointerEvent) => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top] as const;
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button === 0) {
        pressed.current = { x: event.clientX, y: event.clientY, travelled: 0 };
        event.currentTarget.setPointerCapture(event.pointerId);
      }
    },
    onPointerMove: (event: PointerEvent) => {
      const last = pressed.current;
      if (!last) {
        onHover(...placeOf(event), event);
        return;
      }
      const [x, y] = [event.clientX - last.x, event.clientY - last.y];
      pressed.current = { x: event.clientX, y: event.clientY, travelled: last.travelled + Math.hypot(x, y) };
      onDrag(x, y);
    },
    onPointerUp: (event: PointerEvent) => {
      if (pressed.current && pressed.current.travelled < clickReach) {
        onClick(...placeOf(event));
      }
      pressed.current = undefined;
    },
    onPointerCancel: () => (pressed.current = undefined),
    onPointerLeave: onLeave,
  };
}
