import { NO_LABEL } from '../detect/scope/labels.ts';
import type { PeerSelector } from '../detect/settings.ts';
import { nearest } from './nearest.ts';
import type { ConfigFile } from './schema.ts';
import { show } from './values.ts';

export type ConfigPath = readonly (string | number)[];

type Complain = (path: ConfigPath, message: string) => void;

/** What no section can know alone: names that nobody has, rules that cannot matter. */
export function crossCheck(file: ConfigFile, complain: Complain): void {
  checkDomains(file, complain);
  checkLabels(file, complain);
  checkExpectations(file, complain);
}

function checkDomains({ domains, labels, peers }: ConfigFile, complain: Complain): void {
  const hasSites = [...peers.values()].some(({ site }) => site !== undefined);
  for (const [name, { path_identity: identity = [] }] of domains) {
    const path = ['domains', name, 'path_identity'];
    if (identity.includes('label') && labels.length === 0) {
      complain(path, 'label tells no paths apart without the section labels');
    }
    if (identity.includes('site') && !hasSites) {
      complain(path, 'site tells no paths apart without a site of a peer: peers: { 10.1.0.4: { site: fra } }');
    }
  }
}

function checkLabels({ labels, peers }: ConfigFile, complain: Complain): void {
  let catchAll: { name: string; index: number } | undefined;
  for (const [index, { name, not, ...conditions }] of labels.entries()) {
    if (catchAll !== undefined) {
      const before = `labels[${catchAll.index}] (${catchAll.name})`;
      complain(['labels', index], `can never match: ${before} matches every route. Put it last, or give it conditions`);
    } else if (Object.keys(conditions).length === 0 && Object.keys(not).length === 0) {
      catchAll = { name, index };
    }
    checkPeers(conditions.peer, peers, ['labels', index, 'peer'], complain);
    checkPeers(not.peer, peers, ['labels', index, 'not', 'peer'], complain);
  }
}

function checkExpectations({ expect, labels, peers }: ConfigFile, complain: Complain): void {
  const known = [NO_LABEL, ...labels.map(({ name }) => name)];
  for (const [index, one] of expect.entries()) {
    const path = ['expect', index];
    const { prefix, match, afi, label, peer, ...demands } = one;
    if (label !== undefined && !known.includes(label)) {
      complain([...path, 'label'], `no label ${show(label)}${suggestion(label, known)}`);
    }
    checkPeers(peer, peers, [...path, 'peer'], complain);
    if (prefix === undefined && afi === undefined && label === undefined && peer === undefined) {
      complain(
        path,
        'speaks of no routes: give prefix, peer or label, such as { prefix: 10.1.0.0/16, origins: 65515 }'
      );
    }
    if (Object.keys(demands).length === 0) {
      complain(path, 'expects nothing: give origins, min_paths, limit, deny or another, such as { origins: 65515 }');
    }
    if (match !== undefined && prefix === undefined) {
      complain([...path, 'match'], 'says how routes relate to a prefix, and there is none: give prefix');
    }
    if (prefix !== undefined && match !== 'longer' && one.max_prefix_length !== undefined) {
      complain([...path, 'max_prefix_length'], 'is for more specific prefixes: give match: longer');
    }
    if (prefix !== undefined && one.max_prefix_length !== undefined && one.max_prefix_length < prefix.lengthBits) {
      complain([...path, 'max_prefix_length'], `is shorter than the prefix itself: from ${prefix.lengthBits} on`);
    }
    if ((one.min_path_length ?? 0) > (one.max_path_length ?? Infinity)) {
      complain([...path, 'min_path_length'], `is above max_path_length, ${one.max_path_length}: no path can be both`);
    }
  }
}

function checkPeers(
  selectors: readonly PeerSelector[] | undefined,
  peers: ConfigFile['peers'],
  path: ConfigPath,
  complain: Complain
): void {
  const known = [...peers.values()].flatMap(({ name, group }) => [name, group]).filter((text) => text !== undefined);
  for (const [index, selector] of (selectors ?? []).entries()) {
    if (selector.kind === 'name' && !known.includes(selector.name)) {
      const message = `no name or group ${show(selector.name)} in the section peers${suggestion(selector.name, known)}`;
      complain([...path, index], message);
    }
  }
}

function suggestion(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? ` (known: ${known.join(', ') || 'none'})` : `: is ${near} meant?`;
}
