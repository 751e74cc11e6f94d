import { DecodeError } from './bytes/decode-error.ts';
import { type Source, SourceError } from './sources/source.ts';

/** What stopped a file before its end. All before it has been taken in. */
export interface FileProblem {
  readonly name: string;
  readonly message: string;
}

/** Turns what is wrong with the input into words; anything else is thrown on. */
export function problemWords(error: unknown, { name }: Source, noRecords: boolean): string {
  if (error instanceof SourceError) {
    return error.message;
  }
  if (!(error instanceof DecodeError)) {
    throw error;
  }
  return noRecords
    ? `${name}: not an MRT file (${error.message})`
    : `${name}: cut off, the last record is not whole (${error.message})`;
}
