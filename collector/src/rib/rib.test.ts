import { beforeEach, describe, expect, test } from 'vitest';
import { PeerEvents, peer } from '../../tests/build/peer-events.ts';
import { routeLines } from '../../tests/build/tables.ts';
import type { RouteEvent } from '../event/types.ts';
import { formatPrefix } from '../net/prefix.ts';
import { type Change, isRouteChange } from './change.ts';
import { MAX_PATHS_PER_PREFIX } from './path-keys.ts';
import { isWhole } from './peer-state.ts';
import type { PeerTable } from './peer-table.ts';
import { Rib } from './rib.ts';

const A = '10.1.0.0/16';
const B = '10.2.0.0/16';
const one = new PeerEvents(peer('192.0.2.1'));
const two = new PeerEvents(peer('192.0.2.2'));
const REQUEST = 0;
const BEGIN = 1;
const END = 2;

let rib: Rib;
beforeEach(() => {
  rib = new Rib(1);
});

/** What the events did, a line for each change of routes: `kind cause prefix`. */
function apply(...events: RouteEvent[]): string[] {
  const lines: string[] = [];
  for (const event of events) {
    rib.apply(event, (change) => lines.push(...lineOf(change)));
  }
  return lines;
}

function tick(second: number): string[] {
  const lines: string[] = [];
  rib.tick(second * 1e6, (change) => lines.push(...lineOf(change)));
  return lines;
}

function lineOf(change: Change): string[] {
  if (isRouteChange(change)) {
    const { kind, cause, table, prefix, pathId } = change;
    const text = prefix === 0 ? '-' : formatPrefix(table.family.prefixes.prefix(prefix));
    return [`${kind} ${cause} ${text}${pathId === undefined ? '' : ` ${pathId}`}`];
  }
  return change.kind === 'peer-lost' ? [`lost ${change.cause} ${change.routes}`] : [];
}

function routes(of = one): string[] {
  return [...rib.state(of.peer).tables.values()].flatMap((table) => routeLines(rib, table));
}

function ipv4Of({ peer: of }: PeerEvents): PeerTable {
  return rib.state(of).tables.get('ipv4')!;
}

describe('what an update does', () => {
  test('new, changed, duplicate, withdrawn, unknown', () => {
    expect(
      apply(
        one.announce(1, A),
        one.announce(2, A),
        one.announce(3, A, { path: [65010, 65020] }),
        one.announce(4, A, { path: [65010, 65020], others: [1] }),
        one.announce(5, A, { path: [65010, 65020], others: [1], nextHop: '192.0.2.9' }),
        one.withdraw(6, A),
        one.withdraw(7, A)
      )
    ).toEqual([
      `new update ${A}`,
      `duplicate update ${A}`,
      `changed update ${A}`,
      `changed update ${A}`,
      `changed update ${A}`,
      `withdrawn update ${A}`,
      'unknown-withdraw update -',
    ]);
    expect([rib.size, rib.attributes.size]).toEqual([0, 0]);
  });

  test('a withdrawal still knows the path', () => {
    apply(one.announce(1, A, { path: [65010, 64500], nextHop: '192.0.2.77' }));
    const seen: unknown[] = [];
    rib.apply(one.withdraw(2, A), (change) => {
      if (isRouteChange(change)) {
        const { before } = change;
        seen.push(rib.attributes.asPath(before), rib.attributes.nextHop(before), rib.attributes.originAs(before));
      }
    });
    expect(seen).toEqual([[{ kind: 'sequence', asns: [65010, 64500] }], '192.0.2.77', 64500]);
  });

  test('each path identifier is a route of its own', () => {
    expect(apply(one.announce(1, A, { pathId: 1 }), one.announce(1, A, { pathId: 2 }), one.withdraw(2, A, 1))).toEqual([
      `new update ${A} 1`,
      `new update ${A} 2`,
      `withdrawn update ${A} 1`,
    ]);
    expect(routes()).toEqual([`${A} 2 65010`]);
  });

  test('a peer that sends paths without end is refused, and counted', () => {
    for (let pathId = 0; pathId < MAX_PATHS_PER_PREFIX + 5; pathId++) {
      apply(one.announce(1, A, { pathId }));
    }
    expect([rib.size, rib.refused]).toEqual([MAX_PATHS_PER_PREFIX, 5]);
  });

  test('views, VRFs and peers are tables of their own', () => {
    const others = [{ view: 'loc-rib' }, { vrf: 'red' }, { router: 'other' }] as const;
    const all = [one, two, ...others.map((more) => new PeerEvents(peer('192.0.2.1', 65010, more)))];
    for (const each of all) {
      expect(apply(each.announce(1, A))).toEqual([`new update ${A}`]);
    }
    expect(apply(one.withdraw(2, A))).toEqual([`withdrawn update ${A}`]);
    expect(rib.size).toBe(all.length - 1);
  });
});

describe('the loss of a session', () => {
  test('takes all routes at once, which are told with what they were', () => {
    apply(one.up(1), one.announce(2, A), one.announce(2, B), two.announce(2, A));
    const lost: string[] = [];
    rib.apply(one.down(9), (change) => {
      if (change.kind === 'peer-lost') {
        expect(routes()).toEqual([]);
        lost.push(...change.lost.flatMap((table) => routeLines(rib, table)));
      }
    });
    expect(lost).toEqual([`${A} 65010`, `${B} 65010`]);
    expect([rib.size, routes(two)]).toEqual([1, [`${A} 65010`]]);
  });

  test('that was not heard shows when it comes up again', () => {
    apply(one.announce(1, A));
    expect(apply(one.up(5), one.announce(6, A))).toEqual(['lost peer-down 1', `new replay ${A}`]);
  });

  test('an empty table is told of by nothing but its counts', () => {
    expect(apply(one.up(1), one.down(2))).toEqual([]);
  });
});

describe('a table that is told again', () => {
  test('is no news until End-of-RIB', () => {
    expect(apply(one.up(1), one.announce(2, A), one.endOfRib(3), one.announce(4, B))).toEqual([
      `new replay ${A}`,
      `new update ${B}`,
    ]);
  });

  test('or until nothing of it came for half a minute', () => {
    expect(apply(one.up(1), one.announce(2, A), one.announce(30, B), one.announce(61, '10.3.0.0/16'))).toEqual([
      `new replay ${A}`,
      `new replay ${B}`,
      'new update 10.3.0.0/16',
    ]);
  });

  test('End-of-RIB of an empty table ends it too', () => {
    expect(apply(one.up(1), one.endOfRib(2), one.announce(3, A))).toEqual([`new update ${A}`]);
  });

  test('an enhanced refresh sweeps what was not repeated, when it ends', () => {
    apply(one.up(0), one.endOfRib(0), one.announce(1, A), one.announce(1, B));
    const begin = one.refresh(5, 'received', BEGIN);
    expect(apply(begin, one.announce(6, A), one.announce(6, A, { path: [65010, 1] }))).toEqual([
      `duplicate refresh ${A}`,
      `changed update ${A}`,
    ]);
    expect(apply(one.refresh(7, 'received', END))).toEqual([`withdrawn stale-swept ${B}`]);
  });

  test('heard from the middle on, it is whole once the peer has told it between the marks of a refresh', () => {
    apply(one.announce(1, A), one.announce(1, B));
    expect(apply(one.refresh(5, 'received', BEGIN), one.announce(6, A), one.announce(6, '10.3.0.0/16'))).toEqual([
      `duplicate replay ${A}`,
      'new replay 10.3.0.0/16',
    ]);
    expect(isWhole(ipv4Of(one))).toBe(false);
    expect(apply(one.refresh(7, 'received', END))).toEqual([`withdrawn stale-swept ${B}`]);
    expect(isWhole(ipv4Of(one))).toBe(true);
    expect(apply(one.announce(8, B))).toEqual([`new update ${B}`]);
  });

  test('even one of which nothing was heard, but not where the end of the refresh does not come', () => {
    apply(one.refresh(1, 'received', BEGIN), one.announce(2, A));
    expect(tick(60)).toEqual([]);
    expect(isWhole(ipv4Of(one))).toBe(false);
    apply(one.refresh(61, 'received', END));
    expect(isWhole(ipv4Of(one))).toBe(false);
    apply(one.refresh(62, 'received', BEGIN), one.refresh(63, 'received', END));
    expect([isWhole(ipv4Of(one)), rib.size]).toEqual([true, 0]);
  });

  test('a plain refresh sweeps nothing', () => {
    apply(one.announce(1, A), one.announce(1, B));
    expect(apply(one.refresh(5, 'sent', REQUEST), one.announce(6, A))).toEqual([`duplicate refresh ${A}`]);
    expect(tick(60)).toEqual([]);
    expect(apply(one.announce(61, B))).toEqual([`duplicate update ${B}`]);
  });

  test('a request of the peer, or one sent before any table, changes nothing', () => {
    apply(one.refresh(1, 'sent', REQUEST), one.announce(2, A), one.refresh(3, 'received', REQUEST));
    expect(apply(one.announce(4, A))).toEqual([`duplicate update ${A}`]);
  });
});

describe('routes that are kept', () => {
  const restart = (): void =>
    void apply(one.up(1), one.announce(2, A), one.announce(2, B), one.endOfRib(3), one.down(10, 120));

  test('stay while a session restarts gracefully, and what does not come back goes at End-of-RIB', () => {
    restart();
    expect(routes()).toHaveLength(2);
    expect(apply(one.up(20), one.announce(21, A))).toEqual([`duplicate replay ${A}`]);
    expect(apply(one.endOfRib(22))).toEqual([`withdrawn stale-swept ${B}`]);
    expect(tick(200)).toEqual([]);
  });

  test('go when it does not come back in time', () => {
    restart();
    expect(tick(130)).toEqual([]);
    expect(tick(131)).toEqual(['lost stale-swept 2']);
    expect(rib.size).toBe(0);
  });

  test('go when it comes back and falls quiet without End-of-RIB', () => {
    restart();
    apply(one.up(20), one.announce(21, A));
    expect(tick(60)).toEqual([`withdrawn stale-swept ${B}`]);
  });

  test('are unknown, not gone, when hearing ends', () => {
    apply(one.up(1), one.announce(2, A));
    expect(apply(one.feedLost(5))).toEqual([]);
    expect(tick(100_000)).toEqual([]);
    const table = rib.state(one.peer).tables.get('ipv4')!;
    expect([table.size, table.stale]).toEqual([1, 1]);
    expect(apply(one.up(100_001), one.announce(100_002, B), one.endOfRib(100_003))).toEqual([
      `new replay ${B}`,
      `withdrawn stale-swept ${A}`,
    ]);
  });
});

describe('tables that a router tells in turn', () => {
  const up = (second: number): RouteEvent => ({ ...one.up(second), tellsInTurn: true });

  test('are first told however late, and news comes after they fell quiet', () => {
    expect(apply(up(1), one.announce(600, A), one.announce(610, B))).toEqual([`new replay ${A}`, `new replay ${B}`]);
    expect(apply(one.announce(641, A, { nextHop: '192.0.2.9' }))).toEqual([`changed update ${A}`]);
  });

  test('told again after hearing was lost: what is kept is not gone before its turn, and what is not told then is', () => {
    apply(up(1), one.announce(2, A), one.announce(3, B), one.feedLost(5), up(10));
    expect(tick(500)).toEqual([]);
    expect(apply(one.announce(600, A))).toEqual([`duplicate replay ${A}`]);
    expect(tick(631)).toEqual([`withdrawn stale-swept ${B}`]);
  });

  test('are news when they come later than any turn takes', () => {
    expect(apply(up(1), one.announce(3600, A))).toEqual([`new update ${A}`]);
  });
});

describe('a peer that is not heard any more', () => {
  const lost = (second: number, keptUs: number): RouteEvent => ({ ...one.feedLost(second), keptUs });

  test('is neither up nor down, and its routes go when they were kept for long enough', () => {
    apply(one.up(1), one.announce(2, A));
    apply(lost(10, 60_000_000));
    expect(rib.state(one.peer)).toMatchObject({ live: false, sessionKnown: false });
    expect(tick(70)).toEqual([]);
    expect(tick(71)).toEqual(['lost stale-swept 1']);
  });

  test('that comes back in time keeps them', () => {
    apply(one.up(1), one.announce(2, A), lost(10, 60_000_000), one.up(60), one.announce(61, A));
    expect(tick(80)).toEqual([]);
    expect(routes()).toHaveLength(1);
  });
});

describe('marks of a refresh that a router mirrors', () => {
  test('say nothing of the routes that it passes on', () => {
    const mirrored = new PeerEvents(peer('192.0.2.3', 65010, { feed: 'bmp-session' }));
    apply(mirrored.up(1), mirrored.announce(2, A), mirrored.endOfRib(3));
    expect(apply(mirrored.refresh(40, 'received', BEGIN), mirrored.refresh(41, 'received', END))).toEqual([]);
    expect(routes(mirrored)).toHaveLength(1);
  });
});

describe('a table dump', () => {
  test('seeds the table, and updates that follow change it', () => {
    expect(
      apply(one.tableRoute(10, A), one.tableRoute(10, B), one.tableEnd(10), one.announce(11, B), one.withdraw(12, A))
    ).toEqual([`new replay ${A}`, `new replay ${B}`, `duplicate update ${B}`, `withdrawn update ${A}`]);
    expect(isWhole(ipv4Of(one))).toBe(true);
    expect(rib.state(one.peer).sessionKnown).toBe(false);
  });

  test('puts right what was heard before, and a peer that is not in it keeps its table', () => {
    apply(one.announce(1, A), one.announce(1, B), two.announce(1, A));
    expect(apply(one.tableRoute(10, B), one.tableEnd(10))).toEqual([`duplicate replay ${B}`, `withdrawn replay ${A}`]);
    expect(routes(two)).toHaveLength(1);
  });

  test('that is damaged takes nothing away, and seeds nobody', () => {
    apply(one.announce(1, A));
    expect(apply(one.tableRoute(10, B), one.tableEnd(10, false))).toEqual([`new replay ${B}`]);
    expect(routes()).toHaveLength(2);
    expect(isWhole(ipv4Of(one))).toBe(false);
  });

  test('that is older than what was heard since changes nothing', () => {
    apply(one.announce(20, A));
    expect(apply(one.tableRoute(10, B), one.tableEnd(10))).toEqual([]);
    expect(routes()).toEqual([`${A} 65010`]);
  });
});

test('a peer whose session was not seen to come up has no whole table', () => {
  apply(one.announce(1, A));
  expect(isWhole(ipv4Of(one))).toBe(false);
  apply(one.up(2), one.announce(3, A));
  expect(isWhole(ipv4Of(one))).toBe(true);
  apply(one.down(4));
  expect(isWhole(ipv4Of(one))).toBe(true);
});

describe('since when a route is what it is', () => {
  const sinceUs = (table: PeerTable, prefix = A, pathId?: number): number | undefined =>
    table.sinceUs(table.family.prefixes.find(one.announce(0, prefix).prefix), pathId);

  test('what repeats it goes on, what changes it begins anew, and a withdrawal ends it', () => {
    apply(one.up(1), one.announce(2, A), one.announce(3, A));
    expect(sinceUs(ipv4Of(one))).toBe(2e6);
    apply(one.announce(4, A, { others: [5] }));
    expect(sinceUs(ipv4Of(one))).toBe(4e6);
    apply(one.withdraw(5, A));
    expect(sinceUs(ipv4Of(one))).toBeUndefined();
  });

  test('of a dump it is the time that the dump gives, unless the route was heard before', () => {
    apply({ ...one.tableRoute(9, A), originatedUs: 3e6 }, one.tableRoute(9, B), one.tableEnd(9));
    expect([A, B].map((prefix) => sinceUs(ipv4Of(one), prefix))).toEqual([3e6, undefined]);
    apply(two.up(1), two.announce(2, A), { ...two.tableRoute(9, A), originatedUs: 1e6 });
    expect(sinceUs(ipv4Of(two))).toBe(2e6);
  });

  test('paths of one prefix have each their own, and it holds over a save and a new reader', () => {
    apply(one.up(1), one.announce(2, A, { pathId: 1 }), one.announce(3, A, { pathId: 2 }), one.announce(4, B));
    rib.retell(9e6, () => {});
    rib = Rib.load(structuredClone(rib.save()), 2);
    const [saved] = rib.peers();
    const table = saved!.tables.get('ipv4')!;
    expect([sinceUs(table, A, 1), sinceUs(table, A, 2), sinceUs(table, B)]).toEqual([2e6, 3e6, 4e6]);
  });
});
