import type { NlriPrefix } from '../../bgp/nlri.ts';
import type { TableRouteEvent } from '../../event/types.ts';
import type { HeardRoute, RouteChange } from '../../rib/change.ts';
import { isRouteChange } from '../../rib/change.ts';
import type { Context } from '../context.ts';
import type { Detector } from '../detector.ts';
import { NO_LABEL } from '../scope/labels.ts';
import type { RouteObservation, RpkiValidity } from '../observation.ts';

const ACTIONS = { announce: 'announce', withdraw: 'withdraw', 'table-route': 'rib' } as const;

/** Passes on what is stored as it was heard: routes, ends of tables, messages that are rare, faults. */
export function routeLog({ labels, rpki }: Context): Detector {
  const labelOf = ({ table, prefix, before, after }: RouteChange): string => {
    const attributes = after === 0 ? before : after;
    return attributes === 0 ? NO_LABEL : labels.name(table, prefix, attributes);
  };
  const validityOf = ({ table, prefix, after }: RouteChange): RpkiValidity | undefined =>
    after === 0 ? undefined : rpki.validity(table, prefix, after);
  return {
    observe(change, emit): void {
      if (isRouteChange(change)) {
        const { event } = change;
        if (event !== undefined) {
          emit(heardRoute(event, change, labelOf(change), validityOf(change)));
        } else if (change.cause === 'stale-swept') {
          emit(sweptRoute(change, labelOf(change)));
        }
        return;
      }
      if (change.kind === 'peer-lost') {
        return;
      }
      const { event } = change;
      switch (event.kind) {
        case 'announce':
        case 'withdraw':
        case 'table-route':
          return emit(heardRoute(event, undefined, NO_LABEL, undefined));
        case 'table-end': {
          const { timeNs, peer, family, startedNs, routes, complete } = event;
          return emit({ kind: 'table-snapshot', timeNs, peer, family, startedNs, routes, complete });
        }
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

/** `change`: what it did to the table; undefined where that took no notice. */
function heardRoute(
  event: HeardRoute,
  change: RouteChange | undefined,
  label: string,
  rpki: RpkiValidity | undefined
): RouteObservation {
  const { timeNs, receivedNs, peer, family, prefix } = event;
  const withdrawn = event.kind === 'withdraw';
  return {
    kind: 'route',
    timeNs,
    numbered: true,
    receivedNs,
    peer,
    family,
    action: ACTIONS[event.kind],
    prefix,
    attributes: withdrawn ? undefined : event.attributes,
    nextHop: withdrawn ? undefined : event.nextHop,
    // A dump says what stands in a table, not what happened to it.
    change: event.kind === 'table-route' ? undefined : change?.kind,
    cause: event.kind === 'table-route' ? undefined : change?.cause,
    label,
    rpki,
    sinceUs: event.kind === 'table-route' ? sinceOf(event, change) : undefined,
  };
}

/** The table may know better than the dump. */
function sinceOf({ originatedUs }: TableRouteEvent, change: RouteChange | undefined): number | undefined {
  return change === undefined ? originatedUs : change.table.sinceUs(change.prefix, change.pathId);
}

/** A route that was not repeated: nobody said that it is gone, and the log has to. */
function sweptRoute({ kind, cause, timeUs, table, prefix: id, pathId }: RouteChange, label: string): RouteObservation {
  const prefix: NlriPrefix = { ...table.family.prefixes.prefix(id), pathId, labels: undefined };
  return {
    kind: 'route',
    timeNs: BigInt(timeUs) * 1000n,
    numbered: false,
    peer: table.state.peer,
    family: table.family.family,
    action: 'withdraw',
    prefix,
    attributes: undefined,
    nextHop: undefined,
    change: kind,
    cause,
    label,
    rpki: undefined,
  };
}
