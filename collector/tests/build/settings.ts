import { AsPathPattern } from '../../src/bgp/as-path-pattern.ts';
import { type PathAttributes, noAttributes } from '../../src/bgp/attributes.ts';
import { CommunityPattern } from '../../src/detect/scope/community-pattern.ts';
import {
  type Expectation,
  type LabelRule,
  NO_CONDITIONS,
  type PeerSelector,
  type RouteConditions,
} from '../../src/detect/settings.ts';
import type { Peer } from '../../src/event/types.ts';
import { parsePrefix } from '../../src/net/parse-prefix.ts';
import type { Prefix } from '../../src/net/prefix.ts';

/** A prefix from text that is one. */
export function prefixOf(text: string): Prefix {
  return parsePrefix(text)!;
}

export function peerOf(address: string, as = 65515, more: Partial<Peer> = {}): Peer {
  return { router: 'nva-0', view: 'adj-in-pre', vrf: 'default', address, as, ...more };
}

/** Attributes with this AS path, and others. */
export function attributesOf(asns: readonly number[], more: Partial<PathAttributes> = {}): PathAttributes {
  return { ...noAttributes(), asPath: asns.length === 0 ? [] : [{ kind: 'sequence', asns }], ...more };
}

/** Conditions as a configuration writes them. */
export interface ConditionTexts {
  readonly asPath?: readonly string[];
  readonly origin?: readonly number[];
  readonly nextHop?: readonly string[];
  readonly prefix?: readonly string[];
  readonly community?: readonly string[];
  readonly peer?: readonly PeerSelector[];
}

export function conditions(texts: ConditionTexts): RouteConditions {
  return {
    ...NO_CONDITIONS,
    asPath: (texts.asPath ?? []).map((text) => new AsPathPattern(text)),
    origin: texts.origin ?? [],
    nextHop: (texts.nextHop ?? []).map(prefixOf),
    prefix: (texts.prefix ?? []).map(prefixOf),
    community: (texts.community ?? []).map((text) => new CommunityPattern(text)),
    peer: texts.peer ?? [],
  };
}

export function labelRule(name: string, when: ConditionTexts, unless: ConditionTexts = {}): LabelRule {
  return { name, when: conditions(when), unless: conditions(unless) };
}

const NO_LIST = { asPath: [], prefixes: [], prefixOutside: [] };

export function expectation(parts: Partial<Expectation>): Expectation {
  return {
    prefix: undefined,
    familyName: undefined,
    label: undefined,
    peer: [],
    origins: [],
    maxPrefixLengthBits: undefined,
    minPathLength: undefined,
    maxPathLength: undefined,
    firstHops: [],
    upstreams: [],
    minPaths: undefined,
    allow: NO_LIST,
    deny: NO_LIST,
    limit: undefined,
    line: 1,
    ...parts,
  };
}
