import type { CollectorState } from '../../src/observe/collector-state.ts';

/** Memory of a process at a time. */
export interface Sample {
  readonly ms: number;
  readonly bytes: number;
}

/** How fast it grows or shrinks, bytes a minute: the line of least squares through the samples. */
export function slopePerMinute(samples: readonly Sample[]): number {
  const mean = (of: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [ms, bytes] = [mean((one) => one.ms), mean((one) => one.bytes)];
  const covariance = mean((one) => (one.ms - ms) * (one.bytes - bytes));
  return (covariance / mean((one) => (one.ms - ms) ** 2)) * 60_000;
}

/** Errors that a collector has logged, as `EVENT ABOUT WORDS`; and lines that are none of its log, which a crash leaves. */
export function loggedErrors(stderr: string): string[] {
  return stderr.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) {
      return line === '' ? [] : [line];
    }
    const { level, event, about = '', words } = JSON.parse(line) as Record<string, string>;
    return level === 'error' ? [`${event} ${about} ${words}`] : [];
  });
}

/** Sources in which nothing was heard since a time, Unix milliseconds. */
export function silentSources({ sources }: CollectorState, sinceMs: number): string[] {
  return sources.filter(({ lastHeardMs = 0 }) => lastHeardMs < sinceMs).map(({ type, words }) => `${type}: ${words}`);
}
