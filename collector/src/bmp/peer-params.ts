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
 * How the messages of one view of a session are encoded, by the OPENs of its Peer Up (RFC 7854 §4.10). AS numbers are as wide as
 * both speakers can (RFC 6793 §3): Route Mirroring has them so, for Route Monitoring ask `monitoringParams`. Path identifiers
 * are there in a family that the sender of the routes can send and the other receive with them (RFC 7911 §4); Adj-RIB-Out
 * is what the router sends (RFC 8671). The pre-policy Adj-RIB-In alone is as the session had it, the router writes the others anew.
 */
export function sessionParams({ sent, received }: Pick<PeerUp, 'sent' | 'received'>, view: View): SessionParams {
  if (view === 'loc-rib') {
    return locRibParams(sent.open, received.open);
  }
  const isOut = view === 'adj-out-pre' || view === 'adj-out-post';
  const [sender, receiver] = isOut ? [sent.open, received.open] : [received.open, sent.open];
  const sends = addPathFamilies(sender, SEND);
  const receives = addPathFamilies(receiver, RECEIVE);
  const agreed = view === 'adj-in-pre' ? true : 'likely';
  return {
    asBytes: isFourOctet(sender) && isFourOctet(receiver) ? 4 : 2,
    addPath: (family) => includes(sends, family) && includes(receives, family) && agreed,
    external: sent.open.myAs !== received.open.myAs,
  };
}

/**
 * The OPENs of a Loc-RIB are made up to say how its messages are encoded (RFC 9069 §5.1). One that names no ADD-PATH says
 * nothing: routers are seen to send path identifiers all the same. AS numbers always have 4 octets (RFC 9069 §5.4.1).
 */
function locRibParams(sent: Open, received: Open): SessionParams {
  const families = [sent, received].flatMap((open) => addPathFamilies(open, SEND | RECEIVE));
  return { asBytes: 4, addPath: (family) => includes(families, family) || undefined, external: undefined };
}

/** How one Route Monitoring message is encoded: flag A of its own header says how wide its AS numbers are. RFC 7854 §4.2 */
export function monitoringParams(session: SessionParams | undefined, { legacyAsPath }: PeerHeader): SessionParams {
  const params = session ?? UNHEARD;
  const asBytes = legacyAsPath ? 2 : 4;
  return params.asBytes === asBytes ? params : { ...params, asBytes };
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
