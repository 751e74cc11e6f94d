/** Exit codes: done; something failed or was left out; the command or its configuration cannot be used. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/** Ends the command with one line for the person at the terminal. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}
