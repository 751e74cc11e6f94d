// Made-up MRT for bench.mjs where there is no real data: the same bytes every time, written by the collector's own writer.
import { encodeMessage, encodePeerIndex, encodeRib } from '../collector/dist/mrt/writer.js';

const START_US = 1_700_000_000_000_000;
const PREFIXES = 300_000;
const MESSAGES = 100_000;
const PEERS = [
  { bgpId: '192.0.2.1', peer: '192.0.2.1', peerAs: 64500 },
  { bgpId: '192.0.2.2', peer: '192.0.2.2', peerAs: 64501 },
];

/** A table of two peers: an index, then one record per prefix. */
export function* madeUpTable() {
  const random = generator(1);
  yield encodePeerIndex(START_US, '192.0.2.9', PEERS);
  for (let i = 0; i < PREFIXES; i++) {
    const entries = PEERS.map((peer, peerIndex) => ({
      peerIndex,
      originatedSeconds: START_US / 1e6 - random(86_400),
      pathId: undefined,
      attributes: attributes(peer, random),
    }));
    yield encodeRib(START_US, i, prefix(i), entries);
  }
}

/** UPDATEs of one to ten prefixes, some of which also withdraw. */
export function* madeUpUpdates() {
  const random = generator(2);
  for (let i = 0; i < MESSAGES; i++) {
    const { peer, peerAs } = PEERS[i % 2];
    const ends = { peer, peerAs, local: '192.0.2.9', localAs: 64509 };
    const form = { direction: 'received', asBytes: 4, addPath: false };
    yield encodeMessage(START_US + i * 3000, ends, form, update(PEERS[i % 2], random));
  }
}

function update(peer, random) {
  const nlri = (count) => Array.from({ length: count }, () => nlriOf(prefix(random(PREFIXES)))).flat();
  const withdrawn = random(8) === 0 ? nlri(1 + random(4)) : [];
  const block = [...attributes(peer, random)];
  const body = [...u16(withdrawn.length), ...withdrawn, ...u16(block.length), ...block, ...nlri(1 + random(10))];
  return Uint8Array.of(...new Array(16).fill(255), ...u16(19 + body.length), 2, ...body);
}

/** ORIGIN, AS_PATH, NEXT_HOP, often MED, communities and an aggregator. */
function attributes({ peer, peerAs }, random) {
  const path = [peerAs, ...Array.from({ length: 1 + random(6) }, () => 1 + random(400_000))];
  const communities = Array.from({ length: random(5) }, () => [...u16(peerAs), ...u16(random(5000))]).flat();
  const nextHop = peer.split('.').map(Number);
  return Uint8Array.of(
    ...[0x40, 1, 1, random(3) === 0 ? 2 : 0],
    ...[0x40, 2, 2 + 4 * path.length, 2, path.length, ...path.flatMap(u32)],
    ...[0x40, 3, 4, ...nextHop],
    ...(random(2) === 0 ? [0x80, 4, 4, ...u32(random(1000))] : []),
    ...(communities.length > 0 ? [0xc0, 8, communities.length, ...communities] : []),
    ...(random(6) === 0 ? [0xc0, 7, 8, ...u32(path.at(-1)), ...nextHop] : [])
  );
}

/** Neighbouring networks of 24 bits from 11.0.0.0 on. */
function prefix(index) {
  return { addressBits: 32, w0: (11 << 24) + (index << 8), w1: 0, w2: 0, w3: 0, lengthBits: 24 };
}

function nlriOf({ w0, lengthBits }) {
  return [lengthBits, ...u32(w0).slice(0, 3)];
}

function u16(value) {
  return [(value >>> 8) & 255, value & 255];
}

function u32(value) {
  return [...u16(value >>> 16), ...u16(value)];
}

/** Numbers from 0 to below a limit, the same for the same seed (mulberry32). */
export function generator(seed) {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}
