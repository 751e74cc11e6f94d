/** A configuration that cannot be used, with the place to mend it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
