import type { DataFrame, Field } from '@grafana/data';
import { noLabel } from '../../shared/colors';
import { type CellRef, fieldNamed, textAt, timeMsAt } from '../../shared/frames';
import { namedText } from '../../shared/names';
import { type Family, maskPrefix, parsePrefix } from '../../shared/prefix';
import type { Progress, Steps } from '../../shared/steps';
import { addRow, noRows } from './prefix-rows';
import { type PrefixTree, treeSteps } from './tree';

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
  frames: readonly DataFrame[];
  trees: Partial<Record<Family, PrefixTree>>;
  colorBy: ColorBy;
  /** Every key that colours a prefix of a family, the most frequent first. */
  keys: Readonly<Record<Family, readonly string[]>>;
  overlaps: readonly Overlap[];
  shown: number;
  total: number;
  /** Rows whose prefix cannot be read. */
  unreadable: number;
  cellOf: (row: number) => CellRef;
  routeAt: (row: number) => SpaceRoute;
}

export interface SpaceOptions {
  maxPrefixes: number;
  colorBy: ColorBy;
}

/** So many rows are read between two pauses. */
const rowsAtOnce = 500;

interface Source {
  frame: number;
  firstRow: number;
  rowCount: number;
  read: RouteReader;
}

/**
 * Reads all frames with a `prefix`; a frame with `covering` as well holds overlaps, and both of its sides are routes where no other
 * frame has any. Pauses often, as a full table takes seconds. Also read where they are there: `peer`, `label`, `origin_as`, `as_path`, `next_hop`, `since`.
 */
export function* spaceSteps(frames: readonly DataFrame[], { maxPrefixes, colorBy }: SpaceOptions): Steps<SpaceModel> {
  const numbered = frames.map((frame, index) => ({ frame, index }));
  const ofOverlaps = numbered.filter(({ frame }) => fieldNamed(frame, 'prefix') && fieldNamed(frame, 'covering'));
  const ofRoutes = numbered.filter(({ frame }) => fieldNamed(frame, 'prefix') && !fieldNamed(frame, 'covering'));
  const sources: Source[] = [];
  const found = { ipv4: noRows('ipv4'), ipv6: noRows('ipv6') };
  const seen = new Map<string, boolean>();
  let [shown, unreadable, nextRow] = [0, 0, 0];
  const progress: Progress = { done: 0, of: ofRoutes.reduce((sum, { frame }) => sum + frame.length, 0) };
  function* read(index: number, frame: DataFrame, name: string, side: string): Steps<void> {
    const prefixes = fieldNamed(frame, name);
    sources.push({ frame: index, firstRow: nextRow, rowCount: frame.length, read: routeReader(frame, side) });
    for (let row = 0; row < frame.length; row++) {
      if (row % rowsAtOnce === 0) {
        yield { ...progress, done: nextRow + row };
      }
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
        addRow(found[prefix.family], maskPrefix(prefix), nextRow + row);
      }
    }
    nextRow += frame.length;
  }
  for (const { frame, index } of ofRoutes) {
    yield* read(index, frame, 'prefix', '');
  }
  if (ofRoutes.every(({ frame }) => frame.length === 0)) {
    for (const { frame, index } of ofOverlaps) {
      yield* read(index, frame, 'prefix', '');
      yield* read(index, frame, 'covering', 'covering_');
    }
  }
  const sourceOf = (row: number) => sources.find(({ firstRow, rowCount }) => row < firstRow + rowCount)!;
  const keyAt = (row: number) => {
    const { read: reader, firstRow } = sourceOf(row);
    return reader[colorBy](row - firstRow);
  };
  const trees: SpaceModel['trees'] = {};
  const keys: Record<Family, readonly string[]> = { ipv4: [], ipv6: [] };
  for (const family of ['ipv4', 'ipv6'] as const) {
    if (found[family].count > 0) {
      const tree = yield* treeSteps(found[family]);
      trees[family] = tree;
      keys[family] = yield* keySteps(tree, keyAt);
    }
  }
  return {
    frames,
    trees,
    colorBy,
    keys,
    overlaps: ofOverlaps.flatMap(({ frame }) => readOverlaps(frame)),
    shown,
    total: seen.size,
    unreadable,
    cellOf: (row) => ({ frame: sourceOf(row).frame, row: row - sourceOf(row).firstRow }),
    routeAt: (row) => routeOf(sourceOf(row).read, row - sourceOf(row).firstRow),
  };
}

function* keySteps({ rows }: PrefixTree, keyAt: (row: number) => string): Steps<string[]> {
  const counts = new Map<string, number>();
  for (const [at, row] of rows.entries()) {
    if (at % (rowsAtOnce * 4) === 0) {
      yield;
    }
    const key = keyAt(row);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort(([a, some], [b, others]) => others - some || (a < b ? -1 : 1)).map(([key]) => key);
}

/** Reads what a row says of a route, part by part. */
type RouteReader = Readonly<Record<keyof SpaceRoute, (row: number) => string>>;

function routeReader(frame: DataFrame, side: string): RouteReader {
  const text = (...names: string[]) => {
    const field: Field | undefined = fieldNamed(frame, ...names.map((name) => side + name));
    return (row: number) => textAt(field, row);
  };
  const label = text('label');
  return {
    peer: namedText(fieldNamed(frame, `${side}peer`)),
    label: (row) => label(row) || noLabel,
    origin: namedOrigin(fieldNamed(frame, `${side}origin_as`, `${side}origin`)),
    asPath: text('as_path'),
    nextHop: namedText(fieldNamed(frame, `${side}next_hop`)),
  };
}

function routeOf({ peer, label, origin, asPath, nextHop }: RouteReader, row: number): SpaceRoute {
  return { peer: peer(row), label: label(row), origin: origin(row), asPath: asPath(row), nextHop: nextHop(row) };
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
        specific: routeOf(specific, row),
        covers: routeOf(covers, row),
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
export function keysOf(model: SpaceModel, tree: PrefixTree, at: number): string[] {
  return [...new Set(routesOf(model, tree, at).map((route) => route[model.colorBy]))].sort();
}
