import type { PrefixId } from '../../rib/ids.ts';
import type { Context } from '../context.ts';
import type { Remembers } from '../detector.ts';
import { MAX_LISTED_PREFIXES } from '../incidents/incident.ts';
import { NO_LABEL } from '../scope/labels.ts';
import { asName, peerName } from '../names.ts';
import type { OverlapIndex } from './overlap-index.ts';
import type { OverlapPair } from './overlap-pairs.ts';
import { prefixText } from './overlap-sides.ts';
import type { DomainRoute } from '../scope/route-set.ts';

/** The open overlaps of one covering prefix. */
interface Group {
  readonly key: string;
  readonly covering: string;
  readonly startedUs: number;
  readonly atStart: boolean;
  readonly pairs: Set<OverlapPair>;
  /** When the last that went had ended, Unix microseconds. */
  endedUs: number;
  /** The routes of one of them in words, as they were last. */
  words: { readonly example: string; readonly peer: string; readonly label: string } | undefined;
}

interface Memory {
  /** By the covering prefix. */
  readonly groups: Map<PrefixId, Group>;
  readonly changed: Set<Group>;
}

/** One incident for each covering prefix, however many prefixes overlap with it; a prefix that overlaps itself is among its own. */
export class OverlapIncidents implements Remembers<Memory> {
  readonly #context: Context;
  readonly #index: OverlapIndex;
  #groups = new Map<PrefixId, Group>();
  #changed = new Set<Group>();

  constructor(context: Context, index: OverlapIndex) {
    this.#context = context;
    this.#index = index;
  }

  save(): Memory {
    return { groups: this.#groups, changed: this.#changed };
  }

  load({ groups, changed }: Memory): void {
    this.#groups = groups;
    this.#changed = changed;
  }

  /** An overlap opens. */
  add(pair: OverlapPair): void {
    let group = this.#groups.get(pair.covering);
    if (group === undefined) {
      group = this.#newGroup(pair);
      this.#groups.set(pair.covering, group);
    }
    group.pairs.add(pair);
    this.#changed.add(group);
  }

  /** An overlap is resolved. */
  delete(pair: OverlapPair): void {
    const group = this.#groups.get(pair.covering);
    if (group?.pairs.delete(pair)) {
      group.endedUs = Math.max(group.endedUs, pair.endedUs!);
      this.#changed.add(group);
      if (group.pairs.size === 0) {
        this.#groups.delete(pair.covering);
      }
    }
  }

  /** Raises and clears what changed, each incident once. */
  tick(): void {
    const { incidents, settings } = this.#context;
    const { holdDownUs, resolveAfterUs } = settings.thresholds;
    for (const group of this.#changed) {
      if (group.pairs.size === 0) {
        incidents.clear('overlap', group.key, group.endedUs, resolveAfterUs);
      } else {
        this.#raise(group, holdDownUs);
      }
    }
    this.#changed.clear();
  }

  #newGroup({ covering: id, sinceUs, atStart }: OverlapPair): Group {
    const { domain, family } = this.#index.routes;
    const covering = prefixText(family, id);
    const key = `${domain.settings.name} ${family.name} ${covering}`;
    return { key, covering, startedUs: sinceUs, atStart, pairs: new Set(), endedUs: 0, words: undefined };
  }

  #raise(group: Group, holdDownUs: number): void {
    const { domain, family } = this.#index.routes;
    const prefixes: string[] = [];
    for (const { prefix } of group.pairs) {
      if (prefixes.length === MAX_LISTED_PREFIXES) {
        break;
      }
      prefixes.push(prefixText(family, prefix));
    }
    this.#describe(group);
    const { covering, pairs, atStart, words } = group;
    const subject = pairs.size === 1 ? `${prefixes[0]} overlaps` : `${pairs.size} prefixes overlap`;
    const object = pairs.size === 1 && prefixes[0] === covering ? 'itself' : covering;
    this.#context.incidents.raise(
      {
        kind: 'overlap',
        key: group.key,
        severity: 'warning',
        domain: domain.settings.name,
        peer: words?.peer,
        prefix: covering,
        label: words?.label,
        summary: `${subject} ${object}${words === undefined ? '' : `: ${words.example}`}`,
        prefixes: pairs.size,
        firstPrefixes: prefixes,
        atStart,
      },
      group.startedUs,
      holdDownUs
    );
  }

  /** Finds words for the first overlap that lasts. */
  #describe(group: Group): void {
    for (const { prefix, covering, endedUs } of group.pairs) {
      const routes = endedUs === undefined ? this.#index.overlappingRoutes(prefix, covering) : undefined;
      if (routes !== undefined) {
        const { table, attributes } = routes.route;
        group.words = {
          example: `${this.#routeWords(prefix, routes.route)}; ${this.#routeWords(covering, routes.covering)}`,
          peer: table.state.peer.address,
          label: this.#context.labels.name(table, prefix, attributes),
        };
        return;
      }
    }
  }

  #routeWords(prefix: PrefixId, { table, attributes }: DomainRoute): string {
    const { rib, settings, labels } = this.#context;
    const originAs = rib.attributes.originAs(attributes);
    const nextHop = rib.attributes.nextHop(attributes);
    const label = labels.name(table, prefix, attributes);
    return [
      `${prefixText(this.#index.routes.family, prefix)} from ${peerName(settings, table.state.peer)}`,
      ...(originAs === undefined ? [] : [`origin ${asName(settings, originAs)}`]),
      ...(nextHop === undefined ? [] : [`next hop ${settings.inventory.nextHops.get(nextHop) ?? nextHop}`]),
      ...(label === NO_LABEL ? [] : [label]),
    ].join(', ');
  }
}
