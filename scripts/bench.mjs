// npm run bench: how much CPU time a dump takes, in proportion to other programs on the same files; then what the tables and the
// judgement cost, and what the data source adds to its queries. Ratios, never seconds: seconds are of one machine and one day.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { benchQueries } from './bench-queries.mjs';
import { benchTables } from './bench-tables.mjs';
import { benchPanels } from './bench-panels.mjs';
import { PAIRS, compare } from './cpu-ratio.mjs';
import { hasProgram, installPackages, root, run } from './machine.mjs';

const COPIES = 10;
const scratch = mkdtempSync(join(tmpdir(), 'earshot-bench-'));
const earshot = join(root, 'collector/bin/earshot.js');
const counter = join(root, 'scripts/bench-events.mjs');

try {
  await installPackages();
  if ((await run('npm', ['run', '--silent', 'build', '--workspace', '@earshot/collector'], { quiet: true })) !== 0) {
    throw new Error('the collector does not build');
  }
  const { table, updates } = await inputs();
  console.log(
    `CPU time of whole processes, ${PAIRS} pairs in turn: median [lowest to highest] of the ratio, below 1 is less.\n`
  );
  if (hasProgram('bgpdump')) {
    for (const [what, file] of [
      ['updates', updates],
      ['table', table],
    ]) {
      const ours = `node ${earshot} dump --format bgpdump ${file}`;
      compare(`dump --format bgpdump / bgpdump -m, ${what}`, ours, `bgpdump -m ${file}`);
    }
  } else {
    console.log('left out: bgpdump is not installed (Debian: apt-get install bgpdump)');
  }
  const python = mrtparse();
  if (python === undefined) {
    console.log('left out: mrtparse, which cannot be installed here (pip install mrtparse)');
  } else {
    const theirs = `${python} -c 'import sys, mrtparse\nfor record in mrtparse.Reader(sys.argv[1]): pass' ${updates}`;
    compare('decoding to events / mrtparse, updates', `node ${counter} ${updates}`, theirs);
  }
  if (hasProgram('bgpkit-parser')) {
    for (const [what, file] of [
      ['updates', updates],
      ['table', table],
    ]) {
      const theirs = `bgpkit-parser --elems-count ${file}`;
      compare(`decoding to events / bgpkit-parser elements, ${what}`, `node ${counter} ${file}`, theirs);
    }
  } else {
    console.log('left out: bgpkit-parser is not installed (cargo install bgpkit-parser --features cli)');
  }
  await benchTables({ table, updates }, scratch);
  await benchQueries(scratch);
  await benchPanels();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** A table and a long updates file, uncompressed: real ones where EARSHOT_DATA has them, else made up. */
async function inputs() {
  const folder = resolve(process.env.EARSHOT_DATA ?? join(root, '../shared/data'), 'mrt');
  const real = { table: 'two-full-feeds.tdv2.20100701.mrt.gz', updates: 'ris-rrc15.updates.20100227.1600.gz' };
  const files = { table: join(scratch, 'table.mrt'), updates: join(scratch, 'updates.mrt') };
  if (Object.values(real).every((name) => existsSync(join(folder, name)))) {
    write(files.table, [gunzipSync(readFileSync(join(folder, real.table)))]);
    const once = gunzipSync(readFileSync(join(folder, real.updates)));
    write(files.updates, new Array(COPIES).fill(once));
    console.log(`table: ${real.table}; updates: ${real.updates}, ${COPIES} times in a row; both decompressed.`);
    return files;
  }
  const { madeUpTable, madeUpUpdates } = await import('./bench-inputs.mjs');
  write(files.table, madeUpTable());
  write(files.updates, madeUpUpdates());
  console.log('table: 300,000 made-up prefixes of two peers; updates: 100,000 made-up messages (no EARSHOT_DATA).');
  return files;
}

function write(path, parts) {
  const file = openSync(path, 'w');
  for (const part of parts) {
    writeSync(file, part);
  }
  closeSync(file);
}

/** A Python that has mrtparse, in an environment of its own. */
function mrtparse() {
  const venv = join(scratch, 'venv');
  const python = join(venv, 'bin/python');
  const quiet = { stdio: 'ignore' };
  const made =
    hasProgram('python3') &&
    spawnSync('python3', ['-m', 'venv', venv], quiet).status === 0 &&
    spawnSync(python, ['-m', 'pip', 'install', '--quiet', 'mrtparse==2.2.0'], quiet).status === 0;
  return made ? python : undefined;
}
