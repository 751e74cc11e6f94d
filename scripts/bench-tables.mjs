// What the tables and the judgement cost: memory for each route, CPU time in proportion to decoding alone, and what an update
// costs in large tables in proportion to small ones. Part of bench.mjs.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, spread } from './cpu-ratio.mjs';
import { environment, root } from './machine.mjs';

const program = (name) => join(root, 'scripts', name);

export async function benchTables({ table, updates }, scratch) {
  console.log('\nMemory, after a collection, less that of the same program without a table:');
  for (const how of ['tables', 'judged']) {
    for (const feeds of [2, 10]) {
      console.log(memoryOf(table, feeds, how));
    }
  }
  console.log('\nCPU time of events, tables, all detectors and lines / that of events alone:');
  const { seedTable } = await import('./bench-seed.mjs');
  const seed = join(scratch, 'seed.mrt');
  writeFileSync(seed, await seedTable(updates));
  compareStages('updates', updates);
  compareStages('updates over the tables that they change', `${seed} ${updates}`);
  compareStages('table', table);
  console.log('\nCPU time of an update with all detectors, by the number of prefixes / that with the fewest:');
  for (const profile of ['private', 'internet']) {
    console.log(`profile ${profile}: ${costBySize(profile)}`);
  }
}

function compareStages(what, files) {
  compare(what, `node ${program('bench-pipeline.mjs')} ${files}`, `node ${program('bench-events.mjs')} ${files}`);
}

/** Bytes for each route: what is in memory, and the same with the array buffers once more, which are part of `external`. */
function memoryOf(table, feeds, how) {
  const empty = run('--expose-gc', program('bench-memory.mjs'), table, '0', how);
  const full = run('--expose-gc', program('bench-memory.mjs'), table, String(feeds), how);
  const bytes = (...parts) => {
    const sum = parts.reduce((total, part) => total + full[part] - empty[part], 0);
    return `${parts.join(' + ')} ${(sum / full.routes).toFixed(1)}`;
  };
  const feedsText = `${feeds} feeds${how === 'judged' ? ' and all detectors' : ''}`;
  const routes = `${full.routes.toLocaleString('en')} routes, ${(full.sets / full.routes).toFixed(3)} sets of attributes each`;
  return [
    `${feedsText} (${routes}), bytes per route`,
    `  ${bytes('heapUsed', 'external')}; ${bytes('heapUsed', 'external', 'arrayBuffers')}; ${bytes('heapUsed')}`,
  ].join('\n');
}

/** The sizes take turns in one process; the ratios are those of each round. */
function costBySize(profile) {
  const { sizes, costs } = run(program('bench-sizes.mjs'), profile);
  const ratios = costs.map((ofSize) => ofSize.map((cost, round) => cost / costs[0][round]));
  return sizes.map((size, at) => `${size.toLocaleString('en')} ${spread(ratios[at])}`).join(', ');
}

/** What a program of these prints, as one line of JSON. */
function run(...args) {
  const { status, stdout, stderr } = spawnSync('node', args, { encoding: 'utf8', env: environment() });
  if (status !== 0) {
    throw new Error(`failed: node ${args.join(' ')}\n${stderr}`);
  }
  return JSON.parse(stdout);
}
