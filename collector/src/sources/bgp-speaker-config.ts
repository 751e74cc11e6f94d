import { z } from 'zod';
import { canonicalAddress } from '../net/canonical-address.ts';
import { type Family, formatFamily } from '../net/family.ts';
import type { SpeakerOptions } from './bgp-speaker-options.ts';

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

const port = z.int().min(1).max(65_535).default(BGP_PORT);
const address = z
  .string()
  .refine((text) => canonicalAddress(text) !== undefined, 'an IPv4 or IPv6 address')
  .transform((text) => canonicalAddress(text)!);
const family = z
  .enum(FAMILIES.map(formatFamily))
  .transform((name) => FAMILIES.find((one) => formatFamily(one) === name)!);
const endpoint = z.strictObject({ address, port });

export interface BgpSource {
  readonly type: 'bgp';
  /** Name of the router that these sessions are of; that of the whole configuration where undefined. */
  readonly router: string | undefined;
  readonly speaker: SpeakerOptions;
}

/**
 * A source of the type `bgp` in the configuration file. `duration` reads a time such as `90s`, as seconds, `asNumber` what stands for
 * an AS number.
 */
export function bgpSource(
  duration: z.ZodType<number, string>,
  asNumber: z.ZodType<number, number | string>
): z.ZodType<BgpSource> {
  const holdTime = z.union([
    duration.refine((seconds) => seconds >= 3 && seconds <= MAX_HOLD_SECONDS, 'a hold time is none, or 3s to 65535s'),
    z.literal('none').transform(() => 0),
  ]);
  const peer = z
    .strictObject({
      address,
      as: asNumber,
      port: port.describe('Where the peer listens'),
      local_address: address.optional().describe('Address to connect from'),
      passive: z.boolean().default(false).describe('Wait for the peer to connect'),
      hold_time: holdTime.prefault('90s').describe('Silence after which the session is lost; `none` for never'),
      families: z.array(family).min(1).prefault(['ipv4', 'ipv6']),
      add_path: z
        .array(family)
        .default([])
        .describe('Families of which all paths are wanted, where the peer sends them'),
      max_prefixes: z.int().min(1).optional().describe('Of each family; more end the session'),
      hold_off: duration.prefault('5m').describe('How long a peer is left alone that went over max_prefixes'),
    })
    .refine(
      (one) => one.add_path.every((added) => one.families.includes(added)),
      'add_path names a family that families does not'
    );
  return z
    .strictObject({
      type: z.literal('bgp'),
      router: z
        .string()
        .min(1)
        .max(100)
        .optional()
        .describe('Name on the rows of these sessions; `router` unless given'),
      local_as: asNumber,
      router_id: z
        .ipv4('a BGP identifier looks like 10.0.0.9')
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
}
