import { formatPrefix } from '../net/prefix.ts';
import type { FamilyTables } from '../rib/family-tables.ts';
import type { PrefixId } from '../rib/ids.ts';

/** A prefix as people read it; in a VPN family its route distinguisher and a colon stand before it. */
export function prefixText({ prefixes }: FamilyTables, id: PrefixId): string {
  const prefix = prefixes.prefix(id);
  const text = formatPrefix(prefix);
  return prefix.rd === undefined ? text : `${prefix.rd}:${text}`;
}
