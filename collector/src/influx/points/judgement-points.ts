import type { Observation } from '../../detect/observation.ts';
import { countFields } from './peer-points.ts';
import type { Point } from '../schema.gen.ts';

type Judged = Extract<Observation, { kind: 'totals' | 'redundancy' | 'overlap' | 'origin' | 'flap' | 'incident' }>;

/** Places are numbers of two digits, so that they sort. */
const RANK_DIGITS = 2;

/** The point of what is judged over all peers. `collector` is the configured name of this collector. */
export function judgementPoint(judged: Judged, collector: string): Point {
  switch (judged.kind) {
    case 'totals': {
      const { domain, familyName: afi, label, counts, singlePath, overlaps } = judged;
      return {
        measurement: 'bgp_totals',
        tags: { collector, domain, afi, label },
        fields: { ...countFields(counts), overlaps, single_path: singlePath },
      };
    }
    case 'redundancy': {
      const { domain, familyName: afi, paths, prefixes } = judged;
      return { measurement: 'bgp_redundancy', tags: { collector, domain, afi, paths }, fields: { prefixes } };
    }
    case 'overlap':
      return overlapPoint(judged, collector);
    case 'origin':
      return originPoint(judged, collector);
    case 'flap': {
      const { familyName: afi, rank, peer, prefix, pathId, label, transitions, announces, withdraws, changes } = judged;
      return {
        measurement: 'bgp_flaps',
        tags: { collector, afi, rank: String(rank).padStart(RANK_DIGITS, '0') },
        fields: {
          prefix,
          router: peer.router,
          peer: peer.address,
          path_id: pathId,
          label,
          transitions,
          announces,
          withdraws,
          changes,
        },
      };
    }
    case 'incident':
      return incidentPoint(judged, collector);
  }
}

function overlapPoint(
  { domain, familyName: afi, relation: kind, state, sinceUs, atStart, side, covering }: Judged & { kind: 'overlap' },
  collector: string
): Point {
  return {
    measurement: 'bgp_overlaps',
    tags: { collector, domain, afi, kind },
    fields: {
      prefix: side.prefix,
      covering: covering.prefix,
      state,
      since: nanoseconds(sinceUs),
      at_start: atStart ? 1 : 0,
      peer: side.peer,
      as_path: side.asPath,
      origin: originText(side.originAs),
      label: side.label,
      next_hop: side.nextHop,
      covering_peer: covering.peer,
      covering_as_path: covering.asPath,
      covering_origin: originText(covering.originAs),
      covering_label: covering.label,
      covering_next_hop: covering.nextHop,
    },
  };
}

function originPoint(judged: Judged & { kind: 'origin' }, collector: string): Point {
  const { domain, familyName: afi, what: kind, state, sinceUs, prefix, origins, originsBefore } = judged;
  const { peer, label, asPath } = judged;
  return {
    measurement: 'bgp_origins',
    tags: { collector, domain, afi, kind },
    fields: {
      prefix,
      state,
      since: nanoseconds(sinceUs),
      origins: origins.join(' '),
      origins_before: originsBefore.join(' '),
      peer,
      label,
      as_path: asPath,
    },
  };
}

function incidentPoint({ incident }: Judged & { kind: 'incident' }, collector: string): Point {
  const { id, kind, state, severity, domain, router, peer, prefix, label, summary } = incident;
  const { prefixes, firstPrefixes, startedUs, cause, atStart } = incident;
  return {
    measurement: 'bgp_incidents',
    tags: { collector, kind },
    fields: {
      id,
      state,
      severity,
      domain,
      router,
      peer,
      prefix,
      label,
      summary,
      prefixes,
      first_prefixes: firstPrefixes.join(' '),
      started: nanoseconds(startedUs),
      cause,
      at_start: atStart ? 1 : 0,
    },
  };
}

function originText(originAs: number | undefined): string {
  return originAs === undefined ? 'none' : String(originAs);
}

function nanoseconds(timeUs: number): bigint {
  return BigInt(timeUs) * 1000n;
}
