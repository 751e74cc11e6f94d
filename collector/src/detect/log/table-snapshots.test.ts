import { expect, test } from 'vitest';
import { update } from '../../../tests/build/bgp.ts';
import { join } from '../../../tests/build/bytes.ts';
import { bgp4mp, stateChange } from '../../../tests/build/mrt.ts';
import { runWith } from '../../../tests/build/run.ts';
import { defaultSettings } from '../settings.ts';

const HOUR_S = 3600;
/** On the hour. */
const T = 1_700_000_000 - (1_700_000_000 % HOUR_S);
const settings = { ...defaultSettings(60_000_000), snapshotEveryUs: HOUR_S * 1_000_000 };
const [ACTIVE, ESTABLISHED] = [3, 6];

const up = join(
  stateChange(T + 10, ACTIVE, ESTABLISHED),
  bgp4mp(T + 11, update({ announced: ['10.1.0.0/16', '10.2.0.0/16'], asPath: [65515, 12076] }))
);

async function rows(...records: Uint8Array[]): Promise<string[]> {
  const { lines } = await runWith(settings, join(...records));
  return lines.filter((line) => line.includes('action=rib') || line.startsWith('bgp_snapshots'));
}

test('a table that is known as a whole is written at the full hour, before what happens then, and closed by its marker', async () => {
  const hour = BigInt(T + HOUR_S) * 1_000_000_000n;
  const written = await rows(up, bgp4mp(T + HOUR_S, update({ withdrawn: ['10.1.0.0/16'] })));
  expect(written.map((line) => line.split(' ').at(-1))).toEqual([hour - 3n, hour - 2n, hour - 1n].map(String));
  expect(written[0]).toContain('prefix="10.1.0.0/16"');
  expect(written[1]).toContain('prefix="10.2.0.0/16"');
  expect(written[1]).toContain('as_path="65515 12076"');
  expect(written[2]).toContain(`started=${hour - 3n}i,routes=2i,complete=1i`);
});

test('within the hour, and where hearing begins, nothing is written', async () => {
  expect(await rows(up, bgp4mp(T + HOUR_S - 1, update({ withdrawn: ['10.1.0.0/16'] })))).toEqual([]);
});

test('a table of which only a part was heard is left out', async () => {
  const heard = bgp4mp(T + 1, update({ announced: ['10.1.0.0/16'] }));
  expect(await rows(heard, bgp4mp(T + HOUR_S, update({ announced: ['10.3.0.0/16'] })))).toEqual([]);
});

test('an empty table is a table', async () => {
  const written = await rows(
    up,
    stateChange(T + 20, ESTABLISHED, ACTIVE),
    bgp4mp(T + HOUR_S, update({ announced: [] }))
  );
  expect(written).toHaveLength(1);
  expect(written[0]).toContain('routes=0i,complete=1i');
});

test('each row says since when the route is what it is: what a message only repeats goes on', async () => {
  const written = await rows(
    up,
    bgp4mp(T + 20, update({ announced: ['10.1.0.0/16'], asPath: [65515, 12076] })),
    bgp4mp(T + 30, update({ announced: ['10.2.0.0/16'], asPath: [65515, 65001] })),
    bgp4mp(T + HOUR_S, update({ announced: [] }))
  );
  expect(written.map((line) => /since=(\d+)i/.exec(line)?.[1])).toEqual([
    `${T + 11}000000000`,
    `${T + 30}000000000`,
    undefined,
  ]);
});

/** A table of so many routes, and announcements of ten of them: all but the last ten at T + 600, those at T + 700. */
function* told(routes: number, announcements: number): Generator<Uint8Array> {
  const prefixes = Array.from({ length: routes }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`);
  const changed = prefixes.slice(0, 10);
  yield stateChange(T + 10, ACTIVE, ESTABLISHED);
  for (let at = 0; at < routes; at += 100) {
    yield bgp4mp(T + 11, update({ announced: prefixes.slice(at, at + 100), asPath: [65515, 12076] }));
  }
  for (let at = 10; at < announcements; at += 10) {
    yield bgp4mp(T + 600, update({ announced: changed, asPath: [65515, 65_000 + ((at / 10) % 100)] }));
  }
  yield bgp4mp(T + 700, update({ announced: changed, asPath: [65515, 65_001] }));
  yield bgp4mp(T + 702, update({ announced: [] }));
}

test('tables are written again as soon as as many routes were told as they hold, besides the first telling', async () => {
  const written = await rows(...told(11_000, 11_000));
  expect(written).toHaveLength(11_001);
  const endNs = BigInt(T + 701) * 1_000_000_000n - 1n;
  expect(written.at(-1)).toContain(`started=${endNs - 11_000n}i,routes=11000i,complete=1i ${endNs}`);
});

test('few routes are no reason to write a small table again', async () => {
  const written = await rows(...told(100, 10_000));
  expect(written).toHaveLength(101);
  expect(written.at(-1)).toContain(`routes=100i,complete=1i ${BigInt(T + 701) * 1_000_000_000n - 1n}`);
});
