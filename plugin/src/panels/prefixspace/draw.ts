import type { GrafanaTheme2 } from '@grafana/data';
import { formatPrefix } from '../../shared/prefix';
import { keysOf, type SpaceModel } from './fields';
import type { Block, SpaceLayout } from './layout';
import { type PrefixTree, spanOf, textOf } from './tree';

/** The size of the picture and of one of its rows, in pixels. */
export interface Geometry {
  width: number;
  height: number;
  rowHeight: number;
}

/** What a block is drawn as. */
export interface Face {
  title: string;
  /** Labels, origins or peers; empty of what has none. */
  keys: readonly string[];
  /** What is written below the title. */
  note: string;
  isOverlap: boolean;
}

const [leastRow, largestRow] = [24, 132];
/** Prefixes of a group by which it is coloured. */
const sampled = 64;
export const narrowestPixels = 3;
export const groupPixels = 48;

export function geometryFor(size: { width: number; height: number }, depthCount: number): Geometry {
  return { ...size, rowHeight: Math.max(leastRow, Math.min(largestRow, size.height / Math.max(1, depthCount))) };
}

/** How many rows there is room for below the root. */
export function rowsFor(height: number): number {
  return Math.max(1, Math.floor(height / leastRow) - 1);
}

export function facesOf({ blocks }: SpaceLayout, model: SpaceModel, tree: PrefixTree): readonly Face[] {
  const overlapping = new Set(model.overlaps.map(({ prefix }) => prefix));
  return blocks.map((block): Face => {
    switch (block.kind) {
      case 'prefix': {
        const title = textOf(tree, block.at);
        const keys = keysOf(model, tree, block.at);
        return { title, keys, note: keys.join(' + '), isOverlap: overlapping.has(title) };
      }
      case 'group': {
        const count = block.to - block.from;
        const some = Array.from({ length: Math.min(count, sampled) }, (_, index) => block.from + index);
        return {
          title: `${count.toLocaleString('en-US')} in ${formatPrefix(spanOf(tree, block.from, block.to))}`,
          note: '',
          keys: [...new Set(some.flatMap((at) => keysOf(model, tree, at)))].sort(),
          isOverlap: some.some((at) => overlapping.has(textOf(tree, at))),
        };
      }
      case 'free':
        return { title: 'free', keys: [], note: '', isOverlap: false };
    }
  });
}

export interface Picture {
  layout: SpaceLayout;
  faces: readonly Face[];
  geometry: Geometry;
  colors: ReadonlyMap<string, string>;
  /** The legend's key that stands out. */
  litKey: string | undefined;
  /** Blocks of the pointer or keyboard and of the choice. */
  marked: readonly number[];
  /** Whether the root is a prefix of the table. */
  isRootThere: boolean;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export function boxOf(block: Block, { width, rowHeight }: Geometry): Box {
  const gap = block.width * width > 6 ? 1 : 0;
  const [x, y] = [block.left * width, block.depth * rowHeight];
  return { x: x + gap / 2, y: y + 0.5, width: Math.max(1, block.width * width - gap), height: rowHeight - 1 };
}

export function blockAt(x: number, y: number, { blocks }: SpaceLayout, { width, rowHeight }: Geometry) {
  const [share, depth] = [x / width, Math.floor(y / rowHeight)];
  const at = blocks.findIndex(
    (block) => block.depth === depth && share >= block.left && share < block.left + block.width
  );
  return at < 0 ? undefined : at;
}

export function drawSpace(context: CanvasRenderingContext2D, picture: Picture, theme: GrafanaTheme2): void {
  const { layout, faces, geometry } = picture;
  context.textBaseline = 'middle';
  context.lineWidth = 1;
  if (!picture.isRootThere) {
    drawRoot(context, picture, theme);
  }
  layout.blocks.forEach((block, id) => {
    const box = boxOf(block, geometry);
    if (box.y > geometry.height) {
      return;
    }
    const face = faces[id]!;
    const isDim = picture.litKey !== undefined && !face.keys.includes(picture.litKey);
    context.globalAlpha = isDim ? 0.25 : 1;
    drawBlock(context, block, face, box, picture, theme);
    context.globalAlpha = 1;
  });
  for (const id of picture.marked) {
    const block = layout.blocks[id];
    if (block) {
      const { x, y, width, height } = boxOf(block, geometry);
      context.strokeStyle = theme.colors.text.maxContrast;
      context.lineWidth = 2;
      context.strokeRect(x + 1, y + 1, Math.max(1, width - 2), height - 2);
    }
  }
}

function drawRoot(context: CanvasRenderingContext2D, { layout, geometry }: Picture, theme: GrafanaTheme2): void {
  context.strokeStyle = theme.colors.border.medium;
  context.strokeRect(0.5, 0.5, geometry.width - 1, geometry.rowHeight - 2);
  const box = { x: 0, y: 0, width: geometry.width, height: geometry.rowHeight - 1 };
  write(context, [formatPrefix(layout.root), 'no route of its own'], box, theme, theme.colors.text.secondary);
}

function drawBlock(
  context: CanvasRenderingContext2D,
  block: Block,
  { title, keys, note, isOverlap }: Face,
  box: Box,
  { colors }: Picture,
  theme: GrafanaTheme2
): void {
  if (block.kind === 'free') {
    context.fillStyle = theme.colors.background.secondary;
    context.fillRect(box.x, box.y, box.width, box.height);
    write(context, [title], box, theme, theme.colors.text.secondary);
    return;
  }
  const { x, y, width, height } = box;
  const strip = Math.min(5, height / 4);
  keys.forEach((key, index) => {
    const [from, part] = [x + (width * index) / keys.length, width / keys.length];
    context.fillStyle = theme.colors.background.primary;
    context.fillRect(from, y, part, height);
    context.fillStyle = colors.get(key) ?? theme.colors.text.disabled;
    const alpha = context.globalAlpha;
    context.globalAlpha = alpha * 0.32;
    context.fillRect(from, y + strip, part, height - strip);
    context.globalAlpha = alpha;
    context.fillRect(from, y, part, strip);
  });
  if (isOverlap) {
    hatch(context, box, theme.colors.error.text);
  }
  const mark = isOverlap ? '! ' : '';
  write(context, [mark + title, note], box, theme, theme.colors.text.primary, isOverlap);
}

function hatch(context: CanvasRenderingContext2D, { x, y, width, height }: Box, color: string): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  context.beginPath();
  // Lines of the whole picture's raster, so that blocks side by side are hatched as one.
  for (let at = Math.floor((x + y) / 7) * 7; at < x + y + width + height; at += 7) {
    context.moveTo(at - y, y);
    context.lineTo(at - y - height, y + height);
  }
  context.stroke();
  context.lineWidth = 2;
  context.strokeRect(x + 1, y + 1, Math.max(1, width - 2), height - 2);
  context.restore();
  context.lineWidth = 1;
}

/** Lines in the middle of a box, as far as they fit as a whole; over a hatch on a ground of their own. */
function write(
  context: CanvasRenderingContext2D,
  lines: readonly string[],
  { x, y, width, height }: Box,
  theme: GrafanaTheme2,
  color: string,
  onGround = false
): void {
  const { fontFamilyMonospace, fontFamily } = theme.typography;
  const fonts = [`12px ${fontFamilyMonospace}`, `11px ${fontFamily}`];
  const room = width - 8;
  const sizes = lines.map((line, index) => {
    context.font = fonts[index]!;
    return context.measureText(line).width;
  });
  if (sizes[0]! > room) {
    writeUpwards(context, lines[0]!, { x, y, width, height }, theme, color, onGround);
    return;
  }
  const fits = lines.filter((line, index) => line !== '' && sizes[index]! <= room && (index === 0 || height >= 36));
  fits.forEach((line, index) => {
    const middle = y + 2 + height / 2 + (index - (fits.length - 1) / 2) * 15;
    const place = lines.indexOf(line);
    if (onGround) {
      context.fillStyle = theme.colors.background.primary;
      context.fillRect(x + 3, middle - 7.5, sizes[place]! + 4, 15);
    }
    context.font = fonts[place]!;
    context.fillStyle = place === 0 ? color : theme.colors.text.secondary;
    context.fillText(line, x + 5, middle);
  });
}

/** From the bottom upwards, where a box is narrow and high. */
function writeUpwards(
  context: CanvasRenderingContext2D,
  text: string,
  { x, y, width, height }: Box,
  theme: GrafanaTheme2,
  color: string,
  onGround: boolean
): void {
  context.font = `10px ${theme.typography.fontFamilyMonospace}`;
  const length = context.measureText(text).width;
  if (width < 10 || length > height - 12) {
    return;
  }
  context.save();
  context.translate(x + width / 2, y + height - 4);
  context.rotate(-Math.PI / 2);
  if (onGround) {
    context.fillStyle = theme.colors.background.primary;
    context.fillRect(-2, -6, length + 4, 12);
  }
  context.fillStyle = color;
  context.fillText(text, 0, 1);
  context.restore();
}
