import { describe, expect, test } from 'vitest';
import { attributes, keepalive, message, notification, reachIPv6, unreachIPv6, update } from '../tests/build/bgp.ts';
import { hex, join } from '../tests/build/bytes.ts';
import { bgp4mp, bgp4mpEt, peerIndex, record, rib, stateChange } from '../tests/build/mrt.ts';
import { runFiles } from '../tests/build/run.ts';
import type { Observation } from './detect/observation.ts';

const ACTIVE = 3;
const ESTABLISHED = 6;
const IDLE = 1;
/** A minute boundary: 16:00:00. */
const T = 1_267_286_400;

function of<K extends Observation['kind']>(all: readonly Observation[], kind: K): Extract<Observation, { kind: K }>[] {
  return all.filter((one): one is Extract<Observation, { kind: K }> => one.kind === kind);
}

function sums(lines: readonly string[], measurement: string, field: string): Record<string, number> {
  const result: Record<string, number> = {};
  for (const line of lines.filter((text) => text.startsWith(`${measurement},`))) {
    const series = line.split(' ')[0]!;
    const value = Number(new RegExp(`[ ,]${field}=(\\d+)i`).exec(line)?.[1] ?? 0);
    result[series] = (result[series] ?? 0) + value;
  }
  return result;
}

const announce = (at: number, prefix: string): Uint8Array => bgp4mp(at, update({ announced: [prefix] }));
const withdraw = (at: number, prefix: string): Uint8Array => bgp4mp(at, update({ withdrawn: [prefix] }));

test('a route row has the tags and fields of the contract', async () => {
  const { lines } = await runFiles(
    join(
      bgp4mp(T, keepalive()),
      bgp4mp(T + 1, update({ withdrawn: ['10.9.0.0/16'], announced: ['10.1.0.0/16'], asPath: [65515, 12076] }))
    )
  );
  const tags = 'router=local,view=adj-in-pre,vrf=default,peer=192.0.2.1,peer_as=65010,afi=ipv4';
  expect(lines.filter((line) => line.startsWith('bgp_routes'))).toEqual([
    `bgp_routes,${tags},action=withdraw,bucket=10 ` +
      `prefix="10.9.0.0/16",lo=168361984i,hi=168427519i,length=16i,` +
      `change="unknown-withdraw",cause="update",label="none" ${T + 1}000000000`,
    `bgp_routes,${tags},action=announce,bucket=10 ` +
      `prefix="10.1.0.0/16",lo=167837696i,hi=167903231i,length=16i,as_path="65515 12076",origin_as=12076i,` +
      `path_length=2i,origin="IGP",next_hop="192.0.2.1",change="new",cause="update",label="none" ${T + 1}000000001`,
  ]);
});

test('every update of one prefix within a second is a row of its own', async () => {
  const { lines } = await runFiles(join(...Array.from({ length: 50 }, () => announce(T, '10.1.0.0/16'))));
  const times = lines.filter((line) => line.startsWith('bgp_routes')).map((line) => line.split(' ').at(-1));
  expect(new Set(times).size).toBe(50);
});

test('the same input gives the same lines, byte for byte', async () => {
  const input = join(stateChange(T, ACTIVE, ESTABLISHED), announce(T + 1, '10.1.0.0/16'), bgp4mp(T + 90, keepalive()));
  expect((await runFiles(input)).lines).toEqual((await runFiles(input)).lines);
});

describe('counters', () => {
  const input = [
    bgp4mp(T + 10, keepalive()),
    announce(T + 10, '10.1.0.0/16'),
    bgp4mp(T + 30, keepalive()),
    bgp4mp(T + 70, keepalive()),
    bgp4mp(T + 130, keepalive()),
  ];

  test('are stamped with the first event that they count, zero rows with the last nanosecond of the interval', async () => {
    const { observations } = await runFiles(join(...input));
    const rows = of(observations, 'message-count').map(({ type, count, timeNs }) => `${type} ${count} ${timeNs}`);
    expect(rows.slice(0, 2)).toEqual([`KEEPALIVE 2 ${T + 10}500000000`, `UPDATE 1 ${T + 10}500000001`]);
    expect(rows).toContain(`OPEN 0 ${T + 59}999999999`);
    expect(rows).toContain(`UPDATE 0 ${T + 119}999999999`);
    // The last interval has not ended when the file does: what was heard counts, silence does not.
    expect(rows.at(-1)).toBe(`KEEPALIVE 1 ${T + 130}000000000`);
  });

  test.each([1, 2, 3, 4])('add up to the same when the file is cut before record %i', async (at) => {
    const whole = (await runFiles(join(...input))).lines;
    const parts = [join(...input.slice(0, at)), join(...input.slice(at))];
    const together = (await runFiles(...parts)).lines;
    const apart = [...(await runFiles(parts[0]!)).lines, ...(await runFiles(parts[1]!)).lines];
    for (const [measurement, field] of [
      ['bgp_messages', 'count'],
      ['bgp_messages', 'bytes'],
      ['bgp_updates', 'announced'],
    ] as const) {
      expect(sums(together, measurement, field)).toEqual(sums(whole, measurement, field));
      expect(sums(apart, measurement, field)).toEqual(sums(whole, measurement, field));
    }
    // No two rows of different content share their series and time.
    const keys = new Map<string, string>();
    for (const line of apart.filter((text) => !text.startsWith('bgp_sessions'))) {
      const words = line.split(' ');
      const key = `${words[0]} ${words.at(-1)}`;
      expect(keys.get(key) ?? line).toBe(line);
      keys.set(key, line);
    }
  });

  test('a peer that left Established has no more zero rows', async () => {
    const { observations } = await runFiles(
      join(
        stateChange(T, ACTIVE, ESTABLISHED),
        stateChange(T + 30, ESTABLISHED, IDLE),
        bgp4mp(T + 130, keepalive(), { peer: '192.0.2.2' })
      )
    );
    expect(of(observations, 'message-count').filter(({ peer }) => peer.address === '192.0.2.1')).toEqual([]);
  });
});

describe('sessions', () => {
  test('only changes into and out of Established are rows, repeated each interval while known', async () => {
    const { observations } = await runFiles(
      join(
        stateChange(T, IDLE, ACTIVE),
        stateChange(T + 1, ACTIVE, ESTABLISHED),
        bgp4mp(T + 20, notification(6, 2, hex('02 6f6b'))),
        stateChange(T + 20, ESTABLISHED, IDLE),
        stateChange(T + 130, IDLE, ACTIVE)
      )
    );
    const rows = of(observations, 'session').map(({ up, state, ended, repeated }) => [
      up,
      state,
      ended?.reason,
      repeated,
    ]);
    const reason = 'Cease: Administrative Shutdown "ok"';
    expect(rows).toEqual([
      [true, 'Established', undefined, false],
      [false, 'Idle', reason, false],
      [false, 'Idle', reason, true],
      [false, 'Idle', reason, true],
    ]);
  });

  test('a Cease stands in both stores, any other NOTIFICATION and OPEN in the verbose one', async () => {
    const { lines } = await runFiles(
      join(
        bgp4mp(T, notification(6, 1)),
        bgp4mp(T + 1, notification(4, 0)),
        bgp4mp(T + 2, message(1, hex('04 fdf2 00b4 0a000001 00')))
      )
    );
    const count = (measurement: string): number => lines.filter((line) => line.startsWith(measurement)).length;
    expect(count('bgp_notification')).toBe(3);
    expect(count('bgp_open')).toBe(1);
  });

  test('a state record of 0.0.0.0 means the only known peer of that AS, and nobody where there are two', async () => {
    const up = (peer: string): Uint8Array => stateChange(T, ACTIVE, ESTABLISHED, { peer });
    const lost = stateChange(T + 9, ESTABLISHED, IDLE, { peer: '0.0.0.0' });
    const one = await runFiles(join(up('192.0.2.1'), lost));
    expect(of(one.observations, 'session').map(({ up: isUp }) => isUp)).toEqual([true, false]);
    const two = await runFiles(join(up('192.0.2.1'), up('192.0.2.2'), lost));
    expect(of(two.observations, 'session').map(({ up: isUp }) => isUp)).toEqual([true, true]);
    expect(two.run.counts.filteredReasons.get('state record without a peer address')).toBe(1);
  });

  test('a loss that was recorded without its peer shows when the peer tries anew', async () => {
    const { observations } = await runFiles(
      join(
        stateChange(T, ACTIVE, ESTABLISHED),
        announce(T + 1, '10.1.0.0/16'),
        stateChange(T + 5, ACTIVE, 2),
        stateChange(T + 6, 5, ESTABLISHED)
      )
    );
    expect(of(observations, 'session').map(({ up, state }) => [up, state])).toEqual([
      [true, 'Established'],
      [false, 'Connect'],
      [true, 'Established'],
    ]);
  });

  test('an OPEN from a peer that was heard with updates means that its session began anew', async () => {
    const { run } = await runFiles(
      join(announce(T, '10.1.0.0/16'), bgp4mp(T + 5, message(1, hex('04 fdf2 00b4 0a000001 00'))))
    );
    expect([...run.rib.peers()][0]?.tables.get('ipv4')?.size).toBe(0);
  });
});

describe('tables', () => {
  const seeded = stateChange(T, ACTIVE, ESTABLISHED);

  test('a peer that was not seen to begin has no table counts: absent, not zero', async () => {
    const { observations } = await runFiles(join(announce(T, '10.1.0.0/16'), bgp4mp(T + 61, keepalive())));
    expect(of(observations, 'peer-table')).toEqual([]);
    expect(of(observations, 'totals')).toEqual([]);
  });

  test('counts follow the updates, and fall to zero when the session is lost', async () => {
    const { observations } = await runFiles(
      join(
        seeded,
        announce(T + 1, '10.1.0.0/16'),
        announce(T + 2, '10.2.0.0/16'),
        announce(T + 3, '10.2.0.0/16'),
        withdraw(T + 4, '10.1.0.0/16'),
        withdraw(T + 5, '10.7.0.0/16'),
        stateChange(T + 70, ESTABLISHED, IDLE),
        stateChange(T + 130, IDLE, ACTIVE)
      )
    );
    expect(of(observations, 'peer-table').map(({ counts }) => counts.prefixes)).toEqual([1, 0, 0]);
    expect(of(observations, 'totals').map(({ counts }) => counts.prefixes)).toEqual([1, 0, 0]);
  });

  test('totals are distinct over peers, never a sum', async () => {
    const dump = join(
      peerIndex(T, [
        { peer: '192.0.2.1', peerAs: 65010 },
        { peer: '192.0.2.2', peerAs: 65020 },
      ]),
      rib(T, '10.1.0.0/16', [
        { peerIndex: 0, attributes: attributes({ asPath: [65010, 65100] }) },
        { peerIndex: 1, attributes: attributes({ asPath: [65020, 65100] }) },
      ]),
      rib(T, '10.2.0.0/16', [{ peerIndex: 1, attributes: attributes({ asPath: [65020] }) }])
    );
    const { observations } = await runFiles(dump);
    expect(of(observations, 'totals').map(({ counts }) => counts)).toEqual([{ prefixes: 2, asPaths: 3, origins: 2 }]);
    const ends = of(observations, 'table-snapshot').map(({ peer, routes, complete }) => [
      peer.address,
      routes,
      complete,
    ]);
    expect(ends).toEqual([
      ['192.0.2.1', 1, true],
      ['192.0.2.2', 2, true],
    ]);
  });

  test('a table that breaks off is not complete and seeds nobody', async () => {
    const dump = join(
      peerIndex(T, [{ peer: '192.0.2.1', peerAs: 65010 }]),
      rib(T, '10.1.0.0/16', [{ peerIndex: 0, attributes: attributes({}) }])
    );
    const { observations, problems } = await runFiles(join(dump, dump.subarray(0, 20)));
    expect(problems[0]?.message).toMatch(/input-0: cut off, .* offset \d+: need \d+ bytes, have 20/);
    expect(of(observations, 'table-snapshot').map(({ complete }) => complete)).toEqual([false]);
    expect(of(observations, 'peer-table')).toEqual([]);
  });

  test('IPv6 in MP_REACH and MP_UNREACH is a family of its own', async () => {
    const { observations } = await runFiles(
      join(
        seeded,
        bgp4mp(T + 1, update({ announced: ['10.1.0.0/16'], more: [reachIPv6('2001:db8::1', ['2001:db8:1::/48'])] })),
        bgp4mp(T + 2, update({ more: [unreachIPv6(['2001:db8:1::/48'])] })),
        bgp4mp(T + 61, keepalive())
      )
    );
    expect(
      of(observations, 'peer-table')
        .map(({ familyName, counts }) => [familyName, counts.prefixes])
        .slice(0, 2)
    ).toEqual([
      ['ipv4', 1],
      ['ipv6', 0],
    ]);
  });
});

describe('bad input', () => {
  test('a damaged record is counted with its place, and the records around it are taken in', async () => {
    const bad = bgp4mp(T + 1, message(2, hex('00 00 00 07 40 02 04 02 05 00 01')));
    const { run } = await runFiles(join(announce(T, '10.1.0.0/16'), bad, announce(T + 2, '10.2.0.0/16')));
    expect(run.counts).toMatchObject({ records: 3, faulty: 1, announced: 2 });
    const faults = run.counts.faults.get('input-0');
    expect(faults?.records).toBe(1);
    // Behind record header, BGP4MP header, message header, two lengths, attribute header, segment header.
    const offset = announce(T, '10.1.0.0/16').length + 12 + 20 + 19 + 4 + 3 + 2;
    expect(faults?.first).toBe(`AS_PATH segment at offset ${offset}: need 20 bytes, have 2`);
  });

  test('records of other types are left out under their names', async () => {
    const { run } = await runFiles(
      join(record(T, 11, 0, hex('00')), record(T, 16, 99, hex('00')), announce(T, '10.1.0.0/16'))
    );
    expect([...run.counts.filteredReasons]).toEqual([
      ['MRT OSPFv2/0', 1],
      ['MRT BGP4MP/99', 1],
    ]);
    expect(run.counts).toMatchObject({ records: 3, filtered: 2 });
  });

  test('a microsecond record beside whole-second ones keeps its own time', async () => {
    const { lines } = await runFiles(
      join(announce(T, '10.1.0.0/16'), bgp4mpEt((T + 5) * 1_000_000 + 123, update({ announced: ['10.2.0.0/16'] })))
    );
    expect(lines.find((line) => line.includes('10.2.0.0/16'))).toMatch(new RegExp(` ${T + 5}000123000$`));
  });
});
