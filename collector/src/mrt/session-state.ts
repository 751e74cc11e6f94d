import type { Reader } from '../bytes/reader.ts';

/** States of the finite state machine as MRT numbers them, 1 to 6. RFC 6396 §4.4.1, RFC 4271 §8.2.2 */
export type SessionState = 'Idle' | 'Connect' | 'Active' | 'OpenSent' | 'OpenConfirm' | 'Established' | 'Unknown';

const STATES: readonly SessionState[] = ['Idle', 'Connect', 'Active', 'OpenSent', 'OpenConfirm', 'Established'];

export function decodeState(reader: Reader): SessionState {
  return STATES[reader.u16('state') - 1] ?? 'Unknown';
}

/** The number of a state, as `bgpdump` prints it. */
export function stateNumber(state: SessionState): number {
  return STATES.indexOf(state) + 1;
}
