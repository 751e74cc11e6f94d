import type { Change } from '../rib/change.ts';
import type { Interval } from './interval-clock.ts';
import type { LeftOut } from './left-out.ts';
import type { Emit } from './observation.ts';
import type { PrefixChange } from './scope/prefix-change.ts';

/** What remembers something that later rows depend on. A memory may refer to the tables: `MemorySaver` makes plain data of it. */
export interface Remembers<Memory> {
  /** All that it remembers. The parts are its own: they hold until the next event. */
  save(): Memory;
  /** Goes on from what another one remembered, and may keep the parts. Call it before anything else. */
  load(memory: Memory): void;
}

/** Judges what changed. Pure: time comes with the events, never from a clock. What remembers nothing has no `save` and `load`. */
export interface Detector extends Partial<Remembers<unknown>> {
  /** What it left out so far since there was too much of it. */
  readonly leftOut?: Partial<LeftOut>;
  /** Takes in one event with what it did to the tables. */
  observe?(change: Change, emit: Emit): void;
  /** Takes in what a change did to all the routes that a domain has to one prefix. */
  observePrefix?(change: PrefixChange, emit: Emit): void;
  /** Time goes on: about once a second, before the events of that time. Unix microseconds. */
  tick?(timeUs: number, emit: Emit): void;
  /** Says what an interval comes to, when it has ended. */
  closeInterval?(interval: Interval, emit: Emit): void;
}
