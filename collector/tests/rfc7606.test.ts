import { describe, expect, test } from 'vitest';
import type { FaultClass } from '../src/bgp/fault.ts';
import { attribute, attributes, message, reachIPv6, unreachIPv6, update } from './build/bgp.ts';
import { hex, ipv6, join, prefix, u16, u32, u8 } from './build/bytes.ts';
import { bgp4mp, peerIndex, record, rib, stateChange } from './build/mrt.ts';
import { runFiles } from './build/run.ts';
import { routeLines } from './build/tables.ts';

const T = 1_267_286_400;
const IPV4 = ['10.1.0.0/16', '10.2.0.0/16'];
const IPV6 = '2001:db8:1::/48';
const UP = join(
  stateChange(T, 3, 6),
  bgp4mp(T + 1, update({ announced: IPV4, more: [reachIPv6('2001:db8::1', [IPV6])] }))
);

/** The table after a session came up with three routes, one message, and a well-formed one behind it. */
async function after(
  bad: Uint8Array
): Promise<{ table: string[]; counts: number[]; faults: string[]; lines: string[] }> {
  const next = update({ announced: ['10.3.0.0/16'] });
  const { run, lines, observations } = await runFiles(join(UP, bgp4mp(T + 2, bad), bgp4mp(T + 3, next)));
  const { records, faulty, filtered } = run.counts;
  const table = [...run.rib.peers()].flatMap(({ tables }) =>
    [...tables.values()].flatMap((one) => routeLines(run.rib, one))
  );
  const faults = observations.flatMap((one) =>
    one.kind === 'fault' ? [`${one.fault.fault.attribute ?? '-'} ${one.fault.fault.class}`] : []
  );
  return { table: table.sort(), counts: [records, faulty, filtered], faults, lines };
}

const malformed = (...more: Uint8Array[]): Uint8Array =>
  update({ announced: ['10.1.0.0/16'], asPath: [65010, 65100], more });

function body(...block: Uint8Array[]): Uint8Array {
  const all = join(...block);
  return message(2, join(u16(0), u16(all.length), all, prefix('10.1.0.0/16')));
}

const KEPT = ['10.1.0.0/16 65010', '10.2.0.0/16 65010', '10.3.0.0/16 65010', `${IPV6} 65010`];
const without = (text: string): string[] => KEPT.filter((route) => !route.startsWith(text));
const replaced = ['10.1.0.0/16 65010 65100', ...without('10.1.')];

describe('RFC 7606 §2: what each class does to the table; the next message is decoded', () => {
  test.each<[string, Uint8Array, string[], [number, FaultClass]]>([
    ['MED of 2 octets', malformed(attribute(0x80, 4, hex('0007'))), without('10.1.'), [4, 'treat-as-withdraw']],
    ['no AS_PATH', body(attribute(0x40, 1, u8(0))), without('10.1.'), [2, 'treat-as-withdraw']],
    [
      'OTC of 1,024 octets',
      malformed(attribute(0xc0, 35, new Uint8Array(1024))),
      without('10.1.'),
      [35, 'treat-as-withdraw'],
    ],
    ['ATOMIC_AGGREGATE of 1 octet', malformed(attribute(0x40, 6, u8(0))), replaced, [6, 'attribute-discard']],
    ['Prefix-SID of zeros', malformed(attribute(0xc0, 40, new Uint8Array(9))), replaced, [40, 'attribute-discard']],
    [
      'MP_REACH_NLRI twice',
      malformed(reachIPv6('2001:db8::1', [IPV6]), reachIPv6('2001:db8::1', ['2001:db8:2::/48'])),
      KEPT,
      [14, 'session-reset'],
    ],
    [
      'a next hop of 5 octets, IPv4 beside it',
      malformed(attribute(0x80, 14, join(hex('0002 01 05 0102030405 00'), prefix('2001:db8:2::/48')))),
      replaced,
      [14, 'afi-safi-disable'],
    ],
    [
      'MP_UNREACH_NLRI with a prefix of 129 bits',
      update({ more: [attribute(0x80, 15, join(hex('0002 01 81'), ipv6('2001:db8:1::'), u8(0)))] }),
      KEPT,
      [15, 'afi-safi-disable'],
    ],
  ])('%s', async (_, bad, table, [type, faultClass]) => {
    const found = await after(bad);
    expect(found.faults[0]).toBe(`${type} ${faultClass}`);
    expect(found.table).toEqual(table);
    expect(found.counts).toEqual([4, 1, 0]);
    const row = `class="${faultClass}"`;
    expect(found.lines.filter((line) => line.startsWith('bgp_faults,') && line.includes(row))).toHaveLength(1);
  });

  test('lengths that contradict each other leave the message unused', async () => {
    const found = await after(message(2, hex('00ff 0000')));
    expect(found).toMatchObject({ table: KEPT, counts: [4, 1, 0], faults: ['- session-reset'] });
  });

  test('a message header that cannot be is a row of its peer', async () => {
    const found = await after(join(new Uint8Array(16).fill(255), u16(18), u8(4)));
    expect(found).toMatchObject({ table: KEPT, counts: [4, 1, 0], faults: ['- session-reset'] });
    expect(found.lines.some((line) => line.startsWith('bgp_faults,') && line.includes('peer=192.0.2.1'))).toBe(true);
  });

  test('all faults of a message are rows, the strongest decides', async () => {
    const found = await after(malformed(attribute(0x40, 6, u8(0)), attribute(0xc0, 8, hex('0001'))));
    expect(found.faults).toEqual(['6 attribute-discard', '8 treat-as-withdraw']);
    expect(found.table).toEqual(without('10.1.'));
    expect(found.counts).toEqual([4, 1, 0]);
    const times = found.lines.filter((line) => line.startsWith('bgp_faults,')).map((line) => line.split(' ').at(-1));
    expect(new Set(times).size).toBe(2);
  });

  test('withdrawals of a family stay usable beside a malformed attribute', async () => {
    const found = await after(malformed(attribute(0xc0, 8, hex('0001')), unreachIPv6([IPV6])));
    expect(found.table).toEqual(without('10.1.').filter((route) => !route.startsWith(IPV6)));
  });
});

test('a malformed attribute in a table dump is a fault, the route stays with the rest', async () => {
  const block = attributes({ more: [attribute(0x80, 4, hex('0007'))] });
  const { run, lines } = await runFiles(
    join(
      peerIndex(T, [{ peer: '192.0.2.1', peerAs: 65010 }]),
      rib(T, '10.1.0.0/16', [{ peerIndex: 0, attributes: block }]),
      rib(T, '10.2.0.0/16', [{ peerIndex: 0, attributes: attributes({}) }])
    )
  );
  expect(run.counts).toMatchObject({ records: 3, faulty: 1, tableRoutes: 2 });
  expect(lines.filter((line) => line.startsWith('bgp_faults,'))).toHaveLength(1);
});

test('4-octet paths in 2-octet records are counted as ambiguous, and decoded', async () => {
  const wide = update({ announced: ['10.1.0.0/16'], asPath: [65010, 100_000] });
  const { run } = await runFiles(bgp4mp(T, wide, { asBytes: 2 }));
  expect(run.counts).toMatchObject({ records: 1, faulty: 0, ambiguous: 1, announced: 1 });
});

test('bytes of a record behind its message are counted, the message is taken in', async () => {
  const good = bgp4mp(T, update({ announced: ['10.1.0.0/16'] }));
  const { run } = await runFiles(record(T, 16, 4, join(good.subarray(12), u32(0))));
  expect(run.counts).toMatchObject({ records: 1, faulty: 1, announced: 1 });
});
