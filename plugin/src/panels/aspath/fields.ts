import type { DataFrame } from '@grafana/data';
import { parseAsPath } from '../../shared/as-path';
import { type Change, noLabel } from '../../shared/colors';
import { fieldNamed, numberAt, textAt } from '../../shared/frames';
import { namesOf, peerText } from './names';
import { maxExamples, type PathModel, type PeerPath } from '../../shared/as-graph/paths';

export interface FieldOptions {
  /** At most so many paths are shown. */
  maxPaths: number;
  /** The query whose rows are the state before; the others are the state after. Empty: the rows say what changed, if anything did. */
  beforeRefId: string;
  isExpected: (asn: number) => boolean;
}

/**
 * Reads the paths of all frames that have an `as_path`. Also read where they are there: `peer`, `label`, `prefix` or `prefixes`
 * (a number), `change` (gained, lost, flapping; `changed` with `before_as_path` and `after_as_path`), and names of ASNs.
 */
export function readPaths(frames: readonly DataFrame[], options: FieldOptions): PathModel {
  const merged = new Map<string, MutablePath>();
  let unreadable = 0;
  let isCompared = false;
  for (const [index, frame] of frames.entries()) {
    const rows = rowsOf(frame, options.beforeRefId);
    isCompared ||= rows.isCompared;
    for (const row of rows.found) {
      const hops = parseAsPath(row.text);
      if (hops === undefined) {
        unreadable++;
        continue;
      }
      const key = `${row.peer}\n${row.label}\n${row.text}`;
      let path = merged.get(key);
      if (path === undefined) {
        const { peer, label, text } = row;
        path = {
          peer,
          label,
          text,
          hops,
          changes: new Set(),
          prefixes: new Set(),
          counted: 0,
          cell: { frame: index, row: row.at },
        };
        merged.set(key, path);
      }
      path.changes.add(row.change);
      path.counted += row.count;
      if (row.prefix !== '') {
        path.prefixes.add(row.prefix);
      }
    }
  }
  const paths = [...merged.values()].map(finish).sort(byTelling(options.isExpected));
  return {
    paths: paths.slice(0, options.maxPaths),
    totalPaths: paths.length,
    names: namesOf(frames),
    isCompared,
    labels: [...new Set(paths.map(({ label }) => label))].sort(),
    unreadable,
  };
}

interface MutablePath extends Pick<PeerPath, 'peer' | 'label' | 'text' | 'hops' | 'cell'> {
  changes: Set<Change>;
  prefixes: Set<string>;
  counted: number;
}

interface Row {
  at: number;
  peer: string;
  label: string;
  text: string;
  prefix: string;
  count: number;
  change: Change;
}

function rowsOf(frame: DataFrame, beforeRefId: string): { found: Row[]; isCompared: boolean } {
  const field = (...names: string[]) => fieldNamed(frame, ...names);
  const asPath = field('as_path');
  const [before, after] = [field('before_as_path'), field('after_as_path')];
  const [peer, label, prefix] = [field('peer'), field('label'), field('prefix')];
  const [change, counts] = [field('change'), field('prefixes', 'routes')];
  const found: Row[] = [];
  if (!asPath && !before && !after) {
    return { found, isCompared: false };
  }
  const peerOf = peerText(peer, field('peer_name'));
  for (let at = 0; at < frame.length; at++) {
    const common = {
      at,
      peer: peerOf(at),
      label: textAt(label, at) || noLabel,
      prefix: textAt(prefix, at),
      count: numberAt(counts, at) ?? 0,
    };
    const told = changeOf(textAt(change, at));
    if (told === 'changed' && before && after) {
      found.push({ ...common, text: textAt(before, at), change: 'lost' });
      found.push({ ...common, text: textAt(after, at), change: 'gained' });
      continue;
    }
    const text = textAt(asPath, at) || textAt(told === 'lost' ? before : after, at);
    // Of two queries, one tells what was and the others what is; what both tell is the same.
    const ofQuery: Change = frame.refId === beforeRefId ? 'lost' : 'gained';
    const ofRow = told === undefined || told === 'changed' ? 'same' : told;
    found.push({ ...common, text, change: beforeRefId === '' ? ofRow : ofQuery });
  }
  return {
    found,
    isCompared: change !== undefined || (before !== undefined && after !== undefined) || beforeRefId !== '',
  };
}

/** The words of the data source; what is there before and after stays, by however many routes. */
function changeOf(word: string): Change | 'changed' | undefined {
  switch (word) {
    case 'gained':
    case 'lost':
    case 'flapping':
    case 'changed':
      return word;
    case 'same':
    case 'more':
    case 'fewer':
      return 'same';
    default:
      return undefined;
  }
}

function finish(path: MutablePath): PeerPath {
  const { peer, label, text, hops, cell, changes } = path;
  return {
    peer,
    label,
    text,
    hops,
    cell,
    change: merge(changes),
    prefixes: Math.max(1, path.prefixes.size, path.counted),
    examples: [...path.prefixes].slice(0, maxExamples),
  };
}

/** A path that some prefixes gained and others lost is there at both times. */
function merge(changes: ReadonlySet<Change>): Change {
  if (changes.has('flapping')) {
    return 'flapping';
  }
  const [only] = changes;
  return changes.size === 1 ? only! : 'same';
}

function byTelling(isExpected: (asn: number) => boolean) {
  const marks = new Map<PeerPath, number>();
  const rank = (path: PeerPath) => {
    let mark = marks.get(path);
    if (mark === undefined) {
      const isOdd = path.hops.some((hop) => (hop.kind === 'as' ? [hop.asn] : hop.asns).some((asn) => !isExpected(asn)));
      mark = isOdd ? 0 : path.change === 'same' ? 2 : 1;
      marks.set(path, mark);
    }
    return mark;
  };
  return (a: PeerPath, b: PeerPath) =>
    rank(a) - rank(b) ||
    b.prefixes - a.prefixes ||
    compareText(a.text, b.text) ||
    compareText(a.peer, b.peer) ||
    compareText(a.label, b.label);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
