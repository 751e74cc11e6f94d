import type { Reader } from '../bytes/reader.ts';

/** States of the finite state machine as MRT numbers them, 1 to 6. RFC 6396 §4.4.1, RFC 4271 §8.2.2; 7 and 8 are of Quagga. */
export type SessionState =
  'Idle' | 'Connect' | 'Active' | 'OpenSent' | 'OpenConfirm' | 'Established' | 'Clearing' | 'Deleted' | 'Unknown';

const STATES: readonly SessionState[] = [
  'Idle',
  'Connect',
  'Active',
  'OpenSent',
  'OpenConfirm',
  'Established',
  'Clearing',
  'Deleted',
];

export function decodeState(reader: Reader): SessionState {
  return STATES[reader.u16('state') - 1] ?? 'Unknown';
}

/** The number of a state, as `bgpdump` prints it; 0 is unknown. */
export function stateNumber(state: SessionState): number {
  return STATES.indexOf(state) + 1;
}
