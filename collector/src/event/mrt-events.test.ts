import { describe, expect, test } from 'vitest';
import { attribute, attributes, message, reachIPv6, update } from '../../tests/build/bgp.ts';
import { ipv4, join, u16, u32, u8 } from '../../tests/build/bytes.ts';
import { eventsOf } from '../../tests/build/events.ts';
import { bgp4mp, peerIndex, record, rib, stateChange } from '../../tests/build/mrt.ts';
import type { RouteEvent } from './types.ts';

const T = 1_267_286_400;
const PEER = { peer: '192.0.2.1', peerAs: 65010 };
const INDEX = peerIndex(T, [PEER]);
const ENTRY = { peerIndex: 0, attributes: attributes({}) };

function of<K extends RouteEvent['kind']>(kind: K, bytes: Uint8Array): Extract<RouteEvent, { kind: K }>[] {
  return eventsOf(bytes).filter((event): event is Extract<RouteEvent, { kind: K }> => event.kind === kind);
}

/** A record with bytes behind its body. */
function longer(whole: Uint8Array, more: Uint8Array): Uint8Array {
  const [type, subtype] = [whole[5]!, whole[7]!];
  return record(T, type, subtype, join(whole.subarray(12), more));
}

describe('attributes in canonical bytes', () => {
  const med = attribute(0x80, 4, u32(7));
  const wide = attribute(0xc0, 7, join(u32(65010), ipv4('192.0.2.1')));
  const narrow = attribute(0xc0, 7, join(u16(65010), ipv4('192.0.2.1')));
  const canonical = join(attribute(0x40, 1, u8(0)), med, wide);

  test('are those of the message for all of its prefixes, and the same object', () => {
    const more = [wide, med, reachIPv6('2001:db8::1', ['2001:db8:1::/48'])];
    const routes = of('announce', bgp4mp(T, update({ announced: ['10.1.0.0/16', '10.2.0.0/16'], more })));
    expect(routes).toHaveLength(3);
    expect(routes[0]!.otherAttributes).toEqual(canonical);
    expect(new Set(routes.map(({ otherAttributes }) => otherAttributes)).size).toBe(1);
  });

  test('are equal from sessions of both widths and from a table', () => {
    const parts = { announced: ['10.1.0.0/16'], more: [med] };
    const heard = of(
      'announce',
      join(
        bgp4mp(T, update({ ...parts, more: [med, wide] })),
        bgp4mp(T, update({ ...parts, more: [med, narrow], asBytes: 2 }), { asBytes: 2 })
      )
    );
    const entry = { peerIndex: 0, attributes: attributes({ more: [wide, med] }) };
    const dumped = of('table-route', join(INDEX, rib(T, '10.1.0.0/16', [entry])));
    const all = [...heard, ...dumped].map(({ otherAttributes }) => otherAttributes);
    expect(all).toEqual([canonical, canonical, canonical]);
  });

  test('do not hold on to the input', () => {
    const [route] = of('announce', bgp4mp(T, update({ announced: ['10.1.0.0/16'] })));
    expect(route!.otherAttributes.buffer.byteLength).toBe(route!.otherAttributes.length);
  });
});

describe('bytes that the counts of a table do not cover', () => {
  test('behind the entries are a fault, and the table is not whole', () => {
    const found = eventsOf(join(INDEX, longer(rib(T, '10.1.0.0/16', [ENTRY]), u32(0))));
    expect(found.map(({ kind }) => kind)).toEqual(['table-route', 'decode-fault', 'table-end']);
    expect(found[1]).toHaveProperty('problem', expect.stringMatching(/^RIB entries at offset \d+: 4 bytes/));
    expect(found[2]).toMatchObject({ complete: false });
  });

  test('behind the peers are a fault', () => {
    const found = eventsOf(join(longer(INDEX, u8(0)), rib(T, '10.1.0.0/16', [ENTRY])));
    expect(found.map(({ kind }) => kind)).toEqual(['decode-fault', 'table-route', 'table-end']);
    expect(found[2]).toMatchObject({ complete: false });
  });
});

test('a state without a name keeps its number', () => {
  expect(of('peer-down', stateChange(T, 6, 9))).toMatchObject([{ state: 'state 9' }]);
});

test('what comes before the damage of a record is not lost', () => {
  const found = eventsOf(bgp4mp(T, message(2, u8(0))));
  expect(found.map(({ kind }) => kind)).toEqual(['message', 'decode-fault']);
});

test('a route of a dump is originated when the dump says, unless that is no time or one to come', () => {
  const dumped = [T - 7, 0, T + 1].map((originated) => rib(T, '10.1.0.0/16', [{ ...ENTRY, originated }]));
  expect(of('table-route', join(INDEX, ...dumped)).map(({ originatedUs }) => originatedUs)).toEqual([
    (T - 7) * 1_000_000,
    undefined,
    undefined,
  ]);
});
