import { z } from 'zod';
import { canonicalAddress } from '../net/canonical-address.ts';
import { covers, parseAddress, parsePrefix } from '../net/parse-prefix.ts';
import type { Prefix } from '../net/prefix.ts';
import type { StationOptions, Endpoint } from '../sources/bmp-options.ts';
import { ADDRESS_KEY, count, duration, endpoint, mapOf, name, section, wanted } from './values.ts';

const LOOPBACK = ['127.0.0.0/8', '::1/128'];
const LOOPBACK_NETWORKS: readonly Prefix[] = LOOPBACK.map((text) => parsePrefix(text)!);
/** RFC 7854 §3.2 leaves the port to who configures it; this is the one that GoBGP takes. */
const LISTEN = '127.0.0.1:11019';
const MAX_CONNECTIONS = 256;
const MAX_CONNECTIONS_PER_ADDRESS = 16;
const MAX_ROUTES = 5_000_000;
const MAX_PEERS = 10_000;
const RETRY_MS = 5000;
const MAX_RETRY_MS = 120_000;
const MAX_QUEUED_BYTES = 8 * 1024 * 1024;

const NETWORK = 'a network such as 10.0.0.0/8';
const network = z
  .string(wanted(NETWORK))
  .refine((text) => parsePrefix(text) !== undefined, NETWORK)
  .transform((text) => parsePrefix(text)!);

export interface BmpSource {
  readonly type: 'bmp';
  readonly station: StationOptions;
}

/** A source of the type `bmp` in the configuration file. */
export const bmpSource: z.ZodType<BmpSource> = section({
  type: z.literal('bmp'),
  listen: severalOf(endpoint).prefault(LISTEN).describe('Where routers may connect; `[]` where this side always does'),
  connect: z.array(endpoint).default([]).describe('Routers to connect to, which wait for the station'),
  allow: z.array(network).optional().describe('Networks that routers may connect from; loopback unless given'),
  routers: mapOf(ADDRESS_KEY, canonicalAddress, name)
    .prefault({})
    .describe('Names of routers by the address that they connect from; others go by their sysName'),
  max_connections: count.default(MAX_CONNECTIONS).describe('At a time'),
  max_connections_per_address: count.default(MAX_CONNECTIONS_PER_ADDRESS),
  max_routes: count.default(MAX_ROUTES).describe('Of one router in all its tables; more end its connection'),
  max_peers: count.default(MAX_PEERS).describe('Of one router, one for each table of a session; others are left out'),
  silent: duration.prefault('30s').describe('How long a connection may last before its first message'),
})
  .refine(({ listen, connect }) => listen.length + connect.length > 0, 'listen or connect has to name an address')
  .refine(
    ({ listen, allow }) => allow !== undefined || listen.every(isLoopback),
    'allow has to name the networks that routers connect from, since listen is not on loopback'
  )
  .transform((source) => ({
    type: source.type,
    station: {
      listen: source.listen,
      connect: source.connect,
      allow: source.allow ?? LOOPBACK_NETWORKS,
      routers: Object.fromEntries(source.routers),
      maxConnections: source.max_connections,
      maxConnectionsPerAddress: source.max_connections_per_address,
      maxRoutes: source.max_routes,
      maxPeers: source.max_peers,
      silentMs: source.silent * 1000,
      retryMs: RETRY_MS,
      maxRetryMs: MAX_RETRY_MS,
      maxQueuedBytes: MAX_QUEUED_BYTES,
    },
  }));

/** One, or a list of them. */
function severalOf<T>(one: z.ZodType<T, string>): z.ZodType<readonly T[], string | string[]> {
  return z.union([one.transform((value) => [value]), z.array(one)]);
}

function isLoopback({ address: text }: Endpoint): boolean {
  const parsed = parseAddress(text);
  return parsed !== undefined && LOOPBACK_NETWORKS.some((loopback) => covers(loopback, parsed));
}
