import type { Detector } from './detector.ts';

/** Passes on what is stored as it was heard: routes, ends of tables, messages that are rare, faults. */
export function heard(): Detector {
  return {
    observe({ event }, emit): void {
      switch (event.kind) {
        case 'announce':
        case 'withdraw':
        case 'table-route':
          return emit({ kind: 'route', event });
        case 'table-end':
          return emit({ kind: 'table-end', event });
        case 'open':
          return emit({ kind: 'open', event });
        case 'notification':
          return emit({ kind: 'notification', event });
        case 'route-refresh':
          return emit({ kind: 'route-refresh', event });
        case 'decode-fault':
          return event.of && emit({ kind: 'fault', fault: event.of });
        default:
      }
    },
  };
}
