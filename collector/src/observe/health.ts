import type { CollectorState } from './collector-state.ts';
import { partOf, storeTrouble } from './collector-rows.ts';

export interface Readiness {
  readonly ready: boolean;
  /** What stands in the way, a sentence each. */
  readonly problems: readonly string[];
  /** What will pass by itself, a sentence each. */
  readonly notes: readonly string[];
}

/** Trouble of a store that passes without anybody doing anything, and loses nothing meanwhile. */
const PASSES = ['retrying'];

/**
 * Whether the collector hears and keeps what it hears: each source is open, each journal can be written, each database answers or is
 * tried again.
 */
export function readinessOf({ sources, stores }: CollectorState): Readiness {
  const problems = sources
    .filter(({ state }) => state === 'trouble')
    .map((source) => `source ${partOf(source)}: ${source.words}`);
  const notes: string[] = [];
  for (const [store, health] of Object.entries(stores)) {
    const trouble = storeTrouble(health);
    if (trouble !== undefined) {
      const list = PASSES.includes(trouble.kind) ? notes : problems;
      list.push(`store ${store}: ${trouble.kind}, ${trouble.words}`);
    }
  }
  if (sources.length === 0) {
    notes.push('no source is configured');
  }
  return { ready: problems.length === 0, problems, notes };
}

export interface Liveness {
  readonly alive: boolean;
  readonly words: string;
}

/** So long the tables may be worked on without a tick: a whole table is written in between. */
const MAX_SILENCE_MS = 60_000;

/** Whether the process turns over: it does if it answers, and if time goes on in the tables. Both on the monotonic clock, which no step moves. */
export function livenessOf(tickedMs: number, nowMs: number): Liveness {
  const seconds = Math.round((nowMs - tickedMs) / 1000);
  return nowMs - tickedMs <= MAX_SILENCE_MS
    ? { alive: true, words: 'the process turns over' }
    : { alive: false, words: `time has not gone on in the tables for ${seconds} s` };
}
