import type { GracefulRestart } from '../bgp/capabilities.ts';
import { CEASE, HARD_RESET, type Notification } from '../bgp/notification.ts';
import type { Open } from '../bgp/open.ts';

/** What an OPEN offers; `none` where it does not name the capability. */
export type RestartOffer = GracefulRestart | 'none';

/** What was heard of a session that says what becomes of the peer's routes when it is lost. */
export interface RestartTerms {
  /** Of the last OPEN in each direction; undefined where none was heard. */
  readonly received: RestartOffer | undefined;
  readonly sent: RestartOffer | undefined;
  /** The NOTIFICATION that was the last to be heard. */
  readonly notification: Pick<Notification, 'code' | 'subcode'> | undefined;
}

/** Of several capabilities the last one counts. RFC 4724 §3 */
export function restartOffer({ capabilities }: Open): RestartOffer {
  const found = capabilities.findLast((capability) => capability.kind === 'graceful-restart');
  return found?.restart ?? 'none';
}

/**
 * How long the routes of a lost peer are kept as stale, microseconds: its Restart Time, where both sides agreed on graceful
 * restart and the loss is none that ends it. Undefined where they are not kept, and where the peer's OPEN was not heard; of a
 * router whose own OPEN was not heard, the agreement is assumed. RFC 4724 §4.2, RFC 8538 §2
 */
export function keptUs({ received, sent, notification }: RestartTerms): number | undefined {
  if (received === undefined || received === 'none' || received.families.length === 0 || sent === 'none') {
    return undefined;
  }
  const throughNotifications = received.notifications && (sent === undefined || sent.notifications);
  const graceful = notification === undefined || (throughNotifications && !isHardReset(notification));
  return graceful ? received.restartTimeSeconds * 1_000_000 : undefined;
}

/** RFC 8538 §3 */
function isHardReset({ code, subcode }: Pick<Notification, 'code' | 'subcode'>): boolean {
  return code === CEASE && subcode === HARD_RESET;
}
