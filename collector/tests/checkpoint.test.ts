import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../src/config/load.ts';
import { BUSY_ROAS, BUSY_SETTINGS, type BusyStep, busySessions, busyStep } from './build/busy-sessions.ts';
import { type CutOptions, CutRun } from './build/cut-run.ts';
import { runRouter } from './build/run.ts';
import { type Outlet, Pipeline } from '../src/pipeline.ts';
import { fixture } from './tools.ts';

const NOWHERE: Outlet = { beginFile: () => {}, take: () => {}, full: false, relieved: async () => {} };

const busySteps = fc.array(busyStep, { minLength: 20, maxLength: 120 });

/** The lines of a run over a recording of busy sessions, taken down after each of these numbers of bytes in turn. */
async function busyLines(
  recording: Uint8Array,
  cutAfter: readonly number[],
  options: CutOptions = {}
): Promise<string[]> {
  let cuts = 0;
  const run = new CutRun('nva-0', BUSY_SETTINGS, { roas: BUSY_ROAS, ...options });
  await run.read(recording, () => cutAfter[cuts++ % cutAfter.length]!);
  return run.lines;
}

describe('a run that is taken down and put up again writes what it would have written', () => {
  test('an hour and a half of a hybrid cloud', async () => {
    const recording = readFileSync(fixture('hybrid-incidents/scenario.mrt'));
    const { router, judgement } = loadConfig({ config: fixture('hybrid-incidents/earshot.yaml') }, {});
    const { lines } = await runRouter(router, judgement, recording);
    const run = new CutRun(router, judgement);
    await run.read(recording, () => 4000);
    expect(run.cuts).toBeGreaterThan(20);
    expect(run.lines).toEqual(lines);
  });

  test('whatever sessions do, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        busySteps,
        fc.array(fc.integer({ min: 300, max: 2000 }), { minLength: 1 }),
        async (steps, cutAfter) => {
          const recording = busySessions(steps);
          expect(await busyLines(recording, cutAfter)).toEqual(await busyLines(recording, [Infinity]));
        }
      ),
      { numRuns: 20 }
    );
  });
});

describe('whatever is remembered is needed', () => {
  const many = fc.array(busyStep, { minLength: 400, maxLength: 400 });
  const [steps] = fc.sample(many, { seed: 1, numRuns: 1 }) as [BusyStep[]];
  const recording = busySessions([...steadyPeer(), ...steps]);
  const { judgement } = new Pipeline(BUSY_SETTINGS, NOWHERE).save();
  // Classes of labels are worked out again, the same as long as there are not too many.
  const names = Object.keys(judgement).filter((name) => name !== 'labels');
  let lines: string[];
  beforeAll(async () => {
    lines = await busyLines(recording, [Infinity]);
    expect(await busyLines(recording, [1000], { like: lines })).toEqual(lines);
  });

  test.each(names)('%s', async (forget) => {
    await expect(busyLines(recording, [1000], { forget, like: lines })).rejects.toThrow();
  });
});

/** Learns a median of UPDATEs, falls silent for as long as a drought takes, and speaks again. */
function steadyPeer(): BusyStep[] {
  const announce: BusyStep = { what: 'announce', peer: 0, prefix: 0, path: 0, after: 0 };
  const interval = [{ ...announce, after: 10 }, ...Array.from({ length: 11 }, () => announce)];
  const usual = Array.from({ length: 35 }, () => interval).flat();
  const silent = Array.from({ length: 13 }, (): BusyStep => ({ ...announce, what: 'keepalive', after: 10 }));
  return [{ ...announce, what: 'up' }, { ...announce, what: 'end-of-rib' }, ...usual, ...silent, ...interval];
}

test('it does not matter how often time is told', async () => {
  await fc.assert(
    fc.asyncProperty(busySteps, fc.array(fc.nat(2_500_000), { minLength: 1 }), async (steps, stepsUs) => {
      const recording = busySessions(steps);
      let lastUs: number | undefined;
      let at = 0;
      const clock = (nextUs: number): number[] => {
        const shown: number[] = [];
        for (let us = lastUs ?? nextUs; us <= nextUs; us += stepsUs[at++ % stepsUs.length]! + 1) {
          shown.push(us);
        }
        lastUs = nextUs;
        return shown;
      };
      expect(await busyLines(recording, [Infinity], { clock })).toEqual(await busyLines(recording, [Infinity]));
    }),
    { numRuns: 10 }
  );
});
