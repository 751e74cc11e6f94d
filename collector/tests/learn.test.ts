import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../src/config/load.ts';
import type { JudgementSettings } from '../src/detect/settings.ts';
import { formatPrefix } from '../src/net/prefix.ts';
import { update } from './build/bgp.ts';
import { join as bytes } from './build/bytes.ts';
import { bgp4mp, stateChange } from './build/mrt.ts';
import { earshot } from './earshot.ts';
import { dataFile, fixture } from './tools.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-learn-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function load(yaml: string): JudgementSettings {
  const config = join(folder, 'learned.yaml');
  writeFileSync(config, yaml);
  return loadConfig({ config }, {}).judgement;
}

test('the recorded hybrid cloud: peers, group, aggregates, labels and expectations', async () => {
  const { stdout, stderr, exitCode } = await earshot(['learn', fixture('bird-hybrid/nva.mrt')]);
  expect([exitCode, stderr]).toEqual([0, '']);
  const { peers, domains, labels, expectations } = load(stdout);
  expect([...peers.values()].map(({ asn, group }) => [asn, group])).toEqual([
    [65515, 'as65515'],
    [65515, 'as65515'],
    [65020, undefined],
  ]);
  expect(domains[0]!.aggregates.map(formatPrefix)).toEqual(['10.4.0.0/16', '10.30.0.0/16']);
  expect(labels.map(({ name }) => name)).toEqual(['expressroute', 'vnet']);
  const backedUp = expectations
    .filter(({ minPaths }) => minPaths === 2)
    .map(({ prefix }) => formatPrefix(prefix!.value));
  expect(backedUp).toEqual(['10.20.0.0/16', '10.20.1.0/24', '10.20.2.0/24', 'fd00:20::/48']);
});

test('the same file gives the same text', async () => {
  const run = (): Promise<{ stdout: string }> => earshot(['learn', fixture('bird-hybrid/nva-table.mrt')]);
  const { stdout } = await run();
  expect((await run()).stdout).toBe(stdout);
  expect(stdout).not.toContain('(part)');
});

describe('what is no longer there at the end is not learned', () => {
  const ESTABLISHED = 6;
  const learned = async (...records: Uint8Array[]): Promise<string[]> => {
    const { stdout } = await earshot(['learn', '-'], { input: bytes(...records) });
    return load(stdout).expectations.map(({ prefix }) => formatPrefix(prefix!.value));
  };
  const announced = bgp4mp(2, update({ announced: ['10.1.0.0/16', '10.2.0.0/16'] }));

  test('withdrawn', async () => {
    expect(await learned(announced, bgp4mp(3, update({ withdrawn: ['10.1.0.0/16'] })))).toEqual(['10.2.0.0/16']);
  });

  test('of a session that went down', async () => {
    expect(await learned(stateChange(1, 1, ESTABLISHED), announced, stateChange(3, ESTABLISHED, 1))).toEqual([]);
  });
});

test('damage is told, and what could be read is learned', async () => {
  const { stdout, stderr, exitCode } = await earshot(['learn', fixture('bird-hybrid/nva.mrt'), '/nonexistent.mrt']);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('/nonexistent.mrt');
  expect(load(stdout).peers.size).toBe(3);
});

const full = dataFile('ris.bview.20020722.2337.gz');
if (full === undefined) {
  console.log('not present: ris.bview.20020722.2337.gz (a full table is learned)');
} else {
  test('of a full table only limits are learned', async () => {
    const { stdout, exitCode } = await earshot(['learn', full]);
    expect(exitCode).toBe(0);
    const { domains, expectations, peers } = load(stdout);
    expect(domains[0]!.profile).toBe('internet');
    expect(expectations).toHaveLength(peers.size);
    expect(expectations.every(({ limit }) => limit! > 1)).toBe(true);
  });
}
