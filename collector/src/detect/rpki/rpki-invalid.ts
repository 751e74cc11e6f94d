import { SAFI_UNICAST } from '../../net/family.ts';
import type { PrefixId } from '../../rib/ids.ts';
import { type Breach, Breaches, type Extent, type Found } from '../incidents/breaches.ts';
import type { Context } from '../context.ts';
import type { Detector } from '../detector.ts';
import type { Domain } from '../scope/domains.ts';
import { isFreePart } from '../policy/free-parts.ts';
import { asName, peerName } from '../names.ts';
import type { RoaTable, RouteOrigin } from './roa-table.ts';
import { type DomainRoute, type RouteSet, routesTo } from '../scope/route-set.ts';
import { prefixesWithin } from './rpki.ts';
import { counted } from '../../bytes/counted.ts';

/**
 * Routes that no ROA allows although some cover them (RFC 6811 §2): in private domains all, in profile internet those to prefixes
 * that an expectation names, or to parts of them. Looked at again where ROAs change.
 *
 * One incident of kind `rpki-invalid`, a warning, per domain and origin. Silenced by `detect: off: [rpki-invalid]`, or by no ROAs.
 */
export function rpkiInvalid(context: Context): Detector {
  const { rib, rpki, domains, incidents, settings } = context;
  const breaches = new Breaches('rpki-invalid', incidents, settings.thresholds.resolveAfterUs, summaryOf);

  /** Looks again at the routes that the change of ROAs may concern. */
  const replaced = (before: RoaTable, now: RoaTable, timeUs: number): void => {
    const changed = now.changedPrefixes(before);
    for (const family of rib.families()) {
      for (const prefix of family.family.safi === SAFI_UNICAST ? prefixesWithin(family, changed) : []) {
        for (const domain of domains.all) {
          const routes = routesTo(domain, domains, family, prefix);
          const [was, is] = [before, now].map((roas) => findInvalid(context, domain, prefix, routes, roas));
          breaches.update({ family, prefix, timeUs, cause: 'update' }, was!, is!);
        }
      }
    }
  };
  return {
    save: () => breaches.save(),
    load: (memory: ReturnType<typeof breaches.save>) => breaches.load(memory),
    observePrefix(change): void {
      const { domain, prefix } = change;
      if (rpki.roas !== undefined) {
        const [was, is] = [change.before, change.after].map((routes) =>
          findInvalid(context, domain, prefix, routes, rpki.roas!)
        );
        breaches.update(change, was!, is!);
      }
    },
    tick(timeUs): void {
      const before = rpki.takeNext();
      if (before !== undefined) {
        replaced(before, rpki.roas!, timeUs);
      }
      breaches.tick(timeUs);
    },
  };
}

/** What the summary says besides its extent. */
interface Details {
  /** Who announces it. */
  readonly by: string;
  readonly firstPeer: string;
}

function findInvalid(
  context: Context,
  domain: Domain,
  prefix: PrefixId,
  routes: RouteSet,
  roas: RoaTable
): Found<Details>[] {
  const { rpki } = context;
  return routes.flatMap((route) => {
    const { table, attributes } = route;
    const isInvalid =
      matters(context, domain, prefix, route) && rpki.validity(table, prefix, attributes, roas) === 'invalid';
    return isInvalid ? [{ table, breach: breachOf(context, domain, route, rpki.originOf(table, attributes)!) }] : [];
  });
}

function matters(
  { expectations, labels }: Context,
  domain: Domain,
  id: PrefixId,
  { table, attributes }: DomainRoute
): boolean {
  if (domain.settings.profile === 'private') {
    return true;
  }
  const { family, state } = table;
  const prefix = family.prefixes.prefix(id);
  if (!expectations.cover(prefix)) {
    return false;
  }
  const label = labels.name(table, id, attributes);
  return expectations
    .covering({ peer: state.peer, familyName: family.name, prefix, label })
    .some((expectation) => !isFreePart(expectation, prefix, domain));
}

function breachOf({ settings }: Context, domain: Domain, { table }: DomainRoute, origin: RouteOrigin): Breach<Details> {
  const { peer } = table.state;
  const by = origin === 'none' ? 'a set of ASes' : asName(settings, origin);
  return {
    key: `${domain.settings.name} ${table.family.name} ${origin}`,
    trouble: { severity: 'warning', domain: domain.settings.name, router: peer.router, peer: peer.address },
    details: { by, firstPeer: peerName(settings, peer) },
  };
}

function summaryOf({ by, firstPeer }: Details, { prefixes, peers }: Extent): string {
  return (
    `${prefixes.words()} announced by ${by}: RPKI-invalid, no ROA allows it; heard from ${counted(peers, 'peer')}, ` +
    `first ${firstPeer}`
  );
}
