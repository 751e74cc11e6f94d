import type { DataFrame } from '@grafana/data';
import { parseAsPath } from '../../shared/as-path';
import { type Change, noLabel } from '../../shared/colors';
import { fieldNamed, numberAt, textAt } from '../../shared/frames';
import { namedText, namesOf } from '../../shared/names';
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
 * (a number), `change` (gained, lost, flapping, changed) with `before_as_path`, `before_label` and `before_prefixes`, and names.
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
  const [asPath, before] = [field('as_path'), field('before_as_path')];
  const [label, beforeLabel] = [field('label'), field('before_label')];
  const [counts, beforeCounts] = [field('prefixes'), field('before_prefixes')];
  const [prefix, change] = [field('prefix'), field('change')];
  const peerOf = namedText(field('peer'));
  const found: Row[] = [];
  for (let at = 0; asPath && at < frame.length; at++) {
    const told = changeOf(textAt(change, at));
    const row = { at, peer: peerOf(at), prefix: textAt(prefix, at) };
    const was = {
      ...row,
      label: textAt(beforeLabel, at) || textAt(label, at) || noLabel,
      count: numberAt(beforeCounts, at) ?? 0,
    };
    const is = { ...row, label: textAt(label, at) || noLabel, count: numberAt(counts, at) ?? 0 };
    const text = textAt(asPath, at);
    const textBefore = before ? textAt(before, at) : text;
    if (beforeRefId !== '') {
      // Of two queries, one tells what was and the others what is; what both tell is the same.
      found.push({ ...is, text, change: frame.refId === beforeRefId ? 'lost' : 'gained' });
    } else if (told === 'lost') {
      found.push({ ...was, text: text || textBefore, change: told });
    } else if (told === 'changed' && text !== textBefore) {
      found.push({ ...was, text: textBefore, change: 'lost' }, { ...is, text, change: 'gained' });
    } else {
      found.push({ ...is, text, change: told === 'changed' ? 'same' : told });
    }
  }
  return { found, isCompared: asPath !== undefined && (change !== undefined || beforeRefId !== '') };
}

/** The words of the data source; what is there before and after is the same, by however many routes. */
function changeOf(word: string): Change | 'changed' {
  switch (word) {
    case 'gained':
    case 'lost':
    case 'flapping':
    case 'changed':
      return word;
    default:
      return 'same';
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
