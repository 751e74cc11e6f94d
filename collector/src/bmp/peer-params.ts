import type { Open } from '../bgp/open.ts';
import type { SessionParams } from '../bgp/session-params.ts';
import type { Family } from '../net/family.ts';
import type { PeerHeader } from './peer-header.ts';
import type { PeerUp } from './peer-up.ts';
import type { View } from './view.ts';

/** How a view's messages are encoded where no Peer Up was heard: NLRI are tried without path identifiers, then with. */
const UNHEARD: SessionParams = { asBytes: 4, addPath: () => undefined, external: undefined };

const RECEIVE = 1;
const SEND = 2;

/**
 * How the messages of a session are encoded that make up one view, by the OPENs of its Peer Up (RFC 7854 §4.10). AS numbers are
 * as wide as both speakers can (RFC 6793 §3). Path identifiers are there in a family that the sender of the routes can send and
 * the other receive with them (RFC 7911 §4); Adj-RIB-Out is what the router sends (RFC 8671). Route Mirroring has messages as
 * they were; for Route Monitoring ask `monitoringParams`.
 */
export function sessionParams({ sent, received }: Pick<PeerUp, 'sent' | 'received'>, view: View): SessionParams {
  if (view === 'loc-rib') {
    return locRibParams(sent.open, received.open);
  }
  const isOut = view === 'adj-out-pre' || view === 'adj-out-post';
  const [sender, receiver] = isOut ? [sent.open, received.open] : [received.open, sent.open];
  const sends = addPathFamilies(sender, SEND);
  const receives = addPathFamilies(receiver, RECEIVE);
  return {
    asBytes: isFourOctet(sender) && isFourOctet(receiver) ? 4 : 2,
    addPath: (family) => includes(sends, family) && includes(receives, family),
    external: sent.open.myAs !== received.open.myAs,
  };
}

/**
 * The OPENs of a Loc-RIB are made up to say how its messages are encoded (RFC 9069 §5.2). One that names no ADD-PATH says
 * nothing: routers are seen to send path identifiers all the same. AS numbers always have 4 octets (RFC 9069 §5.4.1).
 */
function locRibParams(sent: Open, received: Open): SessionParams {
  const families = [sent, received].flatMap((open) => addPathFamilies(open, SEND | RECEIVE));
  return { asBytes: 4, addPath: (family) => includes(families, family) || undefined, external: undefined };
}

/**
 * How Route Monitoring messages are encoded, which the router writes anew from its tables; the same for all of a view with equal
 * flag A, which says how wide their AS numbers are (RFC 7854 §4.2). Path identifiers that the session agreed on are likely:
 * GoBGP leaves them out after policy, FRR 8 in all tables.
 */
export function monitoringParams(
  session: SessionParams | undefined,
  { legacyAsPath }: Pick<PeerHeader, 'legacyAsPath'>
): SessionParams {
  const { addPath, external } = session ?? UNHEARD;
  return {
    asBytes: legacyAsPath ? 2 : 4,
    addPath: (family) => (addPath(family) === true ? 'likely' : addPath(family)),
    external,
  };
}

/** The families for which an OPEN offers one of the `directions`. */
function addPathFamilies({ capabilities }: Open, directions: number): Family[] {
  return capabilities.flatMap((capability) =>
    capability.kind === 'add-path'
      ? capability.families.filter(({ sendReceive }) => offers(sendReceive, directions))
      : []
  );
}

/** Any other value than these counts as if the family was not there. RFC 7911 §4 */
function offers(sendReceive: number, directions: number): boolean {
  return sendReceive <= (SEND | RECEIVE) && (sendReceive & directions) !== 0;
}

function includes(families: readonly Family[], { afi, safi }: Family): boolean {
  return families.some((one) => one.afi === afi && one.safi === safi);
}

function isFourOctet({ capabilities }: Open): boolean {
  return capabilities.some(({ kind }) => kind === 'four-octet-as');
}
