import { asDecodeError } from '../bgp/fault.ts';
import type { GracefulRestart } from '../bgp/capabilities.ts';
import { type Open, type OpenMessage, decodeOpen } from '../bgp/open.ts';
import { type SessionParams, sessionParams } from '../bgp/session-params.ts';
import { Reader } from '../bytes/reader.ts';
import { type Family, IPV4_UNICAST } from '../net/family.ts';
import { type Offer, encodeFamilies } from './offer.ts';
import { OPEN_ERROR, type Refusal, refusal, undecodable } from './refusal.ts';

/** What the OPENs of both sides come to. */
export interface Agreement {
  readonly params: SessionParams;
  /** 0 for no hold timer and no KEEPALIVE. RFC 4271 §4.2 */
  readonly holdTimeMs: number;
  readonly families: readonly Family[];
  /** RFC 2918 §2 */
  readonly routeRefresh: boolean;
  /** RFC 7313 §3.1 */
  readonly enhancedRefresh: boolean;
  /** What the peer wants kept while it restarts. RFC 4724 §3 */
  readonly restart: GracefulRestart | undefined;
}

/** How a session encodes that has agreed on nothing. */
export const UNAGREED: SessionParams = { asBytes: 2, addPath: () => false, external: undefined };

const HEADER_BYTES = 19;
const VERSION = 4;
const ROUTE_REFRESH = 2;
const ENHANCED_ROUTE_REFRESH = 70;
const MIN_HOLD_TIME_SECONDS = 3;

const UNSPECIFIC = 0;
const UNSUPPORTED_VERSION = 1;
const BAD_PEER_AS = 2;
const BAD_BGP_IDENTIFIER = 3;
const UNSUPPORTED_PARAMETER = 4;
const UNACCEPTABLE_HOLD_TIME = 6;
const UNSUPPORTED_CAPABILITY = 7;

/** Decodes an OPEN, header included; its version first, since another one may be laid out otherwise. RFC 4271 §6.2 */
export function readOpen(bytes: Uint8Array): OpenMessage | Refusal {
  const body = bytes.subarray(HEADER_BYTES);
  const version = body[0]!;
  if (version !== VERSION) {
    const problem = `version: ${version}, need ${VERSION}`;
    return refusal(OPEN_ERROR, UNSUPPORTED_VERSION, problem, Uint8Array.of(0, VERSION));
  }
  try {
    return { open: decodeOpen(new Reader(bytes, HEADER_BYTES)), body };
  } catch (error) {
    return undecodable(OPEN_ERROR, UNSPECIFIC, asDecodeError(error));
  }
}

/** What both OPENs come to, or what is wrong with the peer's. RFC 4271 §6.2, RFC 6286 §2.2, RFC 5492 §3 */
export function agree(offer: Offer, sent: OpenMessage, received: OpenMessage, peerAs: number): Agreement | Refusal {
  const { open } = received;
  const families = commonFamilies(offer.families, open);
  const wrong = wrongSpeaker(offer, open, peerAs) ?? wrongOffer(offer, open, families);
  if (wrong !== undefined) {
    return wrong;
  }
  const capability = (code: number): boolean => open.capabilities.some((one) => one.code === code);
  return {
    params: sessionParams(open, sent.open),
    holdTimeMs: Math.min(offer.holdTimeSeconds, open.holdTimeSeconds) * 1000,
    families,
    routeRefresh: capability(ROUTE_REFRESH),
    enhancedRefresh: capability(ROUTE_REFRESH) && capability(ENHANCED_ROUTE_REFRESH),
    restart: open.capabilities.findLast((one) => one.kind === 'graceful-restart')?.restart,
  };
}

export function isRefusal<T extends object>(value: T | Refusal): value is Refusal {
  return 'subcode' in value;
}

function wrongSpeaker({ localAs, bgpId }: Offer, open: Open, peerAs: number): Refusal | undefined {
  if (open.myAs !== peerAs) {
    return refusal(OPEN_ERROR, BAD_PEER_AS, `AS: need ${peerAs}, have ${open.myAs}`);
  }
  if (open.bgpId === '0.0.0.0' || (open.bgpId === bgpId && open.myAs === localAs)) {
    return refusal(OPEN_ERROR, BAD_BGP_IDENTIFIER, `BGP identifier: ${open.bgpId} is nobody's or ours`);
  }
  return undefined;
}

function wrongOffer(offer: Offer, open: Open, families: readonly Family[]): Refusal | undefined {
  const { holdTimeSeconds, otherParameters } = open;
  if (holdTimeSeconds > 0 && holdTimeSeconds < MIN_HOLD_TIME_SECONDS) {
    const problem = `hold time: ${holdTimeSeconds} s, need 0 or at least ${MIN_HOLD_TIME_SECONDS}`;
    return refusal(OPEN_ERROR, UNACCEPTABLE_HOLD_TIME, problem);
  }
  if (otherParameters.length > 0) {
    return refusal(OPEN_ERROR, UNSUPPORTED_PARAMETER, `optional parameter: ${otherParameters[0]} is not known`);
  }
  if (families.length === 0) {
    const wanted = encodeFamilies(offer.families);
    return refusal(OPEN_ERROR, UNSUPPORTED_CAPABILITY, 'families: none is offered by both sides', wanted);
  }
  return undefined;
}

/** A peer without any Multiprotocol capability speaks of IPv4 unicast alone. RFC 4760 §8 */
function commonFamilies(offered: readonly Family[], { capabilities }: Open): Family[] {
  const listed = capabilities.flatMap((one) => (one.kind === 'multiprotocol' ? [one.family] : []));
  const theirs = listed.length > 0 ? listed : [IPV4_UNICAST];
  return offered.filter((ours) => theirs.some(({ afi, safi }) => afi === ours.afi && safi === ours.safi));
}
