import { encodePeerIndex, encodeRib } from '../../src/mrt/writer.ts';
import { attribute, attributes } from './bgp.ts';
import { join, u16, u32 } from './bytes.ts';
import { prefixOf } from './settings.ts';

/** A block is a /12, all of its /24 with the same attributes. */
export const BLOCK_PREFIXES = 4096;
const TIME_US = 1_795_419_737_000_000;

/** The nth block of a large table, without what follows its first two octets. */
export function largeBlock(block: number): string {
  return `${32 + (block >> 4)}.${(block & 15) * 16}`;
}

/** The nth prefix of a block. */
export function largePrefix(block: number, n: number): string {
  return `${32 + (block >> 4)}.${(block & 15) * 16 + (n >> 8)}.${n & 255}.0/24`;
}

/** A table dump of so many blocks, each with an AS path, MED and communities of its own, as a peer of AS 65100 has them. */
export function* largeDump(blocks: number): Generator<Uint8Array> {
  yield encodePeerIndex(TIME_US, '10.0.0.1', [{ bgpId: '10.0.0.1', peer: '192.0.2.1', peerAs: 65100 }]);
  for (let block = 0; block < blocks; block++) {
    const entry = {
      peerIndex: 0,
      originatedSeconds: TIME_US / 1e6,
      pathId: undefined,
      attributes: attributesOf(block),
    };
    for (let n = 0; n < BLOCK_PREFIXES; n++) {
      yield encodeRib(TIME_US, block * BLOCK_PREFIXES + n, prefixOf(largePrefix(block, n)), [entry]);
    }
  }
}

function attributesOf(block: number): Uint8Array {
  const med = attribute(0x80, 4, u32(block));
  const communities = attribute(0xc0, 8, join(u16(65010), u16(block)));
  const largeCommunities = attribute(0xc0, 32, join(u32(65010), u32(1), u32(block)));
  const more = [med, communities, largeCommunities];
  return attributes({ asPath: [65100, 4_200_000_000 + block], nextHop: `192.0.2.${block & 255}`, more });
}
