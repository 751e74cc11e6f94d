/** A checkpoint that cannot be used: why, in words for people. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}
