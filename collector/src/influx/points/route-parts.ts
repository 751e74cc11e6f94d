import type { PathAttributes } from '../../bgp/attributes.ts';
import type { RouteObservation } from '../../detect/observation.ts';
import type { Peer } from '../../event/types.ts';
import { type BgpRoutesPoint, MEASUREMENTS } from '../schema.gen.ts';
import { peerTags } from './peer-tags.ts';

type Tags = BgpRoutesPoint['tags'];
type Fields = BgpRoutesPoint['fields'];

/** A part that many rows have alike: one object for all of them, and its text once one of them was written. */
export interface Alike<T> {
  readonly value: T;
  text: string | undefined;
}

/** Sets of tags that are kept: as many as may be written. */
const MAX_KEPT = MEASUREMENTS.bgp_routes.maxSeries;

/** What rows of routes have alike, which are nearly all rows there are. One for each outlet. */
export class RouteParts {
  /** By peer, family, action and bucket: as many as there are series. */
  readonly #tags = new Map<Peer, Map<string, Map<string, Map<string, Alike<Tags>>>>>();
  #kept = 0;
  /** Those of the last message: its routes come one after the other, and share one object. */
  #attributes: PathAttributes | undefined;
  #attributeFields: Alike<Fields> = alike({});
  #judged: Alike<Fields> = alike({});

  tags(peer: Peer, afi: string, action: string, bucket: string): Alike<Tags> {
    const ofPeer = entry(this.#tags, peer, newMap<Map<string, Map<string, Alike<Tags>>>>);
    const ofFamily = entry(ofPeer, afi, newMap<Map<string, Alike<Tags>>>);
    const ofAction = entry(ofFamily, action, newMap<Alike<Tags>>);
    let tags = ofAction.get(bucket);
    if (tags === undefined) {
      if (++this.#kept > MAX_KEPT) {
        this.#tags.clear();
        this.#kept = 0;
      }
      tags = alike({ ...peerTags(peer), afi, action, bucket });
      ofAction.set(bucket, tags);
    }
    return tags;
  }

  /** The fields that `make` gives for the attributes and next hop of a route. */
  attributes(
    attributes: PathAttributes,
    nextHop: string | undefined,
    make: (attributes: PathAttributes, nextHop: string | undefined) => Fields
  ): Alike<Fields> {
    if (attributes !== this.#attributes || nextHop !== this.#attributeFields.value.next_hop) {
      this.#attributes = attributes;
      this.#attributeFields = alike(make(attributes, nextHop));
    }
    return this.#attributeFields;
  }

  /** The fields of what a route is taken to be. */
  judged({ change, cause, label, rpki }: RouteObservation): Alike<Fields> {
    const { value } = this.#judged;
    if (value.change !== change || value.cause !== cause || value.label !== label || value.rpki !== rpki) {
      this.#judged = alike({ change, cause, label, rpki });
    }
    return this.#judged;
  }
}

function alike<T>(value: T): Alike<T> {
  return { value, text: undefined };
}

function newMap<T>(): Map<string, T> {
  return new Map();
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
