/** A shorter one stands in too many texts by chance. */
const MIN_LENGTH = 8;
const INSTEAD = '[secret]';

/**
 * The secrets of a run, to be taken out of words of others: nothing here says them, but what a server answers or a system complains
 * of may. It is the second line: the first is that no error and no state holds one.
 */
export class Secrets {
  readonly #forms: readonly string[];

  /** Passwords, tokens and keys. */
  constructor(secrets: readonly (string | undefined)[], user = '') {
    const known = secrets.filter((secret) => secret !== undefined && secret.length >= MIN_LENGTH) as string[];
    // As it is, in JSON, in a URL, and as HTTP sends it.
    this.#forms = known.flatMap((secret) => [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      Buffer.from(`${user}:${secret}`).toString('base64'),
    ]);
  }

  /** The text without them. */
  hide(text: string): string {
    return this.#forms.reduce((hidden, form) => hidden.replaceAll(form, INSTEAD), text);
  }
}
