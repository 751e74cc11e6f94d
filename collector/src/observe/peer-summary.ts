import type { PeerSettings } from '../detect/settings.ts';
import type { Peer } from '../event/types.ts';
import type { AddressText } from '../net/address.ts';
import { type PeerState, isWhole } from '../rib/peer-state.ts';
import type { PeerTable } from '../rib/peer-table.ts';
import type { Rib } from '../rib/rib.ts';

/** One peer, as far as its table tells what is heard from it and what is not. */
export interface PeerSummary extends Peer {
  /** `unknown` where no session was heard of, such as in a dump of a table. */
  readonly session: 'up' | 'down' | 'unknown';
  /** From the configuration. */
  readonly name: string | undefined;
  readonly group: string | undefined;
  readonly bestOnly: boolean;
  /** Whether its session was seen to come up: whatever it has told since is all there is. */
  readonly fromItsStart: boolean;
  /** Time of its last UPDATE, Unix milliseconds; undefined where there was none. */
  readonly lastUpdateMs: number | undefined;
  readonly tables: readonly TableSummary[];
}

export interface TableSummary {
  readonly familyName: string;
  readonly routes: number;
  /** False where the table is what was heard since the start, and not all there is. */
  readonly whole: boolean;
  /** The AS of every path, where all are as long as that; undefined where they are not, and of tables too large to look at. */
  readonly onlyAs: number | undefined;
}

const MAX_PEERS = 1000;
/** Routes of a table that is looked through, so that asking costs little. */
const MAX_LOOKED_THROUGH = 10_000;

/** The first peers in the order in which they were heard of. */
export function summarizePeers(rib: Rib, settings: ReadonlyMap<AddressText, PeerSettings>): PeerSummary[] {
  const summaries: PeerSummary[] = [];
  for (const state of rib.peers()) {
    if (summaries.length === MAX_PEERS) {
      break;
    }
    const { name, group, bestOnly = false } = settings.get(state.peer.address) ?? {};
    summaries.push({
      ...state.peer,
      session: sessionOf(state),
      fromItsStart: state.upUs !== undefined,
      name,
      group,
      bestOnly,
      lastUpdateMs: state.lastUpdateUs > 0 ? state.lastUpdateUs / 1000 : undefined,
      tables: [...state.tables].map(([familyName, table]) => ({
        familyName,
        routes: table.size,
        whole: isWhole(table),
        onlyAs: onlyAs(rib, table),
      })),
    });
  }
  return summaries;
}

function sessionOf({ live, sessionKnown }: PeerState): PeerSummary['session'] {
  return live ? 'up' : sessionKnown ? 'down' : 'unknown';
}

function onlyAs({ attributes }: Rib, table: PeerTable): number | undefined {
  if (table.size > MAX_LOOKED_THROUGH) {
    return undefined;
  }
  const ases = new Set<number | undefined>();
  table.forEach((_, id) => ases.add(attributes.pathLength(id) === 1 ? attributes.originAs(id) : undefined));
  const [as] = ases;
  return ases.size === 1 ? as : undefined;
}
