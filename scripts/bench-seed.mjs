// A table dump for a file of updates to begin with: what each peer announced first of each prefix. For bench-tables.mjs.
import { encodeAsPath } from '../collector/dist/bgp/as-path.js';
import { encodePeerIndex, encodeRib } from '../collector/dist/mrt/writer.js';
import { parseAddress } from '../collector/dist/net/parse-prefix.js';
import { formatPrefix } from '../collector/dist/net/prefix.js';
import { decodeFile } from './bench-decode.mjs';

const BEFORE_US = 60_000_000;

/** Bytes of TABLE_DUMP_V2. */
export async function seedTable(updatesPath) {
  const peers = new Map();
  const routes = new Map();
  let firstUs = Infinity;
  await decodeFile(updatesPath, (events) => {
    for (const event of events) {
      firstUs = Math.min(firstUs, event.timeUs);
      if (event.kind === 'announce') {
        add(event);
      }
    }
  });
  const timeUs = firstUs - BEFORE_US;
  const index = [...peers.keys()].map(({ address: peer, as: peerAs }) => ({ bgpId: '192.0.2.1', peer, peerAs }));
  const parts = [encodePeerIndex(timeUs, '192.0.2.9', index)];
  for (const { prefix, entries } of routes.values()) {
    parts.push(encodeRib(timeUs, parts.length, prefix, [...entries.values()]));
  }
  return Buffer.concat(parts);

  function add({ peer, prefix, attributes, otherAttributes, nextHop }) {
    const text = formatPrefix(prefix);
    const route = routes.get(text) ?? { prefix, entries: new Map() };
    routes.set(text, route);
    if (!route.entries.has(peer)) {
      const peerIndex = peers.get(peer) ?? peers.size;
      peers.set(peer, peerIndex);
      const block = attributeBlock(attributes.asPath, otherAttributes, nextHop);
      route.entries.set(peer, { peerIndex, originatedSeconds: 0, pathId: undefined, attributes: block });
    }
  }
}

/** NEXT_HOP for IPv4, the cut-down MP_REACH_NLRI for IPv6. RFC 6396 §4.3.4 */
function attributeBlock(asPath, otherAttributes, nextHop) {
  const path = encodeAsPath(asPath);
  const { addressBits, w0, w1, w2, w3 } = parseAddress(nextHop);
  const words = addressBits === 32 ? [w0] : [w0, w1, w2, w3];
  const address = words.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]);
  const reach = addressBits === 32 ? [0x40, 3, 4] : [0x80, 14, 17, 16];
  return Uint8Array.of(
    ...otherAttributes,
    0x50,
    2,
    path.length >>> 8,
    path.length & 255,
    ...path,
    ...reach,
    ...address
  );
}
