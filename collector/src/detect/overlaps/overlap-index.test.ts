import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventsOf } from '../../../tests/build/events.ts';
import { type PlainRoute, plainOverlaps } from '../../../tests/build/overlap-oracle.ts';
import { PeerEvents, peer } from '../../../tests/build/peer-events.ts';
import { labelRule, prefixOf } from '../../../tests/build/settings.ts';
import { dataFile } from '../../../tests/tools.ts';
import type { RouteEvent } from '../../event/types.ts';
import { type Prefix, formatPrefix } from '../../net/prefix.ts';
import type { PrefixId } from '../../rib/ids.ts';
import { Rib } from '../../rib/rib.ts';
import { type Domain, Domains } from '../scope/domains.ts';
import { KnownRoutes } from '../scope/known-routes.ts';
import { KnownTables } from '../scope/known-tables.ts';
import { Labels } from '../scope/labels.ts';
import { OverlapIndex, type OverlapObserver } from './overlap-index.ts';
import type { RouteTraits } from './overlap-relation.ts';
import { PathIdentities } from '../scope/path-identity.ts';
import { forEachPrefixChange } from '../scope/prefix-change.ts';
import { RouteLabels } from '../scope/route-labels.ts';
import { defaultDomain } from '../settings.ts';

const AGGREGATE = '10.0.0.0/12';
const TWO_FEEDS = 'two-full-feeds.tdv2.20100701.mrt.gz';
/** 642,000 routes, decoded, indexed and searched again by the plain way three times. */
const LARGE_TIMEOUT_MS = 180_000;
const RULES = [labelRule('vnet', { asPath: ['^65515$'] }), labelRule('internet', { asPath: ['_3356_'] })];

/** Tables with an index of the overlaps in them, and what that index has said. */
class Indexed {
  readonly rib = new Rib(1);
  /** Now, as `prefix covering`. */
  readonly overlaps = new Set<string>();
  readonly counts: number[] = [];
  readonly #labels = new RouteLabels(new Labels(RULES, new Map()), this.rib.attributes);
  readonly #known = new KnownTables();
  readonly #domains: Domains;
  /** What began twice, or ended without having begun. */
  #wrong = 0;
  readonly #indexes = new Map<string, OverlapIndex>();

  constructor(aggregates: readonly string[] = [AGGREGATE]) {
    const settings = { ...defaultDomain(), aggregates: aggregates.map(prefixOf) };
    const identities = new PathIdentities(settings.pathIdentity, this.rib.attributes, this.#labels, new Map());
    this.#domains = new Domains([{ settings, identities }]);
  }

  apply(events: readonly RouteEvent[]): void {
    for (const event of events) {
      this.rib.apply(event, (change) => {
        const table = this.#known.observe(change);
        if (table !== undefined) {
          this.#indexOf(table.family.name).add(table, this.#observer(table.family.name));
        }
        forEachPrefixChange(change, this.#domains, (prefixChange) => {
          if (this.#known.has(prefixChange.table)) {
            const { name } = prefixChange.family;
            this.#indexOf(name).change(prefixChange, this.#observer(name));
          }
        });
      });
    }
    this.#known.advance(this.rib).forEach((table) => {
      this.#indexOf(table.family.name).add(table, this.#observer(table.family.name));
    });
  }

  /** What overlaps by the plain way, over the same tables. */
  expected(): string[] {
    const { attributes } = this.rib;
    const [domain] = this.#domains.all as [Domain];
    const found: string[][] = [];
    for (const family of this.rib.families()) {
      const byPrefix = new Map<PrefixId, PlainRoute[]>();
      for (const table of family.tables.filter((one) => this.#known.has(one))) {
        table.forEach((prefix, set) => {
          const route: PlainRoute = {
            identity: String(domain.identities.of(table, prefix, set)),
            originAs: attributes.originAs(set),
            label: this.#labels.name(table, prefix, set),
          };
          byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), route]);
        });
      }
      const aggregates = domain.settings.aggregates.map(formatPrefix);
      const isLookedPast = (prefix: Prefix): boolean =>
        prefix.lengthBits === 0 || aggregates.includes(formatPrefix(prefix));
      const entries = [...byPrefix].map(([id, routes]) => [family.prefixes.prefix(id), routes] as const);
      found.push(plainOverlaps(entries, isLookedPast));
    }
    return found.flat().sort();
  }

  /** Holds what the index said, and what it counts, against the plain way. */
  check(): string[] {
    const expected = this.expected();
    expect(this.#wrong).toBe(0);
    const missing = expected.filter((pair) => !this.overlaps.has(pair));
    expect({ missing, found: this.overlaps.size }).toEqual({ missing: [], found: expected.length });
    const prefixes = new Set(expected.map((pair) => pair.split(' ')[0]));
    expect(this.counts.reduce((sum, count) => sum + count, 0)).toBe(prefixes.size);
    return expected;
  }

  #indexOf(name: string): OverlapIndex {
    let index = this.#indexes.get(name);
    if (index === undefined) {
      const family = [...this.rib.families()].find((one) => one.name === name)!;
      const routes = new KnownRoutes(this.#domains.all[0]!, family, this.#domains, this.#known);
      const { attributes } = this.rib;
      const traits: RouteTraits = {
        originAs: (route) => attributes.originAs(route.attributes),
        label: (prefix, route) => this.#labels.of(route.table, prefix, route.attributes),
      };
      index = new OverlapIndex(routes, traits, this.counts);
      this.#indexes.set(name, index);
    }
    return index;
  }

  #observer(name: string): OverlapObserver {
    const { prefixes } = this.#indexOf(name).routes.family;
    const pair = (prefix: PrefixId, covering: PrefixId): string =>
      `${formatPrefix(prefixes.prefix(prefix))} ${formatPrefix(prefixes.prefix(covering))}`;
    return {
      begins: (prefix, covering): void => {
        this.#wrong += this.overlaps.has(pair(prefix, covering)) ? 1 : 0;
        this.overlaps.add(pair(prefix, covering));
      },
      ends: (prefix, covering): void => {
        this.#wrong += this.overlaps.delete(pair(prefix, covering)) ? 0 : 1;
      },
    };
  }
}

/** The third is first heard of in the middle of its session. */
const PEERS = [0, 1, 2].map((i) => new PeerEvents(peer(`192.0.2.${i + 1}`, 65515)));
const PATHS = [[65515], [65020, 65515], [3356, 65010], [3356, 65010, 65010], []];

type Step =
  | {
      readonly what: 'announce';
      readonly peer: number;
      readonly prefix: string;
      readonly path: number;
      readonly nextHop: number;
    }
  | { readonly what: 'withdraw'; readonly peer: number; readonly prefix: string }
  | { readonly what: 'bounce' | 'dump'; readonly peer: number };

const prefixText = fc
  .tuple(
    fc.constantFrom(0, 8, 9, 12, 16, 24, 25),
    fc.constantFrom('10.0', '10.1', '10.128', '11.0'),
    fc.integer({ min: 0, max: 3 })
  )
  .map(([length, start, low]) => formatPrefix(prefixOf(`${start}.${low >> 1}.${(low & 1) * 128}/${length}`)));
const onePeer = fc.integer({ min: 0, max: PEERS.length - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      what: fc.constant('announce' as const),
      peer: onePeer,
      prefix: prefixText,
      path: fc.integer({ min: 0, max: PATHS.length - 1 }),
      nextHop: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ what: fc.constant('withdraw' as const), peer: onePeer, prefix: prefixText }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('bounce' as const, 'dump' as const), peer: onePeer }) }
);

function eventsOfStep(one: Step, second: number): RouteEvent[] {
  const of = PEERS[one.peer]!;
  switch (one.what) {
    case 'announce':
      return [of.announce(second, one.prefix, { path: PATHS[one.path]!, nextHop: `192.0.2.10${one.nextHop}` })];
    case 'withdraw':
      return [of.withdraw(second, one.prefix)];
    case 'bounce':
      return [of.down(second), of.up(second)];
    case 'dump':
      return [of.tableRoute(second, '10.0.0.0/8'), of.tableRoute(second, '10.1.0.0/16'), of.tableEnd(second)];
  }
}

test('after any changes in any order the index has what a plain search finds', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), fc.boolean(), (steps, aggregate) => {
      const indexed = new Indexed(aggregate ? [AGGREGATE] : []);
      indexed.apply([PEERS[0]!.up(1), PEERS[1]!.up(1)]);
      steps.forEach((one, i) => {
        indexed.apply(eventsOfStep(one, i + 2));
        indexed.check();
      });
      indexed.apply(PEERS.map((of) => of.down(100)));
      expect([indexed.overlaps.size, [...indexed.rib.families()].every(({ prefixes }) => prefixes.size === 0)]).toEqual(
        [0, true]
      );
    }),
    { numRuns: 150 }
  );
});

describe('a large table', () => {
  /** Takes every `each`th prefix out at one peer, and has the other announce some of them by the first one's path. */
  function change(indexed: Indexed, [one, two]: readonly [PeerEvents, PeerEvents], second: number): RouteEvent[] {
    const events: RouteEvent[] = [];
    for (const family of indexed.rib.families()) {
      family.prefixes.forEach((id) => {
        const text = formatPrefix(family.prefixes.prefix(id));
        if (id % 7 === 0) {
          events.push(one.withdraw(second, text));
        } else if (id % 11 === 0) {
          events.push(two.announce(second, text, { path: [3356, 65010] }));
        }
      });
    }
    return events;
  }

  test('of 100,000 nested prefixes', () => {
    const peers = [new PeerEvents(peer('192.0.2.1')), new PeerEvents(peer('192.0.2.2'))] as const;
    const [one, two] = peers;
    const indexed = new Indexed();
    indexed.apply([one.up(1), two.up(1)]);
    const events: RouteEvent[] = [];
    const blocks = new Set<string>();
    for (let i = 0; i < 50_000; i++) {
      const address = `${10 + (i >> 14)}.${(i >> 6) & 255}.${(i & 63) << 2}.0`;
      events.push(one.announce(2, `${address}/24`, { path: [65010, 64512 + (i % 900)], nextHop: '192.0.2.9' }));
      const block = formatPrefix(prefixOf(`${address}/${9 + (i % 14)}`));
      if (!blocks.has(block)) {
        blocks.add(block);
        events.push(two.announce(2, block, { path: [65010, 64512 + (i % 30)], nextHop: '192.0.2.9' }));
      }
      events.push(two.announce(2, `${address}/26`, { path: [65010, 64512 + (i % 600)], nextHop: '192.0.2.9' }));
    }
    indexed.apply(events);
    expect(indexed.rib.size).toBeGreaterThan(100_000);
    expect(indexed.check().length).toBeGreaterThan(10_000);
    indexed.apply(change(indexed, peers, 3));
    indexed.check();
    indexed.apply([two.down(4)]);
    indexed.check();
  });

  const feeds = dataFile(TWO_FEEDS);
  if (feeds === undefined) {
    console.log(`not present: ${TWO_FEEDS} (overlaps of two full feeds)`);
  }
  test.runIf(feeds)(
    'of two full feeds',
    () => {
      const indexed = new Indexed();
      indexed.apply(eventsOf(gunzipSync(readFileSync(feeds!))));
      expect(indexed.check().length).toBeGreaterThan(0);
      const [one, two] = [...indexed.rib.peers()].map((state) => new PeerEvents(state.peer));
      indexed.apply(change(indexed, [one!, two!], 2e9));
      indexed.check();
      indexed.apply([two!.down(2e9)]);
      indexed.check();
    },
    LARGE_TIMEOUT_MS
  );
});
