import type { FamilyTables } from '../../rib/family-tables.ts';
import type { PrefixId } from '../../rib/ids.ts';
import { isInUse, isWhole } from '../../rib/peer-state.ts';
import type { PeerTable } from '../../rib/peer-table.ts';
import type { Context } from '../context.ts';
import type { Detector } from '../detector.ts';
import type { Domain } from '../scope/domains.ts';
import { observedNs } from '../interval-clock.ts';
import { type DomainRoute, type RouteSet, countPaths, routesTo } from '../scope/route-set.ts';
import { RouteTally } from './route-tally.ts';

/** What all peers of a domain know together in one family. */
interface Totals {
  readonly domain: Domain;
  readonly family: FamilyTables;
  /** By the number of the label. */
  readonly tallies: RouteTally[];
  readonly singlePath: number[];
  /** Number of prefixes by how many distinct paths there are to them; the last stands for `MOST_PATHS` and more. */
  readonly byPaths: number[];
}

const MOST_PATHS = 10;

interface Memory {
  readonly totals: Map<string, Totals>;
  readonly counted: Set<PeerTable>;
}

/**
 * Prefixes, AS paths and origins distinct over all peers of a domain, never a sum of peers, and how many paths there are to each
 * prefix. Only tables that are known as a whole count.
 */
export function domainTotals({ rib, labels, domains, overlapCounts }: Context): Detector {
  let totals = new Map<string, Totals>();
  /** Tables that count: those that have been whole when an interval ended, and what happened to them since. */
  let counted = new Set<PeerTable>();

  const isCounted = ({ table }: DomainRoute): boolean => counted.has(table);
  const totalsOf = (domain: Domain, family: FamilyTables): Totals => {
    const key = `${domain.settings.name} ${family.name}`;
    let found = totals.get(key);
    if (found === undefined) {
      found = { domain, family, tallies: [], singlePath: [], byPaths: [] };
      totals.set(key, found);
    }
    return found;
  };
  /** The labels of routes, each once. */
  const labelsOf = (routes: RouteSet, prefix: PrefixId): number[] => {
    const found: number[] = [];
    for (const { table, attributes } of routes) {
      const label = labels.of(table, prefix, attributes);
      if (!found.includes(label)) {
        found.push(label);
      }
    }
    return found;
  };
  const tallyOf = ({ tallies }: Totals, label: number): RouteTally =>
    (tallies[label] ??= new RouteTally(rib.attributes));

  /** Counts a prefix with its routes in (1) or out (-1); routes of `others` are counted already, and stay so. */
  const count = (of: Totals, prefix: PrefixId, routes: RouteSet, others: RouteSet, difference: 1 | -1): void => {
    for (const route of routes) {
      if (!others.includes(route)) {
        const tally = tallyOf(of, labels.of(route.table, prefix, route.attributes));
        tally.count(route.attributes, difference);
      }
    }
    if (routes.length === 0) {
      return;
    }
    const labelsOfPrefix = labelsOf(routes, prefix);
    for (const label of labelsOfPrefix) {
      tallyOf(of, label).prefixes += difference;
    }
    const paths = Math.min(countPaths(routes), MOST_PATHS);
    of.byPaths[paths] = (of.byPaths[paths] ?? 0) + difference;
    if (paths === 1) {
      const label = labelsOfPrefix[0]!;
      of.singlePath[label] = (of.singlePath[label] ?? 0) + difference;
    }
  };
  /** A table is known as a whole from now on. */
  const countTable = (table: PeerTable): void => {
    for (const domain of domains.of(table.state)) {
      const of = totalsOf(domain, table.family);
      const prefixes = new Set<PrefixId>();
      table.forEach((prefix) => prefixes.add(prefix));
      for (const prefix of prefixes) {
        const routes = routesTo(domain, domains, table.family, prefix);
        const before = routes.filter((route) => counted.has(route.table));
        const after = routes.filter((route) => route.table === table || counted.has(route.table));
        count(of, prefix, before, after, -1);
        count(of, prefix, after, before, 1);
      }
    }
    counted.add(table);
  };
  return {
    save: (): Memory => ({ totals, counted: new Set([...counted].filter(isInUse)) }),
    load(memory: Memory): void {
      ({ totals, counted } = memory);
    },
    observe(change): void {
      if (change.kind === 'peer-lost') {
        for (const table of change.lost) {
          if (counted.has(table)) {
            counted.add(change.state.tables.get(table.family.name)!);
          }
        }
      }
    },
    observePrefix(change): void {
      if (counted.has(change.table)) {
        const { domain, family, prefix, before, after } = change;
        const of = totalsOf(domain, family);
        const [known, knownAfter] = [before.filter(isCounted), after.filter(isCounted)];
        count(of, prefix, known, knownAfter, -1);
        count(of, prefix, knownAfter, known, 1);
      }
    },
    closeInterval(interval, emit): void {
      for (const table of counted) {
        if (!isInUse(table)) {
          counted.delete(table);
        }
      }
      for (const family of rib.families()) {
        for (const table of family.tables) {
          if (isWhole(table) && !counted.has(table)) {
            countTable(table);
          }
        }
      }
      const timeNs = observedNs(interval);
      for (const { domain, family, tallies, singlePath, byPaths } of totals.values()) {
        const of = { timeNs, domain: domain.settings.name, familyName: family.name };
        tallies.forEach(({ counts }, label) => {
          const overlaps = overlapCounts.of(domain, family)[label] ?? 0;
          emit({
            kind: 'totals',
            ...of,
            label: labels.names[label]!,
            counts,
            singlePath: singlePath[label] ?? 0,
            overlaps,
          });
        });
        byPaths.forEach((prefixes, paths) => {
          emit({ kind: 'redundancy', ...of, paths: paths === MOST_PATHS ? `${paths}+` : String(paths), prefixes });
        });
      }
    },
  };
}
