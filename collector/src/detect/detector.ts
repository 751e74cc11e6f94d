import type { Change } from '../rib/rib.ts';
import type { Interval } from './interval-clock.ts';
import type { Emit } from './observation.ts';

/** Judges what changed. Pure: time comes with the events, never from a clock. */
export interface Detector {
  /** Takes in one event with what it did to the tables. */
  observe(change: Change, emit: Emit): void;
  /** Says what an interval comes to, when it has ended. */
  closeInterval?(interval: Interval, emit: Emit): void;
}
