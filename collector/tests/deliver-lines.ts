import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Delivery } from '../src/influx/delivery/delivery.ts';
import { type Plan, checkpointName, journalName, makeLine } from './build/delivery-plan.ts';

/**
 * Run on its own, and killed: delivers the lines of a plan as a source does that can be read again. It goes on at its checkpoint, which
 * moves only over lines that the journal calls safe.
 */
const plan = JSON.parse(process.argv[2]!) as Plan;
const checkpoint = join(plan.folder, checkpointName);

function readCheckpoint(): number {
  return existsSync(checkpoint) ? Number(readFileSync(checkpoint, 'utf8')) : 0;
}

function writeCheckpoint(lines: number): void {
  const file = openSync(`${checkpoint}.new`, 'w');
  writeSync(file, String(lines));
  fsyncSync(file);
  closeSync(file);
  renameSync(`${checkpoint}.new`, checkpoint);
}

const delivery = await Delivery.open(join(plan.folder, journalName), plan.options);
process.send!('open');
for (let number = readCheckpoint(); number < plan.lines;) {
  const end = Math.min(number + plan.linesPerCheckpoint, plan.lines);
  for (; number < end; number++) {
    delivery.append(number % 5 === 0 ? 'verbose' : 'general', makeLine(number));
  }
  await delivery.flushed();
  writeCheckpoint(end);
  await sleep(plan.pauseMs);
}
await delivery.drained();
if (plan.staysAtTheEnd) {
  await new Promise(() => setInterval(() => {}, 1_000));
}
await delivery.close();
process.disconnect();
