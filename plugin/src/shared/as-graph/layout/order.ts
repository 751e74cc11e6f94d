import type { Layered, Neighbor } from './layered';

/** The vertices of each column from top to bottom. */
export type Columns = number[][];

/** Depth first from the left, which keeps what lies on one path together. */
export function firstOrder({ columnOf, columnCount, right }: Layered): Columns {
  const columns: Columns = Array.from({ length: columnCount }, () => []);
  const isSeen = new Uint8Array(columnOf.length);
  for (const [root] of columnOf.entries()) {
    const waiting = isSeen[root] === 0 && columnOf[root] === 0 ? [root] : [];
    for (let vertex = waiting.pop(); vertex !== undefined; vertex = waiting.pop()) {
      if (isSeen[vertex] === 0) {
        isSeen[vertex] = 1;
        columns[columnOf[vertex]!]!.push(vertex);
        waiting.push(...right[vertex]!.map((next) => next.vertex).reverse());
      }
    }
  }
  return columns;
}

const sweeps = 12;

/**
 * Reduces crossings: each column in turn is ordered by the mean place of its neighbours, to the right and to the left again, and the
 * best order seen is kept (the barycenter method of layered drawing, with a swap of neighbours where that is better). Pauses after
 * each column; the same graph gives the same order.
 */
export function* reduceCrossings(layered: Layered, columns: Columns): Generator<undefined, Columns> {
  let best = columns;
  let fewest = crossings(layered, best);
  let current = columns;
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    const isRightward = sweep % 2 === 0;
    const neighbors = isRightward ? layered.left : layered.right;
    current = current.map((column) => [...column]);
    const placeOf = placesOf(current, layered.columnOf.length);
    for (let step = 1; step < current.length; step++) {
      const at = isRightward ? step : current.length - 1 - step;
      sortByNeighbors(current[at]!, neighbors, placeOf);
      yield;
    }
    for (const column of current) {
      swapNeighbors(column, layered, placeOf);
      yield;
    }
    const count = crossings(layered, current);
    if (count < fewest) {
      [best, fewest] = [current, count];
    }
    yield;
  }
  return best;
}

function placesOf(columns: Columns, vertexCount: number): Float64Array {
  const places = new Float64Array(vertexCount);
  columns.forEach((column) => column.forEach((vertex, place) => (places[vertex] = place)));
  return places;
}

/** A vertex without neighbours there keeps its place. */
function sortByNeighbors(column: number[], neighbors: readonly Neighbor[][], placeOf: Float64Array): void {
  const wished = new Map<number, number>();
  column.forEach((vertex) => {
    const among = neighbors[vertex]!;
    const sum = among.reduce((total, each) => total + placeOf[each.vertex]!, 0);
    wished.set(vertex, among.length === 0 ? placeOf[vertex]! : sum / among.length);
  });
  column.sort((a, b) => wished.get(a)! - wished.get(b)! || placeOf[a]! - placeOf[b]!);
  column.forEach((vertex, place) => (placeOf[vertex] = place));
}

/** Swaps two that stand beside each other where their edges then cross less. */
function swapNeighbors(column: number[], { left, right }: Layered, placeOf: Float64Array): void {
  for (let at = 1; at < column.length; at++) {
    const [upper, lower] = [column[at - 1]!, column[at]!];
    const saved =
      crossingsSaved(left[upper]!, left[lower]!, placeOf) + crossingsSaved(right[upper]!, right[lower]!, placeOf);
    if (saved > 0) {
      [column[at - 1], column[at]] = [lower, upper];
      [placeOf[upper], placeOf[lower]] = [at, at - 1];
    }
  }
}

/** How many crossings fewer there are at one side once the upper one has become the lower one. */
function crossingsSaved(ofUpper: readonly Neighbor[], ofLower: readonly Neighbor[], placeOf: Float64Array): number {
  let saved = 0;
  for (const { vertex: a } of ofUpper) {
    for (const { vertex: b } of ofLower) {
      saved += Math.sign(placeOf[a]! - placeOf[b]!);
    }
  }
  return saved;
}

/** How many pairs of edges cross. */
export function crossings({ right, columnOf }: Layered, columns: Columns): number {
  const placeOf = placesOf(columns, columnOf.length);
  let count = 0;
  for (let at = 0; at + 1 < columns.length; at++) {
    const targets = columns[at]!.flatMap((vertex) =>
      right[vertex]!.map((each) => placeOf[each.vertex]!).sort((a, b) => a - b)
    );
    count += inversions(targets, columns[at + 1]!.length);
  }
  return count;
}

/** Pairs that stand in the wrong order, with a tree of partial sums over the places. */
function inversions(places: readonly number[], size: number): number {
  const sums = new Int32Array(size + 1);
  let count = 0;
  for (const [seen, place] of places.entries()) {
    let notAbove = 0;
    for (let at = place + 1; at > 0; at -= at & -at) {
      notAbove += sums[at]!;
    }
    count += seen - notAbove;
    for (let at = place + 1; at <= size; at += at & -at) {
      sums[at]!++;
    }
  }
  return count;
}
