// CPU time of whole processes in proportion to each other. They run in turn, so that what else the machine does meets both.
import { spawnSync } from 'node:child_process';
import { environment } from './machine.mjs';

export const PAIRS = Math.max(5, Number(process.env.BENCH_PAIRS ?? 5));

/** Prints the ratio of the CPU times of two commands. */
export function compare(title, ours, theirs) {
  cpuSeconds(ours);
  cpuSeconds(theirs);
  const ratios = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    ratios.push(cpuSeconds(ours) / cpuSeconds(theirs));
  }
  console.log(`${title}: ${spread(ratios)}`);
}

/** Median [lowest to highest]. */
export function spread(ratios) {
  const sorted = [...ratios].sort((a, b) => a - b);
  const middle = medianOf(sorted);
  const digits = middle < 0.2 ? 3 : 2;
  return `${middle.toFixed(digits)} [${sorted[0].toFixed(digits)} to ${sorted.at(-1).toFixed(digits)}]`;
}

export function medianOf(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** User and system time of a command as the shell's own `times` tells it, the one way that every system has. */
function cpuSeconds(command) {
  const script = `${command} >/dev/null 2>&1 || exit 1\ntimes`;
  const { status, stdout } = spawnSync('/bin/sh', ['-c', script], {
    encoding: 'utf8',
    env: environment({ LC_ALL: 'C' }),
  });
  if (status !== 0) {
    throw new Error(`failed: ${command}`);
  }
  const ofChildren = stdout.trim().split('\n').at(-1);
  const times = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => 60 * minutes + Number(seconds)
  );
  return times[0] + times[1];
}
