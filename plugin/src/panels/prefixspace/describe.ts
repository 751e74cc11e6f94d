import { formatPrefix, maskPrefix, type Prefix } from '../../shared/prefix';
import { shownOf } from '../../shared/shown';
import type { Details } from '../../shared/as-graph/details';
import { type Overlap, routesOf, type SpaceModel, type SpaceRoute } from './fields';
import { bitsIn } from './addresses';
import type { Block } from './layout';
import { covering, prefixAt, type PrefixTree, spanOf, textOf } from './tree';

const maxRoutes = 8;
const maxExamples = 5;

/** What is to be said of a part of the picture. */
export function describe(block: Block, root: Prefix, model: SpaceModel, tree: PrefixTree): Details {
  switch (block.kind) {
    case 'prefix':
      return describePrefix(block.at, model, tree);
    case 'group': {
      const count = block.to - block.from;
      return {
        title: shownOf(count, count, 'prefix'),
        lines: [`within ${formatPrefix(spanOf(tree, block.from, block.to))}; zoom in to tell them apart`],
        paths: [],
        more: 0,
        examples: Array.from({ length: Math.min(count, maxExamples) }, (_, index) => textOf(tree, block.from + index)),
      };
    }
    case 'free': {
      const inside = block.parent < 0 ? formatPrefix(maskPrefix(root)) : textOf(tree, block.parent);
      const between = [
        ...(block.after < 0 ? [] : [`after ${textOf(tree, block.after)}`]),
        ...(block.before < 0 ? [] : [`before ${textOf(tree, block.before)}`]),
      ];
      return {
        title: 'Free',
        lines: [
          `${addressesText(block.addresses, tree)} of ${inside} have no prefix of their own`,
          between.join(', '),
        ].filter((line) => line !== ''),
        paths: [],
        more: 0,
        examples: [],
      };
    }
  }
}

function describePrefix(at: number, model: SpaceModel, tree: PrefixTree): Details {
  const routes = routesOf(model, tree, at);
  const inside = tree.ends[at]! - at - 1;
  const text = textOf(tree, at);
  const parent = tree.parents[at]!;
  const overlaps = overlapsOf(text, model);
  return {
    title: text,
    lines: [
      ...overlaps.map((overlap) => `! ${overlapText(overlap)}`).slice(0, maxRoutes),
      `${shownOf(routes.length, routes.length, 'route')}${inside > 0 ? `, ${shownOf(inside, inside, 'prefix')} within` : ''}`,
      ...(parent >= 0 ? [`within ${textOf(tree, parent)}`] : []),
    ],
    paths: routes.slice(0, maxRoutes).map((route) => ({ text: routeText(route), note: route.label })),
    more: Math.max(0, routes.length - maxRoutes),
    examples: [],
  };
}

export function overlapsOf(prefix: string, { overlaps }: SpaceModel): Overlap[] {
  return overlaps.filter((overlap) => overlap.prefix === prefix || overlap.covering === prefix);
}

/** A pair in words: `10.1.2.0/24 of vpn lies within 10.1.0.0/16 of expressroute`. */
export function overlapText({ prefix, covering: larger, specific, covers }: Overlap): string {
  return prefix === larger
    ? `${prefix} stands twice: ${sideText(specific)} and ${sideText(covers)}`
    : `${prefix} of ${sideText(specific)} lies within ${larger} of ${sideText(covers)}`;
}

export function sideText({ label, origin, nextHop, peer }: SpaceRoute): string {
  const from = origin === '' ? nextHop || peer : `origin ${origin}`;
  return `${label} (${from})`;
}

function routeText({ peer, asPath, nextHop }: SpaceRoute): string {
  const path = asPath === '' ? 'own AS' : asPath;
  return [peer, path].filter((part) => part !== '').join(' → ') + (nextHop === '' ? '' : ` via ${nextHop}`);
}

/** A number of addresses as people read it; of IPv6 as a power of two. */
export function addressesText(addresses: number, { family }: Pick<PrefixTree, 'family'>): string {
  return bitsIn[family] === 32
    ? `${addresses.toLocaleString('en-US')} ${addresses === 1 ? 'address' : 'addresses'}`
    : `about 2^${Math.floor(Math.log2(addresses))} addresses`;
}

/** Where a search leads: what to show, what to point at, and what to say. */
export interface Found {
  root: Prefix;
  at: number | undefined;
  text: string;
}

/** Finds a prefix or an address: itself, else the longest prefix that contains it. */
export function findPrefix(asked: Prefix, tree: PrefixTree): Found {
  const prefix = maskPrefix(asked);
  const above = covering(tree, prefix);
  const at = above.at(-1);
  if (at === undefined) {
    return { root: prefix, at, text: `No prefix here contains ${formatPrefix(prefix)}.` };
  }
  const isItself = tree.lengths[at] === prefix.lengthBits;
  const parent = tree.parents[at]!;
  const shown = parent >= 0 ? prefixAt(tree, parent) : prefixAt(tree, at);
  const text = isItself
    ? textOf(tree, at)
    : `${formatPrefix(prefix)} lies within ${textOf(tree, at)}, its longest match.`;
  return { root: tree.lengths[parent] === 0 ? prefixAt(tree, at) : shown, at, text };
}
