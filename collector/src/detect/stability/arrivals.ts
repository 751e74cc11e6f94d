import type { FamilyTables } from '../../rib/family-tables.ts';
import type { PrefixId } from '../../rib/ids.ts';
import { isWhole } from '../../rib/peer-state.ts';
import type { Context } from '../context.ts';
import type { Detector, Remembers } from '../detector.ts';
import type { Domain } from '../scope/domains.ts';
import type { LeftOut } from '../left-out.ts';
import { NO_LABEL } from '../scope/labels.ts';
import { peerName } from '../names.ts';
import { type Gathering, type News, PassingTroubles } from '../incidents/passing-troubles.ts';
import { peerKey } from '../peer-key.ts';
import type { PrefixChange } from '../scope/prefix-change.ts';
import { counted } from '../../bytes/counted.ts';
import { type PrefixRoster, prefixKey } from '../incidents/prefix-roster.ts';
import type { DomainRoute } from '../scope/route-set.ts';
import { Scope } from '../scope/scope.ts';

/** Prefixes that open incidents may speak of; more are only counted. */
const MAX_PREFIXES = 50_000;

/** Something that may still be undone. */
interface Recent {
  readonly kind: 'new-prefixes' | 'vanished-prefixes';
  readonly gathering: Gathering;
  readonly family: FamilyTables;
  readonly prefix: PrefixId;
  readonly timeUs: number;
}

interface Memory {
  readonly troubles: ReturnType<PassingTroubles['save']>;
  readonly recent: Map<string, Recent>;
}

/**
 * Prefixes that are new in a domain, such as those of a VNet that was added, and prefixes that vanished from it: those that come or
 * go by UPDATE, and not with the table of a peer, as one incident of kind `new-prefixes` or `vanished-prefixes` per label and peer
 * (or group of peers). Another path in the place of one that went is neither, and what is undone within `gatherUs` is neither. A
 * peer whose table is not known as a whole tells nothing new.
 *
 * In private domains, and for prefixes that an expectation names. Silenced by `detect: off: [new-prefixes, vanished-prefixes]`.
 */
export class Arrivals implements Detector, Remembers<Memory> {
  readonly #context: Context;
  readonly #scope: Scope;
  readonly #troubles: PassingTroubles;
  /** In the order of their times, as far as events are. */
  #recent = new Map<string, Recent>();

  constructor(context: Context) {
    const { gatherUs, resolveAfterUs: quietUs } = context.settings.thresholds;
    this.#context = context;
    this.#scope = new Scope(context);
    this.#troubles = new PassingTroubles(context.incidents, { gatherUs, quietUs }, summaryOf, { left: MAX_PREFIXES });
  }

  save(): Memory {
    return { troubles: this.#troubles.save(), recent: this.#recent };
  }

  load({ troubles, recent }: Memory): void {
    this.#troubles.load(troubles);
    this.#recent = recent;
  }

  get leftOut(): Partial<LeftOut> {
    return { arrivals_left_out: this.#troubles.leftOut };
  }

  observePrefix(change: PrefixChange): void {
    const { before, after } = change;
    if (before.length === 0) {
      this.#happened('new-prefixes', change, after);
    } else if (after.length === 0) {
      this.#happened('vanished-prefixes', change, before);
    }
  }

  tick(timeUs: number): void {
    const { gatherUs } = this.#context.settings.thresholds;
    for (const [key, recent] of this.#recent) {
      if (recent.timeUs + gatherUs > timeUs) {
        break;
      }
      this.#forget(key, recent);
    }
    this.#troubles.tick(timeUs);
  }

  #happened(
    kind: Recent['kind'],
    { domain, family, prefix, timeUs, cause, table }: PrefixChange,
    routes: readonly DomainRoute[]
  ): void {
    if (cause !== 'update' && this.#recent.size === 0) {
      return;
    }
    const key = `${domain.settings.name} ${prefixKey(family, prefix)}`;
    const recent = this.#recent.get(key);
    if (recent !== undefined) {
      this.#forget(key, recent);
      if (recent.kind !== kind && timeUs < recent.timeUs + this.#context.settings.thresholds.gatherUs) {
        this.#troubles.takeBack(recent.gathering, family, prefix, timeUs);
        return;
      }
    }
    const route = routes.find((one) => one.table === table);
    if (cause !== 'update' || route === undefined || !isWhole(table)) {
      return;
    }
    if (this.#scope.includes(domain, family, prefix, routes)) {
      const gathering = this.#troubles.add(this.#news(kind, domain, route, prefix), family, prefix, timeUs);
      if (gathering !== undefined && this.#recent.size < MAX_PREFIXES) {
        family.prefixes.retain(prefix);
        this.#recent.set(key, { kind, gathering, family, prefix, timeUs });
      }
    }
  }

  #forget(key: string, { family, prefix }: Recent): void {
    this.#recent.delete(key);
    family.prefixes.release(prefix);
  }

  #news(kind: Recent['kind'], domain: Domain, { table, attributes }: DomainRoute, prefix: PrefixId): News {
    const { settings, labels } = this.#context;
    const { peer } = table.state;
    const group = settings.peers.get(peer.address)?.group;
    const label = labels.name(table, prefix, attributes);
    const source = group ?? peerName(settings, peer);
    return {
      kind,
      key: `${domain.settings.name} ${label} ${group ?? peerKey(peer)}`,
      severity: kind === 'new-prefixes' ? 'info' : 'warning',
      domain: domain.settings.name,
      router: peer.router,
      peer: peer.address,
      label,
      words: label === NO_LABEL ? `from ${source}` : `over ${label} from ${source}`,
    };
  }
}

function summaryOf({ kind, words }: Pick<News, 'kind' | 'words'>, prefixes: PrefixRoster): string {
  const adjective = kind === 'new-prefixes' ? 'new' : 'vanished';
  return `${counted(prefixes.size, `${adjective} prefix`)} ${words}: ${prefixes.words()}`;
}
