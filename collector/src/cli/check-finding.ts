/** `note` may be meant so, or passes; `problem` needs somebody. */
export type Verdict = 'ok' | 'note' | 'problem';

/** One thing that was looked at. */
export interface Finding {
  readonly area: 'Configuration' | 'InfluxDB' | 'Journal' | 'Collector' | 'Source' | 'Peer' | 'Blind spot';
  /** Which of them; empty for the area as a whole. */
  readonly about: string;
  readonly verdict: Verdict;
  readonly words: string;
}

/** Findings of one area. */
export function findingsOf(area: Finding['area']): (verdict: Verdict, words: string, about?: string) => Finding {
  return (verdict, words, about = '') => ({ area, about, verdict, words });
}
