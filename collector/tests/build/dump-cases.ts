import { attribute, attributes, message, reachIPv6, unreachIPv6 } from './bgp.ts';
import { hex, ipv4, ipv6, join, prefix, u16, u32, u8 } from './bytes.ts';
import { bgp4mp, peerIndex, record, rib, stateChange } from './mrt.ts';

const TIME = 1_700_000_000;
const ORIGIN = attribute(0x40, 1, u8(0));

/** Records that real files have too rarely, each on its own: what `bgpdump -m` makes of them is compared with ours. */
export const DUMP_CASES: Readonly<Record<string, Uint8Array>> = {
  'all four lists of an UPDATE': one(
    join(attributes({}), unreachIPv6(['2001:db8:1::/48']), reachIPv6('2001:db8::1', ['2001:db8:2::/48'])),
    ['10.2.0.0/16'],
    ['10.1.0.0/16']
  ),
  'communities with a name': one(
    join(attributes({}), list(8, 0xffffff01, 0xffffff02, 0xffffff03, 0xffffff04, 0xffff029a, 0, 0xfffe0001))
  ),
  'large communities': one(join(attributes({}), list(8, 65536), list(32, 64500, 1, 2, 4200000000, 4294967295, 0))),
  'large communities alone': one(join(attributes({}), list(32, 64500, 1, 2))),
  'attributes without a column': one(
    join(attributes({}), list(35, 64500), attribute(0xc0, 200, hex('0102ff')), attribute(0xc0, 201, hex('')))
  ),
  'the highest MED and LOCAL_PREF': one(join(attributes({}), list(4, 0xffffffff, 0x80), list(5, 0xffffffff, 0x40))),
  'a confederation sequence': one(withPath(segment(3, 65001, 65002), segment(2, 1, 2))),
  'a confederation set': one(withPath(segment(4, 65001, 65002), segment(2, 1, 2), segment(1, 7, 5))),
  'two sequences': one(withPath(segment(2, 1, 2), segment(2, 3))),
  'a set between sequences': one(withPath(segment(2, 1), segment(1, 5, 4), segment(2, 3))),
  'an empty path': one(withPath()),
  'an IPv4 route with an IPv6 next hop': one(
    join(ORIGIN, path(segment(2, 1)), reach(1, 1, ipv6('2001:db8::1'), '10.0.0.0/8')),
    []
  ),
  'a link-local next hop beside the global one': one(
    join(ORIGIN, path(segment(2, 1)), reach(2, 1, join(ipv6('2001:db8::1'), ipv6('fe80::1')), '2001:db8::/32')),
    []
  ),
  'IPv4 multicast': one(join(ORIGIN, path(segment(2, 1)), reach(1, 2, ipv4('192.0.2.9'), '10.0.0.0/8')), []),
  'IPv6 addresses of all forms': join(
    ...['::102:304', '::1:2', '::1', '::', '::5', '1::', '2001:db8:0:1::1', '1:0:3:0:5:6:7:8', '0:2:0:4:0:6:7:0'].map(
      (address) => one(join(ORIGIN, path(segment(2, 1)), reachIPv6(address, [`${address}/128`])), [])
    ),
    one(join(ORIGIN, path(segment(2, 1)), reachIPv6('::ffff:102:304', ['::ffff:102:304/128'])), [])
  ),
  'AS4_PATH beside 2-octet numbers': narrow(segment16(2, 1, 23456, 3), segment(2, 70000, 3)),
  'AS4_PATH longer than AS_PATH': narrow(segment16(2, 1, 23456), segment(2, 9, 70000, 3)),
  AS4_AGGREGATOR: narrow(
    segment16(2, 1, 23456),
    segment(2, 70000),
    attribute(0xc0, 7, join(u16(23456), ipv4('10.0.0.1'))),
    attribute(0xc0, 18, join(u32(70000), ipv4('10.0.0.2')))
  ),
  'AS4_AGGREGATOR beside a real 2-octet AS': narrow(
    segment16(2, 1, 23456),
    segment(2, 70000),
    attribute(0xc0, 7, join(u16(100), ipv4('10.0.0.1'))),
    attribute(0xc0, 18, join(u32(70000), ipv4('10.0.0.2')))
  ),
  'state changes': join(stateChange(TIME, 6, 1), stateChange(TIME, 7, 8, { peer: '2001:db8::5' })),
  'state changes of numbers without a name': join(stateChange(TIME, 0, 9), stateChange(TIME, 65_535, 6)),
  'messages that the router sent': record(TIME, 16, 7, join(peerHeader(), update(attributes({}), ['10.2.0.0/16']))),
  microseconds: record(TIME, 17, 4, join(u32(5), peerHeader(), update(attributes({}), ['10.2.0.0/16']))),
  'path identifiers': record(TIME, 16, 9, join(peerHeader(), withPathIds())),
  'path identifiers and microseconds': record(TIME, 17, 9, join(u32(123), peerHeader(), withPathIds())),
  'End-of-RIB': join(one(new Uint8Array(), []), one(unreachIPv6([]), [])),
  'VPN routes': one(
    join(
      ORIGIN,
      path(segment(2, 1)),
      reachBytes(1, 128, join(new Uint8Array(8), ipv4('192.0.2.9')), hex('600000110000000100000002 0a'))
    ),
    []
  ),
  'a table of two peers': join(
    peerIndex(TIME, [
      { peer: '192.0.2.1', peerAs: 70000 },
      { peer: '192.0.2.2', peerAs: 65000 },
    ]),
    rib(TIME, '10.0.0.0/8', [
      { peerIndex: 0, attributes: attributes({}) },
      { peerIndex: 1, attributes: join(attributes({}), attribute(0x40, 6, new Uint8Array())) },
    ])
  ),
  'a table of the first version': tableDump(attributes({ asBytes: 2 })),
  // From here on the lines differ: tests/bgpdump-differences.md says why.
  'bits behind the prefix length': record(TIME, 16, 4, join(peerHeader(), update(attributes({}), [], hex('0c0aff')))),
  'confederations and AS4_PATH': narrow(join(segment16(3, 65100), segment16(2, 1, 23456, 3)), segment(2, 70000, 3)),
  'messages that the router sent, with path identifiers': record(TIME, 16, 11, join(peerHeader(), withPathIds())),
  'an attribute that is too short': one(join(attributes({}), attribute(0x80, 4, u16(7)))),
  'an attribute that stands twice': one(join(attributes({}), attribute(0x40, 3, ipv4('192.0.2.77')))),
  'no attributes': one(attribute(0x40, 1, u8(2))),
  'a next hop with a route distinguisher': one(
    join(ORIGIN, path(segment(2, 1)), reach(2, 1, join(new Uint8Array(8), ipv6('2001:db8::1')), '2001:db8::/32')),
    []
  ),
  'a table in generic form': generic(),
  'a multicast table': multicastTable(),
  'a table entry of an unknown peer': join(
    peerIndex(TIME, [{ peer: '192.0.2.1', peerAs: 70000 }]),
    rib(TIME, '10.0.0.0/8', [
      { peerIndex: 9, attributes: attributes({}) },
      { peerIndex: 0, attributes: attributes({}) },
    ])
  ),
  'an aggregator of 2 octets in a table': join(
    peerIndex(TIME, [{ peer: '192.0.2.1', peerAs: 70000 }]),
    rib(TIME, '10.0.0.0/8', [
      { peerIndex: 0, attributes: join(attributes({}), attribute(0xc0, 7, join(u16(65000), ipv4('10.0.0.1')))) },
    ])
  ),
  'a peer with an IPv4-mapped address': bgp4mp(TIME, update(attributes({}), ['10.0.0.0/8']), {
    peer: '::ffff:c000:201',
  }),
};

function update(
  block: Uint8Array,
  announced: readonly string[],
  more: Uint8Array = new Uint8Array(),
  withdrawn: readonly string[] = []
): Uint8Array {
  const gone = join(...withdrawn.map(prefix));
  return message(2, join(u16(gone.length), gone, u16(block.length), block, ...announced.map(prefix), more));
}

function one(
  block: Uint8Array,
  announced: readonly string[] = ['10.2.0.0/16'],
  withdrawn: readonly string[] = []
): Uint8Array {
  return bgp4mp(TIME, update(block, announced, new Uint8Array(), withdrawn));
}

function list(type: number, ...values: number[]): Uint8Array {
  return attribute(type === 4 || type === 5 ? values.pop()! : 0xc0, type, join(...values.map(u32)));
}

function segment(type: number, ...asns: number[]): Uint8Array {
  return join(u8(type), u8(asns.length), ...asns.map(u32));
}

function segment16(type: number, ...asns: number[]): Uint8Array {
  return join(u8(type), u8(asns.length), ...asns.map(u16));
}

function path(...segments: Uint8Array[]): Uint8Array {
  return attribute(0x40, 2, join(...segments));
}

function withPath(...segments: Uint8Array[]): Uint8Array {
  return join(ORIGIN, path(...segments), attribute(0x40, 3, ipv4('192.0.2.1')));
}

function reach(afi: number, safi: number, nextHop: Uint8Array, prefixText: string): Uint8Array {
  return reachBytes(afi, safi, nextHop, prefix(prefixText));
}

function reachBytes(afi: number, safi: number, nextHop: Uint8Array, nlri: Uint8Array): Uint8Array {
  return attribute(0x80, 14, join(u16(afi), u8(safi), u8(nextHop.length), nextHop, u8(0), nlri));
}

function narrow(asPath: Uint8Array, as4Path: Uint8Array, ...more: Uint8Array[]): Uint8Array {
  const block = join(
    ORIGIN,
    path(asPath),
    attribute(0xc0, 17, as4Path),
    ...more,
    attribute(0x40, 3, ipv4('192.0.2.1'))
  );
  return bgp4mp(TIME, update(block, ['10.2.0.0/16']), { asBytes: 2 });
}

function peerHeader(): Uint8Array {
  return join(u32(65010), u32(65001), u16(0), u16(1), ipv4('192.0.2.1'), ipv4('192.0.2.255'));
}

function withPathIds(): Uint8Array {
  const block = attributes({});
  return message(
    2,
    join(u16(7), u32(5), prefix('10.9.0.0/16'), u16(block.length), block, u32(77), prefix('10.2.0.0/16'))
  );
}

function tableDump(block: Uint8Array): Uint8Array {
  const peer = join(u32(TIME - 5), ipv4('192.0.2.1'), u16(65010));
  return record(TIME, 12, 1, join(u16(0), u16(1), ipv4('10.0.0.0'), u8(8), u8(1), peer, u16(block.length), block));
}

function entry(): Uint8Array {
  const block = attributes({});
  return join(u16(1), u16(0), u32(TIME - 50), u16(block.length), block);
}

function generic(): Uint8Array {
  const body = join(u32(0), u16(1), u8(1), prefix('10.0.0.0/8'), entry());
  return join(peerIndex(TIME, [{ peer: '192.0.2.1', peerAs: 70000 }]), record(TIME, 13, 6, body));
}

function multicastTable(): Uint8Array {
  const body = join(u32(0), prefix('10.0.0.0/8'), entry());
  return join(peerIndex(TIME, [{ peer: '192.0.2.1', peerAs: 70000 }]), record(TIME, 13, 3, body));
}
