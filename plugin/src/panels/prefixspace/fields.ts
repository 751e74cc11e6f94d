import type { DataFrame, Field } from '@grafana/data';
import { noLabel } from '../../shared/colors';
import { type CellRef, fieldNamed, textAt, timeMsAt } from '../../shared/frames';
import { namedText } from '../../shared/names';
import { type Family, maskPrefix, parsePrefix } from '../../shared/prefix';
import { buildTree, type PrefixRow, type PrefixTree } from './tree';

export type ColorBy = 'label' | 'origin' | 'peer';

/** A route of a prefix, as one row of the answer has it. */
export interface SpaceRoute {
  peer: string;
  label: string;
  origin: string;
  asPath: string;
  nextHop: string;
}

/** Two routes with other path identities of which one prefix is or contains the other. */
export interface Overlap {
  prefix: string;
  covering: string;
  family: Family;
  sinceMs: number | undefined;
  specific: SpaceRoute;
  covers: SpaceRoute;
}

/** What the frames say. Routes are read from the rows when they are shown: a full table has a million. */
export interface SpaceModel {
  trees: Partial<Record<Family, PrefixTree>>;
  overlaps: readonly Overlap[];
  shown: number;
  total: number;
  /** Rows whose prefix cannot be read. */
  unreadable: number;
  cellOf: (row: number) => CellRef;
  routeAt: (row: number) => SpaceRoute;
}

interface Source {
  frame: number;
  firstRow: number;
  rowCount: number;
  read: (row: number) => SpaceRoute;
}

/**
 * Reads all frames with a `prefix`; a frame with `covering` as well holds overlaps, and both of its sides are routes where no other
 * frame has any. Also read where they are there: `peer`, `label`, `origin_as`, `as_path`, `next_hop`, `since`.
 */
export function readSpace(frames: readonly DataFrame[], maxPrefixes: number): SpaceModel {
  const numbered = frames.map((frame, index) => ({ frame, index }));
  const ofOverlaps = numbered.filter(({ frame }) => fieldNamed(frame, 'prefix') && fieldNamed(frame, 'covering'));
  const ofRoutes = numbered.filter(({ frame }) => fieldNamed(frame, 'prefix') && !fieldNamed(frame, 'covering'));
  const sources: Source[] = [];
  const found: Record<Family, PrefixRow[]> = { ipv4: [], ipv6: [] };
  const seen = new Map<string, boolean>();
  let [shown, unreadable, nextRow] = [0, 0, 0];
  const read = (index: number, frame: DataFrame, name: string, side: string) => {
    const prefixes = fieldNamed(frame, name);
    sources.push({ frame: index, firstRow: nextRow, rowCount: frame.length, read: routeReader(frame, side) });
    for (let row = 0; row < frame.length; row++) {
      const text = textAt(prefixes, row);
      const prefix = parsePrefix(text);
      if (!prefix) {
        unreadable++;
        continue;
      }
      let isKept = seen.get(text);
      if (isKept === undefined) {
        isKept = shown < maxPrefixes;
        seen.set(text, isKept);
        shown += isKept ? 1 : 0;
      }
      if (isKept) {
        found[prefix.family].push({ prefix: maskPrefix(prefix), row: nextRow + row });
      }
    }
    nextRow += frame.length;
  };
  ofRoutes.forEach(({ frame, index }) => read(index, frame, 'prefix', ''));
  if (ofRoutes.every(({ frame }) => frame.length === 0)) {
    ofOverlaps.forEach(({ frame, index }) => {
      read(index, frame, 'prefix', '');
      read(index, frame, 'covering', 'covering_');
    });
  }
  const sourceOf = (row: number) => sources.find(({ firstRow, rowCount }) => row < firstRow + rowCount)!;
  const trees: SpaceModel['trees'] = {};
  for (const family of ['ipv4', 'ipv6'] as const) {
    if (found[family].length > 0) {
      trees[family] = buildTree(family, found[family]);
    }
  }
  return {
    trees,
    overlaps: ofOverlaps.flatMap(({ frame }) => readOverlaps(frame)),
    shown,
    total: seen.size,
    unreadable,
    cellOf: (row) => ({ frame: sourceOf(row).frame, row: row - sourceOf(row).firstRow }),
    routeAt: (row) => sourceOf(row).read(row - sourceOf(row).firstRow),
  };
}

function routeReader(frame: DataFrame, side: string): (row: number) => SpaceRoute {
  const text = (...names: string[]) => {
    const field: Field | undefined = fieldNamed(frame, ...names.map((name) => side + name));
    return (row: number) => textAt(field, row);
  };
  const peer = namedText(fieldNamed(frame, `${side}peer`));
  const nextHop = namedText(fieldNamed(frame, `${side}next_hop`));
  const origin = namedOrigin(fieldNamed(frame, `${side}origin_as`, `${side}origin`));
  const [label, asPath] = [text('label'), text('as_path')];
  return (row) => ({
    peer: peer(row),
    label: label(row) || noLabel,
    origin: origin(row),
    asPath: asPath(row),
    nextHop: nextHop(row),
  });
}

/** An ASN with its name before it, where it has one: `HQ-Frankfurt 65010`. */
function namedOrigin(field: Field | undefined): (row: number) => string {
  const named = namedText(field);
  return (row) => {
    const asn = textAt(field, row);
    const name = named(row);
    return name === asn ? asn : `${name} ${asn}`;
  };
}

function readOverlaps(frame: DataFrame): Overlap[] {
  const [prefixes, coverings, since] = [
    fieldNamed(frame, 'prefix'),
    fieldNamed(frame, 'covering'),
    fieldNamed(frame, 'since'),
  ];
  const [specific, covers] = [routeReader(frame, ''), routeReader(frame, 'covering_')];
  const found: Overlap[] = [];
  for (let row = 0; row < frame.length; row++) {
    const [prefix, covering] = [textAt(prefixes, row), textAt(coverings, row)];
    const family = parsePrefix(prefix)?.family;
    if (family && parsePrefix(covering)) {
      found.push({
        prefix,
        covering,
        family,
        sinceMs: timeMsAt(since, row),
        specific: specific(row),
        covers: covers(row),
      });
    }
  }
  return found;
}

/** The routes of a prefix in the tree. */
export function routesOf(model: SpaceModel, tree: PrefixTree, at: number): SpaceRoute[] {
  return Array.from(tree.rows.subarray(tree.rowStarts[at], tree.rowStarts[at + 1]), (row) => model.routeAt(row));
}

/** What colours a prefix, sorted: more than one where its routes differ. */
export function keysOf(model: SpaceModel, tree: PrefixTree, at: number, colorBy: ColorBy): string[] {
  return [...new Set(routesOf(model, tree, at).map((route) => route[colorBy]))].sort();
}

/** Every key of a family, the most frequent first. */
export function allKeys(model: SpaceModel, tree: PrefixTree, colorBy: ColorBy): string[] {
  const counts = new Map<string, number>();
  for (const row of tree.rows) {
    const key = model.routeAt(row)[colorBy];
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort(([a, some], [b, others]) => others - some || (a < b ? -1 : 1)).map(([key]) => key);
}
