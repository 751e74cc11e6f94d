import type { WriteAnswer } from '../write-client.ts';

/** Why the server did not take a line that it can read the rest without. */
export const DEAD_REASONS = ['field_type', 'retention', 'unparsable', 'too_large', 'other'] as const;
export type DeadReason = (typeof DEAD_REASONS)[number];

/** Lines among which are some that the server refuses for good. */
export interface DeadLines {
  readonly lines: readonly string[];
  /** How many of them; the others are stored. */
  readonly refused: number;
  readonly reason: DeadReason;
  /** What the server said. */
  readonly words: string;
}

/** What became of lines: written + refused is their number. */
export interface Settled {
  written: number;
  readonly dead: DeadLines[];
}

/** Sends lines until the server has answered for them, however long that takes. */
export type Attempt = (text: string) => Promise<WriteAnswer>;

/** Requests for finding the bad lines of a batch whose good ones are stored. Beyond it they are set down together with good ones. */
const MAX_SEARCHES = 256;

/** Has every good line of a text stored, a line end each, and finds the ones that the server refuses by halving what it refuses. */
export async function settle(text: string, lines: number, attempt: Attempt): Promise<Settled> {
  const body = text.slice(0, -1);
  const answer = await attempt(body);
  if (answer.kind === 'stored') {
    return { written: lines, dead: [] };
  }
  const settling = new Settling(attempt);
  await settling.refused(body.split('\n'), answer);
  return settling.settled;
}

type Refusal = Exclude<WriteAnswer, { kind: 'stored' }>;

class Settling {
  readonly #attempt: Attempt;
  #searches = 0;
  readonly settled: Settled = { written: 0, dead: [] };

  constructor(attempt: Attempt) {
    this.#attempt = attempt;
  }

  async refused(lines: readonly string[], answer: Refusal): Promise<void> {
    if (lines.length === 1) {
      this.#bury(lines, 1, answer);
    } else if (answer.kind === 'partial' && this.#isFound(answer.dropped, lines.length)) {
      this.#bury(lines, Math.min(answer.dropped, lines.length), answer);
    } else {
      const middle = lines.length >> 1;
      await this.#half(lines.slice(0, middle));
      await this.#half(lines.slice(middle));
    }
  }

  async #half(lines: readonly string[]): Promise<void> {
    const answer = await this.#attempt(lines.join('\n'));
    if (answer.kind === 'stored') {
      this.settled.written += lines.length;
    } else {
      await this.refused(lines, answer);
    }
  }

  /** Whether to look no further for the lines that were dropped: all were, or there are too many to be told apart. */
  #isFound(dropped: number, lines: number): boolean {
    return dropped >= lines || ++this.#searches > MAX_SEARCHES;
  }

  #bury(lines: readonly string[], refused: number, answer: Refusal): void {
    this.settled.written += lines.length - refused;
    const words = `HTTP ${answer.status}: ${answer.words}`;
    this.settled.dead.push({ lines, refused, reason: reasonOf(answer), words });
  }
}

/** Words of 1.6.7 and 2.7. */
function reasonOf({ kind, words }: Refusal): DeadReason {
  if (kind === 'too-large') {
    return 'too_large';
  }
  if (/field type conflict/.test(words)) {
    return 'field_type';
  }
  if (/retention policy/.test(words)) {
    return 'retention';
  }
  return /unable to parse/.test(words) ? 'unparsable' : 'other';
}
