import type { Block } from './layout';

/** The block that an arrow key leads to: left and right in a row, down to what it contains, up to what contains it. */
export function blockAfterKey(key: string, at: number | undefined, blocks: readonly Block[]): number | undefined {
  const here = at === undefined ? undefined : blocks[at];
  if (!here || at === undefined) {
    return blocks.length > 0 ? 0 : undefined;
  }
  const row = blocks.flatMap((block, id) => (block.depth === here.depth ? [id] : []));
  row.sort((a, b) => blocks[a]!.left - blocks[b]!.left);
  const place = row.indexOf(at);
  switch (key) {
    case 'ArrowRight':
      return row[Math.min(row.length - 1, place + 1)];
    case 'ArrowLeft':
      return row[Math.max(0, place - 1)];
    case 'ArrowDown':
      return (
        nearest(here.depth + 1, blocks, (below) => below.left >= here.left && below.left < here.left + here.width) ?? at
      );
    case 'ArrowUp':
      return (
        nearest(here.depth - 1, blocks, (above) => above.left <= here.left && above.left + above.width > here.left) ??
        at
      );
    case 'Home':
      return 0;
    case 'End':
      return row.at(-1);
    default:
      return at;
  }
}

/** Of a row, the leftmost block for which it holds; one with prefixes before free space. */
function nearest(depth: number, blocks: readonly Block[], holds: (block: Block) => boolean) {
  let best: number | undefined;
  for (const [id, block] of blocks.entries()) {
    if (block.depth === depth && holds(block)) {
      const isBetter = best === undefined || rank(block) < rank(blocks[best]!);
      best = isBetter ? id : best;
    }
  }
  return best;
}

function rank({ kind, left }: Block): number {
  return (kind === 'free' ? 1 : 0) + left;
}
