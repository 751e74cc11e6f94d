import { STORES, type StoreName } from './schema.gen.ts';

/** A store that has a database in every configuration. */
export type HomeStore = {
  [Name in StoreName]: (typeof STORES)[Name] extends { within: StoreName } ? never : Name;
}[StoreName];

/** Database of each store; a store without one stands with another. */
export type Databases = Readonly<Record<HomeStore, string>> & Readonly<Partial<Record<StoreName, string | undefined>>>;

/** The store in whose database the rows of a store are. */
export function homeOf(databases: Databases, store: StoreName): StoreName {
  const { within } = STORES[store] as { readonly within?: HomeStore };
  return within === undefined || databases[store] !== undefined ? store : within;
}

/** The stores that have a database of their own. */
export function homes(databases: Databases): StoreName[] {
  return (Object.keys(STORES) as StoreName[]).filter((store) => homeOf(databases, store) === store);
}

/** The database that the rows of a store are in. */
export function databaseOf(databases: Databases, store: StoreName): string {
  return databases[homeOf(databases, store)]!;
}
