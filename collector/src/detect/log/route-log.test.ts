import { expect, test } from 'vitest';
import { attributes, update } from '../../../tests/build/bgp.ts';
import { join } from '../../../tests/build/bytes.ts';
import { bgp4mp, peerIndex, rib } from '../../../tests/build/mrt.ts';
import { runWith } from '../../../tests/build/run.ts';
import { defaultSettings } from '../settings.ts';

const T = 1_700_000_000;
const INDEX = peerIndex(T, [{ peer: '192.0.2.1', peerAs: 65010 }]);
const ENTRY = { peerIndex: 0, originated: T - 7, attributes: attributes({}) };

/** Of the rows of dumps: the prefix, since when it is what it is, and that nothing is said of what happened to it. */
async function dumped(...records: Uint8Array[]): Promise<(string | boolean | undefined)[][]> {
  const { lines } = await runWith(defaultSettings(60_000_000), join(...records));
  return lines
    .filter((line) => line.includes('action=rib'))
    .map((line) => [/prefix="([^"]+)"/.exec(line)?.[1], /since=(\d+)i/.exec(line)?.[1], line.includes('change=')]);
}

test('a route of a dump is what it is since when the dump says', async () => {
  const unknown = { ...ENTRY, originated: 0 };
  expect(await dumped(INDEX, rib(T, '10.1.0.0/16', [ENTRY]), rib(T, '10.2.0.0/16', [unknown]))).toEqual([
    ['10.1.0.0/16', `${T - 7}000000000`, false],
    ['10.2.0.0/16', undefined, false],
  ]);
});

test('that holds of a dump too that is older than what was heard since, of which the table takes no notice', async () => {
  const heard = bgp4mp(T + 60, update({ announced: ['10.1.0.0/16'], asPath: [65010] }));
  expect(await dumped(heard, INDEX, rib(T, '10.1.0.0/16', [ENTRY]))).toEqual([
    ['10.1.0.0/16', `${T - 7}000000000`, false],
  ]);
});
