import type { Family } from '../net/family.ts';
import { AttributeStore, type SavedAttributes } from './attribute-store.ts';
import { FamilyTables } from './family-tables.ts';
import { PathKeys, type SavedPathKeys } from './path-keys.ts';
import type { PeerState } from './peer-state.ts';
import { PeerTable, type SavedPeerTable } from './peer-table.ts';
import { PrefixTree, type SavedPrefixTree } from './prefix-tree.ts';
import { Tables } from './tables.ts';

/** The state of all tables as plain data. */
export interface SavedRib {
  readonly attributes: SavedAttributes;
  readonly families: readonly {
    readonly family: Family;
    readonly prefixes: SavedPrefixTree;
    readonly pathKeys: SavedPathKeys;
    /** Positions in `peers`, in the order of the family's tables. */
    readonly order: readonly number[];
  }[];
  readonly peers: readonly {
    readonly state: Omit<PeerState, 'tables'>;
    readonly tables: readonly { readonly familyName: string; readonly table: SavedPeerTable }[];
  }[];
  readonly refused: number;
}

export function saveTables({ attributes, refused, families, peers }: Tables): SavedRib {
  const places = new Map([...peers.keys()].map((peer, place) => [peer, place]));
  return {
    attributes: attributes.save(),
    refused,
    families: [...families.values()].map(({ family, prefixes, pathKeys, tables }) => ({
      family,
      prefixes: prefixes.save(),
      pathKeys: pathKeys.save(),
      order: tables.map(({ state }) => places.get(state.peer)!),
    })),
    peers: [...peers.values()].map(({ tables, ...state }) => ({
      state,
      tables: [...tables].map(([familyName, table]) => ({ familyName, table: table.save() })),
    })),
  };
}

export function loadTables({ attributes, families, peers, refused }: SavedRib, hashSeed: number): Tables {
  const loaded = new Tables(hashSeed, AttributeStore.load(attributes, hashSeed));
  loaded.refused = refused;
  for (const { family, prefixes, pathKeys } of families) {
    const tables = new FamilyTables(family, PrefixTree.load(prefixes, hashSeed), PathKeys.load(pathKeys));
    loaded.families.set(tables.name, tables);
  }
  for (const { state: saved, tables } of peers) {
    const state: PeerState = { ...saved, tables: new Map() };
    loaded.peers.set(state.peer, state);
    for (const { familyName, table } of tables) {
      state.tables.set(familyName, PeerTable.load(table, state, loaded.families.get(familyName)!));
    }
  }
  const states = [...loaded.peers.values()];
  const ordered = [...loaded.families.values()];
  families.forEach(({ order }, at) => {
    const { name, tables } = ordered[at]!;
    tables.push(...order.map((place) => states[place]!.tables.get(name)!));
  });
  return loaded;
}
