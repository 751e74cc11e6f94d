/** What the bytes of a session cannot tell of themselves: how its two speakers agreed to encode. */
export interface SessionParams {
  /** Width of an AS number in AS_PATH and AGGREGATOR: 4 with the 4-octet AS capability (RFC 6793). */
  readonly asBytes: 2 | 4;
}
