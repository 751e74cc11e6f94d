import type { AddressText } from '../net/address.ts';
import type { Prefix } from '../net/prefix.ts';

export interface Endpoint {
  readonly address: AddressText;
  readonly port: number;
}

export interface StationOptions {
  /** Where routers may connect; none where this side always does. */
  readonly listen: readonly Endpoint[];
  /** Routers to connect to, which wait for it. */
  readonly connect: readonly Endpoint[];
  /** Networks that routers may connect from. */
  readonly allow: readonly Prefix[];
  /** Names of routers by the address that they connect from; others go by their sysName. */
  readonly routers: Readonly<Record<AddressText, string>>;
  /** Connections at a time in all, and from one address. */
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
  /** Routes of one router in all its tables. */
  readonly maxRoutes: number;
  /** Peers of one router, one for each table of a session. */
  readonly maxPeers: number;
  /** How long a connection may last before its first message. */
  readonly silentMs: number;
  /** First wait before a router is connected to again, and what it grows to. */
  readonly retryMs: number;
  readonly maxRetryMs: number;
  /** A connection of which so much waits to be taken is not read any further until it is taken: TCP holds the rest. */
  readonly maxQueuedBytes: number;
}

/** What a station turned away, ended or held back. */
export interface StationCounts {
  /** Connections from addresses that are not allowed. */
  strangers: number;
  /** Connections turned away, or ended before their first message, for want of room. */
  crowded: number;
  /** Connections that ended without a message in time. */
  silent: number;
  /** Connections ended for bytes that are no BMP, or a message longer than is taken. */
  garbled: number;
  /** Connections of routers with too many routes. */
  over_routes: number;
  /** Times that a connection was not read any further, since too much waited to be taken. */
  pauses: number;
  messages: number;
}
