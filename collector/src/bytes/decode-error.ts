/** Bytes that are not what the specification says: which field, where, and how many bytes it needs and has. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly field: string;
  /** Offset in the input that the reader was made for, in bytes. */
  readonly offset: number;

  constructor(field: string, offset: number, problem: string) {
    super(`${field} at offset ${offset}: ${problem}`);
    this.field = field;
    this.offset = offset;
  }

  static short(field: string, offset: number, need: number, have: number): DecodeError {
    return new DecodeError(field, offset, `need ${need} bytes, have ${have}`);
  }
}
