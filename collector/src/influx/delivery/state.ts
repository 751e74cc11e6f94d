/**
 * How the sending to a database is:
 * `retrying` while the server is away, overloaded or failing, which passes without anybody doing anything;
 * `refused` while it does not take the credentials or has no such database, which somebody has to mend;
 * `disk-trouble` while the journal or the dead letters cannot be read or written.
 * Nothing is lost meanwhile.
 */
export type DatabaseState =
  | { readonly kind: 'ok' }
  | {
      readonly kind: 'retrying' | 'refused' | 'disk-trouble';
      /** Unix milliseconds. */
      readonly sinceMs: number;
      /** What the server or the system said last. */
      readonly words: string;
      /** HTTP status, if the server answered. */
      readonly status: number | undefined;
    };
