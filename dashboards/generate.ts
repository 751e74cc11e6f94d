// Writes the dashboards as Grafana reads them; with --check it only says which of them differ, and then exits with 1.
import { readFile, writeFile } from 'node:fs/promises';
import { dashboards, format } from './src/dashboards.ts';

const isCheck = process.argv.includes('--check');

for (const dashboard of dashboards()) {
  const file = new URL(`${dashboard.uid}.json`, import.meta.url);
  const text = format(dashboard);
  if (!isCheck) {
    await writeFile(file, text);
  } else if (text !== (await readFile(file, 'utf8').catch(() => ''))) {
    console.error(`dashboards/${dashboard.uid}.json differs from its source: run npm run generate`);
    process.exitCode = 1;
  }
}
