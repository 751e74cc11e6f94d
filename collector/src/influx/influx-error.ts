import { plainText } from '../bytes/text.ts';

/** What went wrong between here and InfluxDB, in words for the person who has to mend it. */
export class InfluxError extends Error {
  override readonly name = 'InfluxError';
  /** Whether the same request may succeed later without anybody doing anything. */
  readonly transient: boolean;
  readonly status: number | undefined;
  /** How long the server asks to be left alone. */
  readonly retryAfterMs: number;

  constructor(message: string, options: InfluxErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs ?? 0;
    this.transient = options.transient ?? false;
    this.status = options.status;
  }
}

export interface InfluxErrorOptions {
  readonly transient?: boolean;
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** The server answered with an error status. */
export function httpFailure(
  url: string,
  database: string,
  status: number,
  body: string,
  retryAfterMs = 0
): InfluxError {
  const said = saidBy(status, body);
  if (status === 401 || status === 403) {
    return accessRefused(url, `"${database}"`, status, body);
  }
  if (status === 404 && /database|bucket/.test(said)) {
    return new InfluxError(`InfluxDB at ${url} has no database "${database}" (${said}); run 'earshot setup' first`, {
      status,
    });
  }
  const transient = status === 408 || status === 429 || status >= 500;
  return new InfluxError(`InfluxDB at ${url} did not take a request for "${database}" (${said})`, {
    status,
    transient,
    retryAfterMs,
  });
}

/** The management API of 2.x answered with an error status; `path` is what was asked. */
export function apiFailure(url: string, path: string, status: number, body: string): InfluxError {
  if (status === 401 || status === 403) {
    return accessRefused(url, 'its buckets', status, body);
  }
  return new InfluxError(`InfluxDB at ${url} did not do /api/v2/${path} (${saidBy(status, body)})`, { status });
}

/** The server wants other credentials for `what`. */
export function accessRefused(url: string, what: string, status: number, body: string): InfluxError {
  const cure = 'give --user with --password-file (1.x) or --token-file (2.x, 3.x), with the right to read and write';
  return new InfluxError(`InfluxDB at ${url} refuses access to ${what} (${saidBy(status, body)}); ${cure}`, { status });
}

function saidBy(status: number, body: string): string {
  const words = serverWords(body);
  return words === '' ? `HTTP ${status}` : `HTTP ${status}: ${words}`;
}

/** No answer came. */
export function networkFailure(url: string, cause: unknown): InfluxError {
  const words = deepestMessage(cause);
  const message = `InfluxDB at ${url} cannot be reached (${words}); is it running, and is the URL right?`;
  return new InfluxError(message, { cause, transient: true });
}

const MAX_WORDS_LENGTH = 500;

/** 1.x answers `{"error": …}`, 2.x `{"code": …, "message": …}`. On one line, as plain text: whatever answers may be no InfluxDB. */
export function serverWords(body: string): string {
  return plainText(bodyWords(body).slice(0, MAX_WORDS_LENGTH)).trim();
}

function bodyWords(body: string): string {
  try {
    const { error, message } = JSON.parse(body) as { error?: unknown; message?: unknown };
    return [error, message].find((words) => typeof words === 'string') ?? body;
  } catch {
    return body;
  }
}

function deepestMessage(cause: unknown): string {
  let error: unknown = cause;
  while (error instanceof Error && error.cause !== undefined) {
    error = error.cause;
  }
  if (error instanceof AggregateError && error.errors.length > 0) {
    return deepestMessage(error.errors[0]);
  }
  return error instanceof Error ? error.message || error.name : String(error);
}
