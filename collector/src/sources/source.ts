/** Somewhere that bytes come from. It knows no protocol. */
export interface Source {
  /** Path, or `-` for standard input: what errors name. */
  readonly name: string;
  /** Size as stored and how much of it has been read, in bytes; the size is undefined where the end is not known. */
  readonly sizeBytes: number | undefined;
  readonly readBytes: number;
  /** The bytes, decompressed. Once only. */
  chunks(): AsyncIterable<Uint8Array>;
}

/** A source that cannot be read, or stopped being readable. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}
