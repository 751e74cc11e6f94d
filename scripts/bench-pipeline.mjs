// Runs MRT files through the whole collector: events, tables, all detectors, lines. The lines are counted and go nowhere. For
// bench-tables.mjs.
import { defaultSettings } from '../collector/dist/detect/settings.js';
import { LineBuilder } from '../collector/dist/influx/line.js';
import { RouteParts } from '../collector/dist/influx/points/route-parts.js';
import { toRows } from '../collector/dist/influx/points/rows.js';
import { FileRun } from '../collector/dist/file-run.js';
import { openFile } from '../collector/dist/sources/file-source.js';

let lines = 0;
let characters = 0;
let builder = new LineBuilder();
const outlet = {
  beginFile: () => (builder = new LineBuilder()),
  take(observation) {
    for (const row of toRows(observation, 'local', parts)) {
      lines++;
      characters += builder.toLine(row).length;
    }
  },
  full: false,
  relieved: async () => {},
};
const parts = new RouteParts();
const judgement = defaultSettings(60_000_000);
const run = new FileRun({ router: 'local', judgement, shiftUs: 0, admit: () => {}, progress: () => {} }, outlet);
for (const path of process.argv.slice(2)) {
  await run.read(await openFile(path));
}
console.log(JSON.stringify({ lines, characters, routes: run.rib.size }));
