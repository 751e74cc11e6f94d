// More feeds made of real ones, for bench-memory.mjs: the same routes as another peer would tell them.
import { generator } from './bench-inputs.mjs';

const SEED = 7;
/** One route in this many gets a MED of its own. */
const ONE_IN = 200;
const MED = 4;

/** A made-up feed by its number from 1 on: what it tells where a real one tells an event. Its own first AS, next hop, now and then MED. */
export function madeUpFeed(number) {
  const random = generator(SEED + number);
  const as = 64_600 + number;
  const nextHop = `192.0.2.${number}`;
  const peer = { router: 'local', view: 'adj-in-pre', vrf: 'default', address: nextHop, as };
  return (route) => {
    if (route.kind !== 'table-route') {
      return { ...route, peer };
    }
    const { asPath } = route.attributes;
    const [first, ...rest] = asPath;
    const changed = first?.kind === 'sequence' ? [{ ...first, asns: [as, ...first.asns.slice(1)] }, ...rest] : asPath;
    const attributes = { ...route.attributes, asPath: changed, nextHop };
    const otherAttributes = random(ONE_IN) === 0 ? withMed(route.otherAttributes, random(1000)) : route.otherAttributes;
    return { ...route, peer, attributes, nextHop, otherAttributes };
  };
}

/** Canonical attributes with another MED. */
function withMed(attributes, med) {
  let at = 0;
  while (at < attributes.length && attributes[at + 1] < MED) {
    at = endOf(attributes, at);
  }
  const behind = attributes[at + 1] === MED ? endOf(attributes, at) : at;
  const own = [0x80, MED, 4, 0, 0, med >>> 8, med & 255];
  return Uint8Array.of(...attributes.subarray(0, at), ...own, ...attributes.subarray(behind));
}

/** Where the attribute that begins at a place ends. */
function endOf(attributes, at) {
  const extended = (attributes[at] & 0x10) !== 0;
  return extended ? at + 4 + ((attributes[at + 2] << 8) | attributes[at + 3]) : at + 3 + attributes[at + 2];
}
