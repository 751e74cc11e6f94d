/** The version of the query model that this plugin writes. */
export const version = 1;

type Stored = Record<string, unknown>;

/** Each brings a stored query from the version of its place to the next one; the back end has the same (pkg/query). */
const migrations: ReadonlyArray<(stored: Stored) => Stored> = [listsOfSingles];

/**
 * A query as the present version writes it. One of a version that is not known stays as it is, for the editor to mark.
 * `schema/vectors/migrations.json` has an example of each step.
 */
export function migrate(stored: object): object {
  const { version: from = 0 } = stored as { version?: unknown };
  if (typeof from !== 'number' || migrations[from] === undefined) {
    return stored;
  }
  const migrated = migrations.slice(from).reduce((query, step) => step(query), { ...stored });
  return { ...migrated, version };
}

/** The fields of a filter that hold several values from version 1 on. */
const lists = [
  'router',
  'peer',
  'peerAs',
  'view',
  'vrf',
  'label',
  'domain',
  'kind',
  'severity',
  'origin',
  'action',
  'change',
  'code',
  'collector',
  'part',
  'reason',
];

/** A query without a version, as people write them, may name one value where there can be several. */
function listsOfSingles(stored: Stored): Stored {
  const { filter } = stored;
  return {
    ...withLists(stored, ['groupBy']),
    ...(isObject(filter) && { filter: withLists(filter, lists) }),
  };
}

function withLists(holder: Stored, names: readonly string[]): Stored {
  const entries = Object.entries(holder).map(([name, value]): [string, unknown] => [
    name,
    names.includes(name) && isSingle(value) ? (value === '' ? [] : [value]) : value,
  ]);
  return Object.fromEntries(entries);
}

function isSingle(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isObject(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
