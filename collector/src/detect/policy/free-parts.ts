import type { Prefix } from '../../net/prefix.ts';
import { comparePrefixes } from '../../net/prefix-index.ts';
import type { Domain } from '../scope/domains.ts';
import type { Expectation } from '../settings.ts';

/** Whether a prefix is a part of an expected one that covers by design, a default route or an aggregate: such parts are nobody's in particular. */
export function isFreePart({ prefix: expected }: Expectation, prefix: Prefix, { settings }: Domain): boolean {
  if (expected === undefined || expected.match === 'longer' || prefix.lengthBits <= expected.value.lengthBits) {
    return false;
  }
  const { value } = expected;
  return value.lengthBits === 0 || settings.aggregates.some((aggregate) => comparePrefixes(aggregate, value) === 0);
}
