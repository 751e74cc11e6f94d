import type { Open } from '../bgp/open.ts';
import {
  RECEIVES_PATHS,
  SENDS_PATHS,
  type SessionParams,
  addPathFamilies,
  sessionParams,
} from '../bgp/session-params.ts';
import { includesFamily } from '../net/family.ts';
import type { PeerHeader } from './peer-header.ts';
import type { PeerUp } from './peer-up.ts';
import type { View } from './view.ts';

/** How a view's messages are encoded where no Peer Up was heard: NLRI are tried without path identifiers, then with. */
const UNHEARD: SessionParams = { asBytes: 4, addPath: () => undefined, external: undefined };

/**
 * How the messages of a session are encoded that make up one view, by the OPENs of its Peer Up (RFC 7854 §4.10); Adj-RIB-Out is
 * what the router sends (RFC 8671). Route Mirroring has messages as they were; for Route Monitoring ask `monitoringParams`.
 */
export function viewParams({ sent, received }: Pick<PeerUp, 'sent' | 'received'>, view: View): SessionParams {
  switch (view) {
    case 'loc-rib':
      return locRibParams(sent.open, received.open);
    case 'adj-out-pre':
    case 'adj-out-post':
      return sessionParams(sent.open, received.open);
    case 'adj-in-pre':
    case 'adj-in-post':
      return sessionParams(received.open, sent.open);
  }
}

/**
 * The OPENs of a Loc-RIB are made up to say how its messages are encoded (RFC 9069 §5.2). One that names no ADD-PATH says
 * nothing: routers are seen to send path identifiers all the same. AS numbers always have 4 octets (RFC 9069 §5.4.1).
 */
function locRibParams(sent: Open, received: Open): SessionParams {
  const families = [sent, received].flatMap((open) => addPathFamilies(open, SENDS_PATHS | RECEIVES_PATHS));
  return { asBytes: 4, addPath: (family) => includesFamily(families, family) || undefined, external: undefined };
}

/**
 * How Route Monitoring messages are encoded, which the router writes anew from its tables; the same for all of a view with equal
 * flag A, which says how wide their AS numbers are (RFC 7854 §4.2). Path identifiers that the session agreed on are likely:
 * GoBGP leaves them out after policy, FRR 8 in all tables. GoBGP leaves out the AS_PATH of its own routes as well.
 */
export function monitoringParams(
  session: SessionParams | undefined,
  { view, legacyAsPath }: Pick<PeerHeader, 'view' | 'legacyAsPath'>
): SessionParams {
  const { addPath, external } = session ?? UNHEARD;
  return {
    asBytes: legacyAsPath ? 2 : 4,
    addPath: (family) => (addPath(family) === true ? 'likely' : addPath(family)),
    external,
    ownRoutes: view === 'loc-rib',
  };
}
