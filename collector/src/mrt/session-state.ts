import type { Reader } from '../bytes/reader.ts';

/**
 * States of the finite state machine as MRT numbers them, 1 to 6. RFC 6396 §4.4.1, RFC 4271 §8.2.2; 7 and 8 are of Quagga, any
 * other number has no name. `Unknown` is the state of a session that nothing was recorded of.
 */
export type SessionState =
  | 'Idle'
  | 'Connect'
  | 'Active'
  | 'OpenSent'
  | 'OpenConfirm'
  | 'Established'
  | 'Clearing'
  | 'Deleted'
  | `state ${number}`
  | 'Unknown';

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
  const code = reader.u16('state');
  return STATES[code - 1] ?? `state ${code}`;
}

/** The number of a state, as `bgpdump` prints it; 0 is unknown. */
export function stateNumber(state: SessionState): number {
  const [, code] = state.split(' ');
  return code === undefined ? STATES.indexOf(state) + 1 : Number(code);
}
