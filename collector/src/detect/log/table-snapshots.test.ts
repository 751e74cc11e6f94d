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
