import { setTimeout as sleep } from 'node:timers/promises';
import { Delivery } from '../src/influx/delivery/delivery.ts';
import { type OutagePlan, type OutageReport, liveLine, makeLine } from './build/delivery-plan.ts';

/** Run on its own, for its memory is measured: delivers before, during and after an outage, which the one who started it makes. */
const plan = JSON.parse(process.argv[2]!) as OutagePlan;
const delivery = await Delivery.open(plan.folder, plan.options);
let number = 0;

async function deliver(lines: number): Promise<void> {
  const startMs = performance.now();
  for (let made = 0; made < lines;) {
    const due = Math.min(lines, ((performance.now() - startMs) / 1000) * plan.linesPerSecond);
    for (; made < due; made++) {
      delivery.append('general', makeLine(number++));
    }
    await (delivery.full ? delivery.relieved() : sleep(10));
  }
  await delivery.flushed();
}

/** Makes live lines at their rate until the backlog is gone; gives how long that took. */
async function drainBesideLive(): Promise<number> {
  const startMs = performance.now();
  for (let live = 0; delivery.counts.queued > 2 * plan.liveLinesPerSecond;) {
    const due = ((performance.now() - startMs) / 1000) * plan.liveLinesPerSecond;
    for (; live < due; live++) {
      delivery.append('general', liveLine(live, Date.now()));
    }
    await sleep(20);
  }
  return performance.now() - startMs;
}

/** Says how far it is, and waits to be told to go on. */
async function report(figures: Partial<OutageReport>): Promise<void> {
  const goOn = new Promise((resolve) => process.once('message', resolve));
  process.send!(figures);
  await goOn;
}

let mostBytes = 0;
const watch = setInterval(() => (mostBytes = Math.max(mostBytes, process.memoryUsage.rss())), 50);
await deliver(plan.warmUpLines);
await delivery.drained();
const beforeBytes = mostBytes;
const journalBeforeBytes = delivery.health().general.journalBytes;
await report({});
await deliver(plan.lines);
const journalBytes = delivery.health().general.journalBytes - journalBeforeBytes;
await report({ journalBytes, grownBytes: mostBytes - beforeBytes });
const drainMs = await drainBesideLive();
await delivery.drained();
clearInterval(watch);
await report({ grownCatchingUpBytes: mostBytes - beforeBytes, drainMs, counts: delivery.counts });
await delivery.close();
process.disconnect();
