import { z } from 'zod';
import { type Prefix, formatPrefix } from '../net/prefix.ts';
import { subscriptions } from '../ris/subscription.ts';
import type { RisLiveOptions } from '../sources/ris-live-options.ts';
import { address, duration, prefix, section, wanted } from './values.ts';

const URL_OF_RIS_LIVE = 'wss://ris-live.ripe.net/v1/ws/';
/** The server sends nothing but what is asked for: more than this is better heard from a feed of one's own. */
const MAX_SUBSCRIPTIONS = 1000;
const SUBSCRIBE_EVERY_MS = 200;
const PING_EVERY_MS = 30_000;
const RETRY_MS = 1000;
const MAX_RETRY_MS = 60_000;
const MAX_FRAME_BYTES = 16 * 1024 * 1024;
const MAX_QUEUED_BYTES = 16 * 1024 * 1024;

const HOST = 'a collector such as rrc00';
const host = z.string(wanted(HOST)).regex(/^[a-z0-9][a-z0-9.-]{0,99}$/, wanted(HOST));
const path = z
  .string()
  .regex(/^\^?\d{1,10}(,\d{1,10})*\$?$/, 'AS numbers side by side, such as 3356,64500$; ^ is the beginning, $ the end');
const TYPES = ['UPDATE', 'OPEN', 'NOTIFICATION', 'KEEPALIVE', 'RIS_PEER_STATE'] as const;
const messageType = z.enum(TYPES, wanted(`one of ${TYPES.join(', ')}`));

/** What is heard of RIS Live. Its routers are the collectors. */
export interface RisLiveSource {
  readonly type: 'ris-live';
  readonly live: RisLiveOptions;
}

/** A source of the type `ris-live` in the configuration file. */
export const risLiveSource: z.ZodType<RisLiveSource> = section({
  type: z.literal('ris-live'),
  url: z.url({ protocol: /^wss?$/ }).default(URL_OF_RIS_LIVE),
  client: z
    .string()
    .regex(/^[\w.-]{1,50}$/)
    .default('earshot')
    .describe('What RIPE NCC knows this client by'),
  prefixes: z.array(prefix).default([]).describe('Routes to these, and to those in them'),
  more_specific: z.boolean().default(true).describe('Also routes to prefixes in those listed'),
  less_specific: z.boolean().default(false).describe('Also routes to prefixes around them'),
  hosts: z.array(host).default([]).describe('Collectors such as rrc00; all where none is listed'),
  peers: z.array(address).default([]).describe('Addresses of peers of RIS; all where none is listed'),
  path: path.optional().describe('AS numbers in the path of routes; their withdrawal is not told then'),
  message_types: z.array(messageType).default([]).describe('All where none is listed'),
  max_lag: duration.prefault('5m').describe('Age from which on messages count as late'),
})
  .transform((source) => ({
    type: source.type,
    live: {
      url: source.url,
      client: source.client,
      filters: {
        prefixes: distinct(source.prefixes),
        moreSpecific: source.more_specific,
        lessSpecific: source.less_specific,
        hosts: [...new Set(source.hosts)],
        peers: [...new Set(source.peers)],
        path: source.path,
        messageTypes: [...new Set(source.message_types)],
      },
      maxLagMs: source.max_lag * 1000,
      subscribeEveryMs: SUBSCRIBE_EVERY_MS,
      pingEveryMs: PING_EVERY_MS,
      retryMs: RETRY_MS,
      maxRetryMs: MAX_RETRY_MS,
      maxFrameBytes: MAX_FRAME_BYTES,
      maxQueuedBytes: MAX_QUEUED_BYTES,
    },
  }))
  .refine(
    ({
      live: {
        filters: { prefixes, hosts, peers, path: asPath },
      },
    }) => prefixes.length + hosts.length + peers.length > 0 || asPath !== undefined,
    'give prefixes, hosts, peers or path: all of RIS is far more than can be kept'
  )
  .refine(
    ({ live: { filters } }) => subscriptions(filters).length <= MAX_SUBSCRIPTIONS,
    `the filters make more than ${MAX_SUBSCRIPTIONS} subscriptions: each host, peer, type and prefix with each other`
  );

function distinct(prefixes: readonly Prefix[]): Prefix[] {
  return [...new Map(prefixes.map((one) => [formatPrefix(one), one])).values()];
}
