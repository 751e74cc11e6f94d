import { formatAsPath } from '../../src/bgp/as-path.ts';
import { formatPrefix } from '../../src/net/prefix.ts';
import type { PeerTable } from '../../src/rib/peer-table.ts';
import { nameOf } from './reference-tables.ts';
import type { Rib } from '../../src/rib/rib.ts';

/** The routes of a table as `prefix path`, with route distinguisher and path identifier where they have one; sorted. */
export function routeLines({ attributes }: Rib, table: PeerTable): string[] {
  const lines: string[] = [];
  table.forEach((id, set, pathId) => {
    const prefix = table.family.prefixes.prefix(id);
    const text = [prefix.rd, formatPrefix(prefix), pathId, formatAsPath(attributes.asPath(set))];
    lines.push(text.filter((part) => part !== undefined).join(' '));
  });
  return lines.sort();
}

/** All routes as `ReferenceTables.lines` gives them. */
export function tableLines(rib: Rib): string[] {
  const lines: string[] = [];
  for (const { tables } of rib.families()) {
    for (const table of tables) {
      table.forEach((id, set, pathId) => {
        const { rd = '-', ...prefix } = table.family.prefixes.prefix(id);
        const key = `${rd} ${formatPrefix(prefix)} ${pathId ?? '-'}`;
        const { attributes } = rib;
        const others = Buffer.from(attributes.otherAttributes(set)).toString('hex');
        const route = [formatAsPath(attributes.asPath(set)), attributes.nextHop(set), others].join(' ');
        lines.push(`${nameOf(table.state.peer, table.family.name)} ${key} ${route}`);
      });
    }
  }
  return lines.sort();
}
