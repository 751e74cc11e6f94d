import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DUMP_CASES } from './build/dump-cases.ts';
import { earshot } from './earshot.ts';
import { dataFile, fixture, hasTool } from './tools.ts';

/** What `bgpdump -m` says; one that crashes has said nothing. */
async function bgpdump(path: string, options: readonly string[]): Promise<string> {
  const run = promisify(execFile)('bgpdump', ['-m', ...options, path], { encoding: 'latin1', maxBuffer: 1 << 28 });
  return run.then(({ stdout }) => stdout).catch(({ stdout }: { stdout: string }) => stdout);
}

async function dump(path: string, options: readonly string[]): Promise<string> {
  return (await earshot(['dump', '--format', 'bgpdump', ...options, path])).stdout;
}

interface Difference {
  readonly title: string;
  readonly lines: readonly string[];
}

/** The differences that are wanted: a heading for the case, a reason, and the lines that Earshot prints. */
async function differences(): Promise<Map<string, Difference>> {
  const text = await readFile(join(import.meta.dirname, 'bgpdump-differences.md'), 'utf8');
  const all = text.split(/^## /m).slice(1);
  return new Map(
    all.map((section) => {
      const title = section.slice(0, section.indexOf('\n'));
      const lines =
        /```\n([^]*?)```/
          .exec(section)?.[1]
          ?.split('\n')
          .filter((line) => line !== '') ?? [];
      return [title, { title, lines }];
    })
  );
}

const OPTIONS = [[], ['-l', '-u']];

describe.runIf(hasTool('bgpdump'))('byte for byte what bgpdump -m prints', () => {
  let folder: string;
  let wanted: Map<string, Difference>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'earshot-bgpdump-'));
    wanted = await differences();
  });

  afterAll(() => rm(folder, { recursive: true }));

  test.each(Object.entries(DUMP_CASES))('%s', async (title, bytes) => {
    const path = join(folder, createHash('sha1').update(title).digest('hex'));
    await writeFile(path, bytes);
    const difference = wanted.get(title);
    for (const options of difference ? [[]] : OPTIONS) {
      const [ours, theirs] = [await dump(path, options), await bgpdump(path, options)];
      if (difference) {
        expect(ours.split('\n').slice(0, -1)).toEqual(difference.lines);
        expect(ours, 'there is no difference any more').not.toBe(theirs);
      } else {
        expect(ours).toBe(theirs);
      }
    }
  });

  test('-t change', async () => {
    const path = join(folder, 'change');
    await writeFile(path, DUMP_CASES['a table in generic form']!);
    expect(await dump(path, ['-t', 'change'])).toBe(`${wanted.get('-t change')!.lines.join('\n')}\n`);
    await writeFile(path, DUMP_CASES['a table of the first version']!);
    expect(await dump(path, ['-t', 'change'])).toBe(await bgpdump(path, ['-t', 'change']));
    expect(await dump(path, ['-t', 'change'])).not.toBe(await dump(path, ['-t', 'dump']));
  });

  test.each(['bird-hybrid/nva.mrt', 'bird-hybrid/nva-table.mrt'])('fixture %s', async (name) => {
    for (const options of OPTIONS) {
      expect(await dump(fixture(name), options)).toBe(await bgpdump(fixture(name), options));
    }
  });

  const damaged = dataFile('damaged.updates.20000325.0345.gz');
  if (damaged === undefined) {
    console.log('not present: damaged.updates.20000325.0345.gz (archives up to 2001)');
  } else {
    test('archives up to 2001', async () => {
      const lines = (await dump(damaged, [])).split('\n');
      expect(lines[0]).toBe(wanted.get('archives up to 2001')!.lines[0]);
      expect(lines).toHaveLength(5686);
    });
  }

  for (const name of [
    'bird-mrtdump.bgp.mrt',
    'bird-mrtdump.rib.mrt',
    'openbgpd.rib-v2.mrt',
    'quagga.bgp.mrt',
    'ris-rrc06.updates.20150401.0000.gz',
    'ris-rrc15.updates.20100227.1600.gz',
    'ris.bview.20020722.2337.gz',
    'ris.updates.20071015.1505.gz',
    'routeviews.updates.20240914.2230.bz2',
    'two-full-feeds.tdv2.20100701.mrt.gz',
  ]) {
    const path = dataFile(name);
    if (path === undefined) {
      console.log(`not present: ${name} (as bgpdump prints it)`);
      continue;
    }
    test(name, async () => {
      // The options change nothing that a small file could not show.
      for (const options of statSync(path).size > 1_000_000 ? [[]] : OPTIONS) {
        const [ours, theirs] = [await dump(path, options), await bgpdump(path, options)];
        // A difference of a million lines would never be printed.
        expect(ours.length).toBe(theirs.length);
        expect(ours === theirs).toBe(true);
      }
    });
  }
});
