// Decodes MRT files to events and counts them: what the collector does before it keeps or writes anything. For bench.mjs.
import { decodeFile } from './bench-decode.mjs';

const counts = {};
for (const path of process.argv.slice(2)) {
  await decodeFile(path, (events) => {
    for (const { kind } of events) {
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
  });
}
console.log(JSON.stringify(counts));
