import { formatPrefix, type Prefix } from '../net/prefix.ts';
import { formatCount, formatItems, formatTime } from './format.ts';
import type { LearnedPath, LearnedPeer, LearnedPrefix, LearnedSet } from './learned-set.ts';

/** A table with more prefixes than this is too long to be read and corrected line by line. */
const MAX_EXPECTED_PREFIXES = 1000;
/** Room above what is there now, before a limit says that something is wrong. */
const HEADROOM = 1.25;

/** Where a set was learned. Times are Unix microseconds. */
export interface LearnedFrom {
  readonly files: readonly string[];
  readonly firstUs: number | undefined;
  readonly lastUs: number | undefined;
  /** Addresses of the peers whose table was not heard as a whole. */
  readonly partial: ReadonlySet<string>;
}

/** A first configuration, with comments that say what is known and what is guessed. */
export function learnedYaml(set: LearnedSet, from: LearnedFrom): string {
  const sections = [
    head(set, from),
    peersSection(set.peers, from.partial),
    domainsSection(set),
    labelsSection(set),
    expectSection(set, from.partial),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function head({ prefixes, peers }: LearnedSet, { files, firstUs, lastUs, partial }: LearnedFrom): string[] {
  const time =
    firstUs === undefined || lastUs === undefined ? [] : [`${formatTime(firstUs)} to ${formatTime(lastUs)} UTC`];
  const what = [formatItems(peers.length, 'peer'), formatItems(prefixes.length, 'prefix'), ...time].join(', ');
  return [
    '# A first configuration, learned from',
    ...files.map((file) => `#   ${printable(file)}`),
    `# ${what}.`,
    '#',
    '# It says what was there at the end of the input, not what should be: read it and correct it.',
    ...(partial.size > 0
      ? ['# Only changes were heard of the peers marked (part), not their tables: learn again from a table dump.']
      : []),
  ];
}

/** A file name cannot end its comment. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '?');
}

function peersSection(peers: readonly LearnedPeer[], partial: ReadonlySet<string>): string[] {
  if (peers.length === 0) {
    return ['# No routes were heard, so there are no peers to name.'];
  }
  const groups = groupNames(peers);
  const lines = peers.flatMap((peer) => {
    const { address, ases, counts, same } = peer;
    const group = same === undefined ? undefined : groups.get(same);
    const asn = ases.length === 1 ? [`asn: ${ases[0]}`] : [];
    const settings = [...asn, ...(group === undefined ? [] : [`group: ${group}`])];
    const sizes = [...counts].map(([family, count]) => `${formatCount(count)} ${family}`).join(', ');
    const remarks = [
      sizes,
      ...(same === undefined || same === address ? [] : [`the same prefixes and paths as ${same}`]),
      ...(ases.length === 1 ? [] : [`heard as AS ${ases.join(' and ')}`]),
      ...(partial.has(address) ? ['(part)'] : []),
    ];
    return [`  ${scalar(address)}: { ${settings.join(', ')} } # ${remarks.join('; ')}`.replace('{  }', '{}')];
  });
  return [
    '# Give each a name. Peers that announce the same count as one speaker: they share a group. A peer that only sends its best',
    '# paths, as route servers do, is best_only: true, since it hides the loss of a backup.',
    'peers:',
    ...lines,
  ];
}

/** Names of groups by the address of their first peer: its AS, and a number where that is not enough. */
function groupNames(peers: readonly LearnedPeer[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { address, ases } of peers.filter((peer) => peer.same === peer.address)) {
    const base = `as${ases[0]}`;
    let name = base;
    for (let number = 2; taken.has(name); number++) {
      name = `${base}-${number}`;
    }
    taken.add(name);
    names.set(address, name);
  }
  return names;
}

function domainsSection({ profile, aggregates }: LearnedSet): string[] {
  if (profile === 'internet') {
    return [
      '# Most prefixes are public: taken for a table of the Internet, where overlaps are only counted. Where it is your own network,',
      '# make it private.',
      'domains:',
      '  default: { profile: internet }',
    ];
  }
  const none = ['  default: { profile: private } # no prefix covers another of other paths'];
  const lines = aggregates.map(({ prefix, covered, first }) => {
    const more = covered > 1 ? ` and ${formatCount(covered - 1)} more` : '';
    return `      - ${prefixScalar(prefix)} # covers ${formatPrefix(first.prefix)} (${[...first.paths].map(formatPath).sort()[0]})${more}`;
  });
  const listed = [
    '  default:',
    '    profile: private',
    '    # These cover prefixes of other paths, and are taken as meant to. Strike those that are not: each is an overlap.',
    '    aggregates:',
    ...lines,
  ];
  return ['domains:', ...(aggregates.length === 0 ? none : listed)];
}

interface LabelGuess {
  readonly name: string;
  readonly pattern: string;
  readonly reason: string;
  readonly holds: (asPath: string) => boolean;
}

/** Only what AS numbers tell that one cloud has for itself. */
const GUESSES: readonly LabelGuess[] = [
  {
    name: 'expressroute',
    pattern: '_12076_',
    reason: 'AS 12076 is that of ExpressRoute at Microsoft; behind it is what came in over a circuit',
    holds: (asPath) => asPath.split(/[^0-9]/).includes('12076'),
  },
  {
    name: 'vnet',
    pattern: '^65515$',
    reason:
      'AS 65515 alone is what Azure itself announces: VNets, and a VPN with static prefixes, which looks the same',
    holds: (asPath) => asPath === '65515',
  },
];

function labelsSection({ prefixes, profile }: LearnedSet): string[] {
  const lines = profile === 'internet' ? [] : GUESSES.flatMap((guess) => guessLines(guess, prefixes));
  return lines.length === 0
    ? ['# No label is sure from the paths alone. See docs/guides/labels.md for rules of hybrid clouds.']
    : [
        '# The first rule that matches gives the label. Put rules for the prefixes of a static VPN before these.',
        'labels:',
        ...lines,
      ];
}

function guessLines({ name, pattern, reason, holds }: LabelGuess, prefixes: readonly LearnedPrefix[]): string[] {
  const count = prefixes.filter(({ paths }) => [...paths].some(({ asPath }) => holds(asPath))).length;
  return count === 0
    ? []
    : [`  # ${reason}. ${formatCount(count)} here.`, `  - { name: ${name}, as_path: '${pattern}' }`];
}

function expectSection({ profile, prefixes, peers }: LearnedSet, partial: ReadonlySet<string>): string[] {
  if (prefixes.length === 0) {
    return ['# Nothing to expect: no IPv4 or IPv6 prefixes were heard.'];
  }
  if (profile === 'private' && prefixes.length <= MAX_EXPECTED_PREFIXES) {
    const lines = prefixes.map(expectation);
    return [
      '# Every prefix with its origin and as many paths as it has. Strike what may come and go.',
      'expect:',
      ...lines,
    ];
  }
  const lines = peers.filter(({ address }) => !partial.has(address)).flatMap(limits);
  return [
    profile === 'private'
      ? `# ${formatCount(prefixes.length)} prefixes are too many to go through (up to ${formatCount(MAX_EXPECTED_PREFIXES)} are listed with what to expect).`
      : '# Which of these prefixes are your own is not to be seen. Add them, such as',
    ...(profile === 'private'
      ? []
      : ['#   - { prefix: 192.0.2.0/24, match: longer, origins: [64500], max_prefix_length: 24 }']),
    ...(lines.length === 0 ? [] : ['# The limits are a quarter above what each peer sends now.', 'expect:', ...lines]),
  ];
}

function limits({ address, counts }: LearnedPeer): string[] {
  return [...counts].map(
    ([family, count]) =>
      `  - { peer: ${scalar(address)}, afi: ${family}, limit: ${Math.ceil(count * HEADROOM)} } # ${formatCount(count)} now`
  );
}

function expectation({ prefix, paths }: LearnedPrefix): string {
  const origins = new Set([...paths].map(({ origin }) => origin));
  const demands = [
    `prefix: ${prefixScalar(prefix)}`,
    ...(origins.has(undefined)
      ? []
      : [
          `origins: [${[...origins]
            .map(Number)
            .sort((a, b) => a - b)
            .join(', ')}]`,
        ]),
    `min_paths: ${paths.size}`,
  ];
  const shown = [...new Set([...paths].map(({ asPath }) => asPath || EMPTY_PATH))].sort();
  const more = shown.length > 2 ? `, and ${shown.length - 2} more` : '';
  return `  - { ${demands.join(', ')} } # ${shown.slice(0, 2).join(', ')}${more}`;
}

const EMPTY_PATH = 'empty path';

function formatPath({ asPath, nextHop }: LearnedPath): string {
  return `${asPath || EMPTY_PATH}, next hop ${nextHop ?? 'unknown'}`;
}

function prefixScalar(prefix: Prefix): string {
  return scalar(formatPrefix(prefix));
}

/** Quoted where a colon could be taken for that of a key. */
function scalar(text: string): string {
  return text.includes(':') ? `'${text}'` : text;
}
