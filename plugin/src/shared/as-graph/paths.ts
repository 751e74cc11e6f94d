import type { Change } from '../colors';
import type { Hop } from '../as-path';
import type { CellRef } from '../frames';

/** One AS path as one peer gives it, with all routes of the answer that have it. */
export interface PeerPath {
  /** Where it was heard; empty where the answer does not say. */
  peer: string;
  hops: readonly Hop[];
  /** As in the answer: `65010 65020 65020`. */
  text: string;
  label: string;
  change: Change;
  /** How many prefixes have it. */
  prefixes: number;
  /** The first of these prefixes, in the order of the answer. */
  examples: readonly string[];
  cell: CellRef;
}

/** What the frames say, ready to be made a graph. */
export interface PathModel {
  /** The paths that are shown, the most telling first: unexpected, then changed, then by number of prefixes. */
  paths: readonly PeerPath[];
  /** How many there are altogether. */
  totalPaths: number;
  /** Names of ASNs, as the inventory has them. */
  names: ReadonlyMap<number, string>;
  /** Whether two times are compared. */
  isCompared: boolean;
  labels: readonly string[];
  /** Rows whose AS path cannot be read. */
  unreadable: number;
}

export const maxExamples = 5;
