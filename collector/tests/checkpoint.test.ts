import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../src/config/load.ts';
import { CutRun } from './build/cut-run.ts';
import { runRouter } from './build/run.ts';
import { fixture } from './tools.ts';

describe('a run that is taken down and put up again writes what it would have written', () => {
  const recording = readFileSync(fixture('hybrid-incidents/scenario.mrt'));
  const { router, judgement } = loadConfig({ config: fixture('hybrid-incidents/earshot.yaml') }, {});

  test('an hour and a half of a hybrid cloud', async () => {
    const { lines } = await runRouter(router, judgement, recording);
    const cut = new CutRun(router, judgement);
    await cut.read(recording, () => 4000);
    expect(cut.cuts).toBeGreaterThan(20);
    expect(cut.lines).toEqual(lines);
  });
});
