import { AFI_IPV4, AFI_IPV6, SAFI_UNICAST, SAFI_VPN, formatFamily } from '../../net/family.ts';
import { formatPrefix } from '../../net/prefix.ts';
import type { FamilyTables } from '../../rib/family-tables.ts';
import type { PrefixId } from '../../rib/ids.ts';
import { isWhole } from '../../rib/peer-state.ts';
import type { PeerTable } from '../../rib/peer-table.ts';
import type { TreePrefix } from '../../rib/prefix-tree.ts';
import type { Context } from '../context.ts';
import type { Detector } from '../detector.ts';
import type { Domain } from '../scope/domains.ts';
import { subjectText } from '../scope/expectation-text.ts';
import type { Trouble } from '../incidents/incident.ts';
import { peerName } from '../names.ts';
import { PeerMatcher } from '../scope/peer-matcher.ts';
import type { Expectation } from '../settings.ts';
import { counted } from '../../bytes/counted.ts';
import { orList } from '../words.ts';

/** A prefix that should be seen in a domain. */
interface Watch {
  readonly domain: Domain;
  readonly family: FamilyTables;
  readonly prefix: PrefixId;
  readonly expectation: Expectation;
  readonly matcher: PeerMatcher | undefined;
  hidden: boolean;
}

interface Memory {
  readonly told: Map<FamilyTables, string>;
  /** Of each watch, in the order of the expectations. */
  readonly hidden: Map<FamilyTables, readonly boolean[]>;
}

/**
 * Prefixes that an expectation names (those of `match: longer` aside, and those that nobody may announce) and that fewer peers of
 * the domain have than `visibility_min_peers`, or than all where there are fewer. A peer that is down, or whose table is not known as a
 * whole, may have it. An expectation with `peer`, `label` or `afi` asks for it in the routes that it speaks of.
 *
 * One incident of kind `visibility` per expectation and domain, opened after `hold_down`, resolved when enough peers have had the prefix
 * for `resolve_after`. Silenced by `detect: off: [visibility]`, or for a prefix with one upstream by `peer` in its expectation.
 */
export function visibility(context: Context): Detector {
  const wanted = context.settings.expectations.filter(
    ({ prefix, origins }) => prefix?.match === 'exact' && (origins.length === 0 || origins.some((as) => as !== 0))
  );
  const watches = new Map<FamilyTables, Map<PrefixId, Watch[]>>();
  /** Which tables could tell of what, as it was at the last look. */
  let told = new Map<FamilyTables, string>();

  const look = (watch: Watch, timeUs: number): void => {
    const { thresholds } = context.settings;
    const trouble = troubleOf(context, watch);
    const said = watch.hidden ? context.incidents.get('visibility', keyOf(watch)) : undefined;
    if (trouble !== undefined && trouble.summary !== said?.summary) {
      context.incidents.raise(trouble, timeUs, thresholds.holdDownUs);
    } else if (trouble === undefined && watch.hidden) {
      context.incidents.clear('visibility', keyOf(watch), timeUs, thresholds.resolveAfterUs);
    }
    watch.hidden = trouble !== undefined;
  };
  const watchesOf = (family: FamilyTables): Map<PrefixId, Watch[]> => {
    let found = watches.get(family);
    if (found === undefined) {
      found = newWatches(context, family, wanted, (prefix) => family.prefixes.acquire(prefix));
      watches.set(family, found);
    }
    return found;
  };
  return wanted.length === 0
    ? {}
    : {
        save(): Memory {
          const hidden = [...watches].map(
            ([family, found]) => [family, all(found).map((watch) => watch.hidden)] as const
          );
          return { told, hidden: new Map(hidden) };
        },
        load(memory: Memory): void {
          told = memory.told;
          for (const [family, hidden] of memory.hidden) {
            // The tables remember that they are referred to.
            const found = newWatches(context, family, wanted, (prefix) => family.prefixes.find(prefix));
            all(found).forEach((watch, i) => (watch.hidden = hidden[i]!));
            watches.set(family, found);
          }
        },
        observePrefix({ domain, family, prefix, timeUs }): void {
          for (const watch of watchesOf(family).get(prefix) ?? []) {
            if (watch.domain === domain) {
              look(watch, timeUs);
            }
          }
        },
        tick(timeUs): void {
          for (const family of context.rib.families()) {
            const telling = family.tables.map((table) => (canTell(table) ? '1' : '0')).join('');
            if (told.get(family) !== telling) {
              told.set(family, telling);
              for (const watch of all(watchesOf(family))) {
                look(watch, timeUs);
              }
            }
          }
        },
      };
}

function all(watches: ReadonlyMap<PrefixId, readonly Watch[]>): Watch[] {
  return [...watches.values()].flat();
}

/** Keeps the numbers of the expected prefixes, so that a change of one is found at once. */
function newWatches(
  { settings, domains }: Context,
  family: FamilyTables,
  wanted: readonly Expectation[],
  numberOf: (prefix: TreePrefix) => PrefixId
): Map<PrefixId, Watch[]> {
  const watches = new Map<PrefixId, Watch[]>();
  for (const expectation of wanted) {
    const { prefix: expected, peer } = expectation;
    const { value } = expected!;
    const unicast = formatFamily({ afi: value.addressBits === 32 ? AFI_IPV4 : AFI_IPV6, safi: SAFI_UNICAST });
    // A VPN prefix is one of many by its route distinguisher, which no expectation names.
    if ((expectation.familyName ?? unicast) !== family.name || family.family.safi === SAFI_VPN) {
      continue;
    }
    const prefix = numberOf({ ...value, rd: undefined });
    const matcher = peer.length > 0 ? new PeerMatcher(peer, settings.peers) : undefined;
    const made = domains.all.map((domain) => ({ domain, family, prefix, expectation, matcher, hidden: false }));
    watches.set(prefix, [...(watches.get(prefix) ?? []), ...made]);
  }
  return watches;
}

function keyOf({ domain, family, expectation }: Watch): string {
  return `${domain.settings.name} ${family.name}${subjectText(expectation)}`;
}

/** Whether a prefix that is not in the table is not there: the table is known as a whole, and the peer is not just telling it. */
function canTell(table: PeerTable): boolean {
  const { live, sessionKnown } = table.state;
  return isWhole(table) && (live || !sessionKnown) && table.replay?.cause !== 'replay';
}

function troubleOf(context: Context, watch: Watch): Trouble | undefined {
  const { domains, settings } = context;
  const { domain, family, expectation, matcher } = watch;
  let seen = 0;
  let unknown = 0;
  const missing: PeerTable[] = [];
  for (const table of family.tables) {
    const { peer } = table.state;
    if (domains.contains(domain, table.state) && (matcher === undefined || matcher.matches(peer))) {
      if (hasIt(context, watch, table)) {
        seen++;
      } else if (canTell(table)) {
        missing.push(table);
      } else {
        unknown++;
      }
    }
  }
  const peers = seen + unknown + missing.length;
  const needed = Math.min(settings.thresholds.visibilityMinPeers, peers);
  if (missing.length === 0 || seen + unknown >= needed) {
    return undefined;
  }
  const text = formatPrefix(expectation.prefix!.value);
  const names = orList(missing.map(({ state }) => peerName(settings, state.peer)));
  const { peer } = missing[0]!.state;
  const one = missing.length === 1;
  return {
    kind: 'visibility',
    key: keyOf(watch),
    severity: 'critical',
    domain: domain.settings.name,
    router: one ? peer.router : undefined,
    peer: one ? peer.address : undefined,
    prefix: text,
    label: expectation.label,
    summary: `${text} is seen by ${seen} of ${counted(peers, 'peer')}, ${needed} expected: not by ${names}`,
    prefixes: 1,
    firstPrefixes: [text],
  };
}

function hasIt({ labels }: Context, { prefix, expectation: { label } }: Watch, table: PeerTable): boolean {
  let has = false;
  table.forEachRouteTo(prefix, (_, attributes) => {
    has ||= label === undefined || labels.name(table, prefix, attributes) === label;
  });
  return has;
}
