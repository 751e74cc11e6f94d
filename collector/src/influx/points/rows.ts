import { formatAsPath, asPathLength, originAs } from '../../bgp/as-path.ts';
import type { PathAttributes } from '../../bgp/attributes.ts';
import { CEASE, formatNotification } from '../../bgp/notification.ts';
import { formatRefreshSubtype } from '../../bgp/route-refresh.ts';
import { formatHex } from '../../bytes/hex.ts';
import type { Observation, RouteObservation, SessionObservation, TableSnapshot } from '../../detect/observation.ts';
import type { FaultOfPeer, NotificationEvent, OpenEvent, RouteRefreshEvent } from '../../event/types.ts';
import { formatFamily } from '../../net/family.ts';
import { formatPrefix, prefixBucket, prefixRange } from '../../net/prefix.ts';
import { inventoryRows } from './inventory-points.ts';
import { judgementPoint } from './judgement-points.ts';
import { peerPoint } from './peer-points.ts';
import { peerTags } from './peer-tags.ts';
import { type Alike, RouteParts } from './route-parts.ts';
import type { BgpRoutesPoint, Point, StoreName } from '../schema.gen.ts';

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
  /** Where other rows have the same tags: that object. */
  readonly tags?: Alike<Point['tags']>;
  /** More fields, behind those of the point, that other rows have as well. */
  readonly fields?: readonly Alike<Point['fields']>[];
}

/** The rows that an observation becomes. `collector` is the configured name of this collector; `parts` are those of one outlet. */
export function toRows(observation: Observation, collector: string, parts = new RouteParts()): Row[] {
  switch (observation.kind) {
    case 'route':
      return [routeRow(observation, parts)];
    case 'table-snapshot':
      return [row('general', observation, snapshotPoint(observation))];
    case 'inventory':
      return inventoryRows(observation.settings, collector, observation.timeNs);
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
    case 'update-count':
    case 'peer-table':
    case 'watched-prefix':
      return [row('general', observation, peerPoint(observation))];
    case 'totals':
    case 'redundancy':
    case 'overlap':
    case 'origin':
    case 'flap':
    case 'incident':
      return [row('general', observation, judgementPoint(observation, collector))];
  }
}

function row(store: StoreName, { timeNs }: { timeNs: bigint }, point: Point, numbered = false): Row {
  return { store, point, timeNs, numbered };
}

function eventRow(store: StoreName, event: { timeNs: bigint }, point: Point): Row {
  return row(store, event, point, true);
}

function routeRow(route: RouteObservation, parts: RouteParts): Row {
  const { timeNs, numbered, receivedNs, sinceUs, peer, family, action, prefix, attributes, nextHop } = route;
  const tags = parts.tags(peer, formatFamily(family), action, prefixBucket(prefix));
  const { lo, hi } = prefixRange(prefix);
  const point: BgpRoutesPoint = {
    measurement: 'bgp_routes',
    tags: tags.value,
    fields: {
      prefix: formatPrefix(prefix),
      lo,
      hi,
      length: prefix.lengthBits,
      path_id: prefix.pathId,
      rd: prefix.rd,
      mpls_labels: prefix.labels?.join(' '),
      since: sinceUs === undefined ? undefined : BigInt(sinceUs) * 1000n,
      received_ns: receivedNs,
    },
  };
  const judged = parts.judged(route);
  const fields = attributes ? [parts.attributes(attributes, nextHop, attributeFields), judged] : [judged];
  return { store: 'routes', point, timeNs, numbered, tags, fields };
}

function attributeFields(attributes: PathAttributes, nextHop: string | undefined): BgpRoutesPoint['fields'] {
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
    next_hop: nextHop,
  };
}

function snapshotPoint({ peer, family, startedNs, routes, complete }: TableSnapshot): Point {
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
