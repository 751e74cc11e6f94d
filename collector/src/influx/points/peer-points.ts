import type { Observation, TableCounts } from '../../detect/observation.ts';
import { peerTags } from './peer-tags.ts';
import type { Point } from '../schema.gen.ts';

type PeerObservation = Extract<Observation, { kind: 'update-count' | 'peer-table' | 'watched-prefix' }>;

/** The point of what is counted or watched at one peer. */
export function peerPoint(observation: PeerObservation): Point {
  const { peer, familyName: afi } = observation;
  switch (observation.kind) {
    case 'update-count': {
      const { label, counts } = observation;
      return {
        measurement: 'bgp_updates',
        tags: { ...peerTags(peer), afi, label },
        fields: {
          announced: counts.announced,
          withdrawn: counts.withdrawn,
          path_changes: counts.pathChanges,
          attribute_changes: counts.attributeChanges,
          duplicates: counts.duplicates,
          replayed: counts.replayed,
        },
      };
    }
    case 'peer-table': {
      const { label, counts, pathLengths, moas, limitUsedPercent } = observation;
      return {
        measurement: 'bgp_prefixes',
        tags: { ...peerTags(peer), afi, label },
        fields: {
          ...countFields(counts),
          path_length_mean: pathLengths?.mean,
          path_length_max: pathLengths?.max,
          moas,
          limit_used_percent: limitUsedPercent,
        },
      };
    }
    case 'watched-prefix': {
      const { prefix, paths, best } = observation;
      return {
        measurement: 'bgp_prefix',
        tags: { ...peerTags(peer), afi, prefix },
        fields: {
          visible: paths > 0 ? 1 : 0,
          paths,
          label: best?.label,
          as_path: best?.asPath,
          origin_as: best?.originAs,
          next_hop: best?.nextHop,
        },
      };
    }
  }
}

export function countFields({ prefixes, asPaths, origins }: TableCounts): {
  prefixes: number;
  as_paths: number;
  origins: number;
} {
  return { prefixes, as_paths: asPaths, origins };
}
