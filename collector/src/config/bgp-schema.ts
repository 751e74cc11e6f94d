import { z } from 'zod';
import { type Family, formatFamily } from '../net/family.ts';
import type { SpeakerOptions } from '../sources/bgp-speaker-options.ts';
import { address, asn, count, duration, name, port, section, wanted } from './values.ts';

const FAMILIES: readonly Family[] = [
  { afi: 1, safi: 1 },
  { afi: 2, safi: 1 },
  { afi: 1, safi: 128 },
  { afi: 2, safi: 128 },
];
const BGP_PORT = 179;
const MAX_HOLD_SECONDS = 65_535;
const RETRY_MS = 5000;
const MAX_RETRY_MS = 120_000;
const MAX_QUEUED_BYTES = 16 * 1024 * 1024;

const FAMILY = `a family is one of ${FAMILIES.map(formatFamily).join(', ')}`;
const family = z
  .enum(FAMILIES.map(formatFamily), wanted(FAMILY))
  .transform((text) => FAMILIES.find((one) => formatFamily(one) === text)!);
const bgpPort = port.default(BGP_PORT);
const endpoint = section({ address, port: bgpPort });

export interface BgpSource {
  readonly type: 'bgp';
  /** Name of the router that these sessions are of; that of the whole configuration where undefined. */
  readonly router: string | undefined;
  readonly speaker: SpeakerOptions;
}

const HOLD_TIME = 'a hold time is none, or 3s to 65535s';
const holdTime = z.union(
  [
    duration.refine((seconds) => seconds >= 3 && seconds <= MAX_HOLD_SECONDS, HOLD_TIME),
    z.literal('none').transform(() => 0),
  ],
  wanted(HOLD_TIME)
);

const peer = section({
  address,
  as: asn,
  port: bgpPort.describe('Where the peer listens'),
  local_address: address.optional().describe('Address to connect from'),
  passive: z.boolean().default(false).describe('Wait for the peer to connect'),
  hold_time: holdTime.prefault('90s').describe('Silence after which the session is lost; `none` for never'),
  families: z.array(family).min(1).prefault(['ipv4', 'ipv6']),
  add_path: z.array(family).default([]).describe('Families of which all paths are wanted, where the peer sends them'),
  max_prefixes: count.optional().describe('Of each family; more end the session'),
  hold_off: duration.prefault('5m').describe('How long a peer is left alone that went over max_prefixes'),
}).refine(
  (one) => one.add_path.every((added) => one.families.includes(added)),
  'add_path names a family that families does not'
);

/** A source of the type `bgp` in the configuration file. */
export const bgpSource: z.ZodType<BgpSource> = section({
  type: z.literal('bgp'),
  router: name.optional().describe('Name on the rows of these sessions; `router` unless given'),
  local_as: asn,
  router_id: z
    .ipv4()
    .refine((id) => id !== '0.0.0.0', 'an address other than 0.0.0.0')
    .describe('BGP identifier'),
  listen: z.array(endpoint).default([]).describe('Where peers may connect; none where this side always does'),
  extended_messages: z.boolean().default(true).describe('Take messages of more than 4096 bytes'),
  peers: z.array(peer).min(1),
})
  .refine(({ peers }) => new Set(peers.map((one) => one.address)).size === peers.length, 'two peers have one address')
  .transform((source) => ({
    type: source.type,
    router: source.router,
    speaker: {
      localAs: source.local_as,
      bgpId: source.router_id,
      listen: source.listen,
      extendedMessages: source.extended_messages,
      retryMs: RETRY_MS,
      maxRetryMs: MAX_RETRY_MS,
      maxQueuedBytes: MAX_QUEUED_BYTES,
      peers: source.peers.map((one) => ({
        address: one.address,
        as: one.as,
        port: one.port,
        localAddress: one.local_address,
        passive: one.passive,
        holdTimeSeconds: one.hold_time,
        families: one.families,
        addPath: one.add_path,
        maxPrefixes: one.max_prefixes,
        holdOffMs: one.hold_off * 1000,
      })),
    },
  }));
