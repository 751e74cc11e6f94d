import { type DestinationStream, type Logger, pino } from 'pino';
import { plainText } from '../bytes/text.ts';
import type { LogLevel } from './log-levels.ts';
import { logLineForTerminal } from './log-text.ts';
import type { Secrets } from './secrets.ts';

/** What an entry says beside its words. Values of others are made plain. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** What happened, as a program finds it again: a fixed name, and whom it happened to (a source, a store). */
export interface LogEvent {
  readonly event: string;
  readonly about?: string;
}

export interface LogOptions {
  readonly level: LogLevel;
  readonly collector: string;
  readonly secrets: Secrets;
  /** Whether people read it: text instead of JSON. */
  readonly forPeople: boolean;
  /** Unix milliseconds. */
  readonly nowMs: () => number;
}

/** What happens over and over is told a few times, then once in this time, with how often it happened since. */
const REPEAT_MS = 60_000;
/** So often, so that a source that comes up in three steps is told as it is. */
const MAX_TOLD_AT_ONCE = 3;
/** Events that are followed at a time, so that nobody fills the memory with new ones. */
const MAX_FOLLOWED = 1000;

/** An event that happened a short time ago: its like is held back once it was told a few times. */
interface Followed {
  toldMs: number;
  told: number;
  /** How often it happened since it was told. */
  repeated: number;
  /** Tells the last of them. */
  tell: (() => void) | undefined;
}

/**
 * The log: JSON lines, or text for people. Entries of one event about one thing are told three times, then once a minute at most: what comes in between is
 * counted, and the last of it told when the minute is over.
 */
export class Log {
  readonly #pino: Logger;
  readonly #options: LogOptions;
  readonly #followed = new Map<string, Followed>();

  /** `write` takes a line with its end. */
  constructor(options: LogOptions, write: (line: string) => void) {
    const destination: DestinationStream = {
      write: (line) => write(options.forPeople ? logLineForTerminal(line) : line),
    };
    this.#options = options;
    this.#pino = pino(
      {
        level: options.level,
        base: { collector: options.collector },
        messageKey: 'words',
        timestamp: () => `,"time":"${new Date(options.nowMs()).toISOString()}"`,
        formatters: { level: (level) => ({ level }) },
      },
      destination
    );
  }

  debug(event: LogEvent, words: string, fields?: LogFields): void {
    this.#take('debug', event, words, fields);
  }

  info(event: LogEvent, words: string, fields?: LogFields): void {
    this.#take('info', event, words, fields);
  }

  warn(event: LogEvent, words: string, fields?: LogFields): void {
    this.#take('warn', event, words, fields);
  }

  error(event: LogEvent, words: string, fields?: LogFields): void {
    this.#take('error', event, words, fields);
  }

  /** Tells what was held back for a minute. Call it about once a second. */
  tick(): void {
    const nowMs = this.#options.nowMs();
    for (const [key, followed] of this.#followed) {
      if (isOver(followed.toldMs, nowMs)) {
        followed.tell?.();
        if (followed.repeated === 0) {
          this.#followed.delete(key);
        }
        followed.repeated = 0;
        followed.tell = undefined;
        followed.toldMs = nowMs;
      }
    }
  }

  /** Tells all that was held back: the process ends. */
  close(): void {
    for (const followed of this.#followed.values()) {
      followed.tell?.();
    }
    this.#followed.clear();
  }

  #take(level: LogLevel, { event, about }: LogEvent, words: string, fields: LogFields = {}): void {
    if (!this.#pino.isLevelEnabled(level)) {
      return;
    }
    const key = `${level} ${event} ${about ?? ''}`;
    const followed = this.#followed.get(key);
    const nowMs = this.#options.nowMs();
    if (followed === undefined || isOver(followed.toldMs, nowMs)) {
      this.#follow(key, nowMs);
      this.#tell(level, { event, about, ...fields }, words, followed?.repeated ?? 0);
    } else if (followed.told < MAX_TOLD_AT_ONCE) {
      followed.told++;
      this.#tell(level, { event, about, ...fields }, words, 0);
    } else {
      followed.repeated++;
      const { repeated } = followed;
      // It says of itself that it happened, so it counts among those that it repeats.
      followed.tell = (): void => this.#tell(level, { event, about, ...fields }, words, repeated - 1);
    }
  }

  #follow(key: string, toldMs: number): void {
    this.#followed.delete(key);
    if (this.#followed.size === MAX_FOLLOWED) {
      const [oldest, { tell }] = this.#followed.entries().next().value!;
      tell?.();
      this.#followed.delete(oldest);
    }
    this.#followed.set(key, { toldMs, told: 1, repeated: 0, tell: undefined });
  }

  #tell(level: LogLevel, fields: LogFields, words: string, repeated: number): void {
    const plain: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(fields)) {
      plain[name] = typeof value === 'string' ? this.#plain(value) : value;
    }
    this.#pino[level]({ ...plain, ...(repeated > 0 && { repeated }) }, this.#plain(words));
  }

  #plain(text: string): string {
    return this.#options.secrets.hide(plainText(text));
  }
}

/** Whether what was told then may be told again: also where the clock was set back since. */
function isOver(toldMs: number, nowMs: number): boolean {
  return Math.abs(nowMs - toldMs) >= REPEAT_MS;
}
