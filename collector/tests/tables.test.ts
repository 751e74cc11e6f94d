import { deserialize, serialize } from 'node:v8';
import { gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Peer, RouteEvent } from '../src/event/types.ts';
import { Rib } from '../src/rib/rib.ts';
import type { SavedRib } from '../src/rib/saved-rib.ts';
import { PeerEvents, peer } from './build/peer-events.ts';
import { ReferenceTables } from './build/reference-tables.ts';
import { eventsOf } from './build/events.ts';
import { tableLines } from './build/tables.ts';
import { dataFile, fixture } from './tools.ts';

function expectEqualTables(events: readonly RouteEvent[]): { rib: Rib; reference: ReferenceTables } {
  const rib = new Rib(7);
  const reference = new ReferenceTables();
  for (const event of events) {
    rib.apply(event, () => {});
    reference.apply(event);
  }
  expect(tableLines(rib)).toEqual(reference.lines());
  return { rib, reference };
}

const PEERS = [peer('192.0.2.1', 65010), peer('192.0.2.2', 65020), peer('192.0.2.1', 65010, { vrf: 'red' })];
const PREFIXES = ['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16', '10.1.0.0/24', '10.1.0.128/25', '2001:db8::/32', '::/0'];
const PATHS = [[], [65010], [65010, 65010, 64500], [65020, 64501]];

interface Step {
  readonly what: 'announce' | 'withdraw' | 'up' | 'down' | 'begin' | 'end' | 'dump';
  readonly peer: number;
  readonly prefix: number;
  readonly path: number;
  readonly pathId: number | undefined;
  readonly others: readonly number[];
}

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(
    ...(['announce', 'announce', 'announce', 'withdraw', 'up', 'down', 'begin', 'end', 'dump'] as const)
  ),
  peer: fc.nat(PEERS.length - 1),
  prefix: fc.nat(PREFIXES.length - 1),
  path: fc.nat(PATHS.length - 1),
  pathId: fc.option(fc.nat(3), { nil: undefined, freq: 2 }),
  others: fc.constantFrom([], [1], [2, 2]),
});

/** The events of a step, a second after those before it. */
function eventsOfStep(
  { what, peer: of, prefix: at, path: which, pathId, others }: Step,
  second: number,
  peers: readonly Peer[]
): RouteEvent[] {
  const events = new PeerEvents(peers[of]!);
  const prefix = PREFIXES[at]!;
  const options = { path: PATHS[which]!, others, ...(pathId !== undefined && { pathId }) };
  switch (what) {
    case 'announce':
      return [events.announce(second, prefix, options)];
    case 'withdraw':
      return [events.withdraw(second, prefix, pathId)];
    case 'up':
      return [events.up(second)];
    case 'down':
      return [events.down(second)];
    case 'begin':
      return [events.refresh(second, 'received', 1)];
    case 'end':
      return [events.refresh(second, 'received', 2)];
    case 'dump':
      return [
        events.tableRoute(second, PREFIXES[1]!),
        events.tableRoute(second, PREFIXES[2]!),
        events.tableEnd(second),
      ];
  }
}

function eventsOfSteps(steps: readonly Step[], from = 0, peers: readonly Peer[] = PEERS): RouteEvent[] {
  return steps.flatMap((one, second) => eventsOfStep(one, from + second, peers));
}

/** So close together that no telling falls quiet, which the plain map does not know of. */
function eventsWithoutSilence(steps: readonly Step[]): RouteEvent[] {
  return steps.flatMap((one, at) => eventsOfStep(one, at / 10, PEERS));
}

test('in any order of events the tables are what a plain map has', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      expectEqualTables(eventsWithoutSilence(steps));
    }),
    { numRuns: 2000 }
  );
});

test('when all sessions are gone nothing is left, neither prefixes nor attributes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const end = PEERS.map((each) => new PeerEvents(each).down(1000));
      const { rib } = expectEqualTables([...eventsWithoutSilence(steps), ...end]);
      expect(rib.size).toBe(0);
      expect(rib.attributes.size).toBe(0);
      expect([...rib.families()].map(({ prefixes }) => prefixes.size).every((size) => size === 0)).toBe(true);
    })
  );
});

test('saved and loaded in between, they go on as if nothing had happened', () => {
  const told = (rib: Rib, events: readonly RouteEvent[]): string[] => {
    const lines: string[] = [];
    for (const event of events) {
      rib.apply(event, (change) => {
        if (change.kind !== 'heard' && change.kind !== 'peer-lost') {
          const { kind, cause, prefix, before, after, pathId } = change;
          lines.push([kind, cause, prefix, pathId, before, after].join(' '));
        }
      });
      rib.tick(event.timeUs + 500_000, () => {});
    }
    return lines;
  };
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), fc.nat(80), (steps, at) => {
      const tail = steps.slice(at);
      const rib = new Rib(1);
      told(rib, eventsOfSteps(steps.slice(0, at)));
      const saved = deserialize(serialize({ tables: rib.save(), peers: PEERS })) as { tables: SavedRib; peers: Peer[] };
      const loaded = Rib.load(saved.tables, 2);
      expect(tableLines(loaded)).toEqual(tableLines(rib));
      expect(told(loaded, eventsOfSteps(tail, at, saved.peers))).toEqual(told(rib, eventsOfSteps(tail, at)));
      expect(tableLines(loaded)).toEqual(tableLines(rib));
    })
  );
});

describe('real updates over a seeded table', () => {
  test("BIRD's own dump, then the session's end and return", () => {
    const bytes = Buffer.concat(
      ['bird-hybrid/nva-table.mrt', 'bird-hybrid/nva.mrt'].map((name) => readFileSync(fixture(name)))
    );
    expectEqualTables(eventsOf(bytes));
  });

  const files = [
    'ris-rrc15.updates.20100227.1600.gz',
    'ris.updates.20071015.1505.gz',
    'ris-rrc06.updates.20150401.0000.gz',
  ];
  test.each(files)('%s, over a table that its first updates make', (name) => {
    const path = dataFile(name);
    if (path !== undefined) {
      const events = eventsOf(gunzipSync(readFileSync(path)));
      expectEqualTables([...seedOf(events), ...events]);
    }
  });
});

/** A dump of a table from before the updates: every second prefix that they announce, by the peer that does. */
function seedOf(events: readonly RouteEvent[]): RouteEvent[] {
  const announced = events.filter((event) => event.kind === 'announce');
  const timeUs = announced[0]!.timeUs - 60e6;
  const routes = announced
    .filter((_, i) => i % 2 === 0)
    .map((event) => ({ ...event, kind: 'table-route' as const, timeUs, originatedUs: undefined }));
  const ends = new Map(
    routes.map(({ peer: of, family, timeNs }) => [`${of.address} ${of.as} ${family.afi}`, { of, family, timeNs }])
  );
  const closing = [...ends.values()].map(({ of, family, timeNs }) => {
    return {
      kind: 'table-end' as const,
      timeUs,
      timeNs,
      peer: of,
      family,
      startedNs: timeNs,
      routes: 0,
      complete: true,
    };
  });
  return [...routes, ...closing];
}
