import { formatAsPath, asPathLength, originAs } from '../bgp/as-path.ts';
import type { PathAttributes } from '../bgp/attributes.ts';
import { CEASE, formatNotification } from '../bgp/notification.ts';
import { formatRefreshSubtype } from '../bgp/route-refresh.ts';
import { formatHex } from '../bytes/hex.ts';
import type { Observation, SessionObservation } from '../detect/observation.ts';
import type {
  AnnounceEvent,
  FaultOfPeer,
  NotificationEvent,
  OpenEvent,
  Peer,
  RouteRefreshEvent,
  TableEndEvent,
  TableRouteEvent,
  WithdrawEvent,
} from '../event/types.ts';
import { formatFamily } from '../net/family.ts';
import { formatPrefix, prefixBucket, prefixRange } from '../net/prefix.ts';
import type { BgpRoutesPoint, BgpSessionsPoint, Point, StoreName } from './schema.gen.ts';

/** A point with its time and the store that it goes to. */
export interface Row {
  readonly store: StoreName;
  readonly point: Point;
  /** Unix nanoseconds. */
  readonly timeNs: bigint;
  /**
   * Whether `timeNs` is the row's own already: rows of a peer's events are. All others are numbered within their series.
   */
  readonly numbered: boolean;
}

/** No labels are configured yet. */
const NO_LABEL = 'none';

/** The rows that an observation becomes. `collector` is the configured name of this collector. */
export function toRows(observation: Observation, collector: string): Row[] {
  switch (observation.kind) {
    case 'route':
      return [eventRow('general', observation.event, routePoint(observation.event))];
    case 'table-end':
      return [eventRow('general', observation.event, snapshotPoint(observation.event))];
    case 'open':
      return [eventRow('verbose', observation.event, openPoint(observation.event))];
    case 'notification':
      return notificationRows(observation.event);
    case 'route-refresh':
      return [eventRow('verbose', observation.event, refreshPoint(observation.event))];
    case 'fault':
      return [eventRow('verbose', observation.fault, faultPoint(observation.fault))];
    case 'session':
      return [row('general', observation, sessionPoint(observation), !observation.repeated)];
    case 'message-count': {
      const { peer, type, count, bytes } = observation;
      const tags = { ...peerTags(peer), type };
      return [row('general', observation, { measurement: 'bgp_messages', tags, fields: { count, bytes } })];
    }
    case 'update-count': {
      const { peer, familyName: afi, announced, withdrawn } = observation;
      const tags = { ...peerTags(peer), afi, label: NO_LABEL };
      return [row('general', observation, { measurement: 'bgp_updates', tags, fields: { announced, withdrawn } })];
    }
    case 'peer-table': {
      const { peer, familyName: afi, counts } = observation;
      const tags = { ...peerTags(peer), afi, label: NO_LABEL };
      return [row('general', observation, { measurement: 'bgp_prefixes', tags, fields: countFields(counts) })];
    }
    case 'totals': {
      const { domain, familyName: afi, counts } = observation;
      const tags = { collector, domain, afi, label: NO_LABEL };
      return [row('general', observation, { measurement: 'bgp_totals', tags, fields: countFields(counts) })];
    }
  }
}

function row(store: StoreName, { timeNs }: { timeNs: bigint }, point: Point, numbered = false): Row {
  return { store, point, timeNs, numbered };
}

function eventRow(store: StoreName, event: { timeNs: bigint }, point: Point): Row {
  return row(store, event, point, true);
}

function peerTags({ router, view, vrf, address, as }: Peer): BgpSessionsPoint['tags'] {
  return { router, view, vrf, peer: address, peer_as: String(as) };
}

function countFields(counts: { prefixes: number; asPaths: number; origins: number }): {
  prefixes: number;
  as_paths: number;
  origins: number;
} {
  return { prefixes: counts.prefixes, as_paths: counts.asPaths, origins: counts.origins };
}

const ACTIONS = { announce: 'announce', withdraw: 'withdraw', 'table-route': 'rib' } as const;

function routePoint(event: AnnounceEvent | WithdrawEvent | TableRouteEvent): BgpRoutesPoint {
  const { kind, peer, family, prefix } = event;
  return {
    measurement: 'bgp_routes',
    tags: { ...peerTags(peer), afi: formatFamily(family), action: ACTIONS[kind], bucket: prefixBucket(prefix) },
    fields: {
      prefix: formatPrefix(prefix),
      ...prefixRange(prefix),
      length: prefix.lengthBits,
      path_id: prefix.pathId,
      rd: prefix.rd,
      mpls_labels: prefix.labels?.join(' '),
      ...(kind !== 'withdraw' && { ...attributeFields(event.attributes), next_hop: event.nextHop }),
    },
  };
}

function attributeFields(attributes: PathAttributes): BgpRoutesPoint['fields'] {
  const { asPath = [], aggregator, others } = attributes;
  return {
    as_path: formatAsPath(asPath),
    origin_as: originAs(asPath),
    path_length: asPathLength(asPath),
    origin: attributes.origin,
    med: attributes.med,
    local_pref: attributes.localPref,
    communities: attributes.communities?.join(' '),
    large_communities: attributes.largeCommunities?.join(' '),
    ext_communities: attributes.extendedCommunities?.join(' '),
    aggregator: aggregator && `${aggregator.as} ${aggregator.address}`,
    originator_id: attributes.originatorId,
    cluster_list: attributes.clusterList?.join(' '),
    atomic_aggregate: attributes.atomicAggregate && 1,
    otc: attributes.onlyToCustomer,
    other: others?.map(({ type, bytes }) => `${type}:${formatHex(bytes)}`).join(' '),
  };
}

function snapshotPoint({ peer, family, startedNs, routes, complete }: TableEndEvent): Point {
  return {
    measurement: 'bgp_snapshots',
    tags: { ...peerTags(peer), afi: formatFamily(family) },
    fields: { started: startedNs, routes, complete: complete ? 1 : 0 },
  };
}

function sessionPoint({ peer, up, state, ended }: SessionObservation): Point {
  const fields = { up: up ? 1 : 0, state, ...ended };
  return { measurement: 'bgp_sessions', tags: peerTags(peer), fields };
}

/** All notifications are verbose; a Cease also stands in the general store, since it may mean a prefix limit. */
function notificationRows(event: NotificationEvent): Row[] {
  const { peer, direction, notification } = event;
  const { code, subcode, data } = notification;
  const point: Point = {
    measurement: 'bgp_notification',
    tags: { ...peerTags(peer), direction },
    fields: { code, subcode, text: formatNotification(notification), data: formatHex(data) },
  };
  const verbose = eventRow('verbose', event, point);
  return code === CEASE ? [verbose, eventRow('general', event, point)] : [verbose];
}

function openPoint({ peer, direction, open, body }: OpenEvent): Point {
  return {
    measurement: 'bgp_open',
    tags: { ...peerTags(peer), direction },
    fields: {
      version: open.version,
      my_as: open.myAs,
      hold_time: open.holdTimeSeconds,
      bgp_id: open.bgpId,
      capabilities: JSON.stringify(open.capabilities.map(({ code, name, text }) => ({ code, name, value: text }))),
      data: formatHex(body),
    },
  };
}

function refreshPoint({ peer, direction, refresh }: RouteRefreshEvent): Point {
  const { family, subtype, filters } = refresh;
  return {
    measurement: 'bgp_refresh',
    tags: { ...peerTags(peer), direction },
    fields: {
      family: formatFamily(family),
      subtype,
      text: formatRefreshSubtype(subtype),
      filters: filters || undefined,
    },
  };
}

function faultPoint({ peer, direction, fault }: FaultOfPeer): Point {
  return {
    measurement: 'bgp_faults',
    tags: { ...peerTags(peer), direction },
    fields: {
      class: fault.class,
      attribute: fault.attribute,
      problem: fault.problem,
      data: formatHex(fault.bytes),
    },
  };
}
