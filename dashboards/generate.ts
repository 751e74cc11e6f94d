// Writes the dashboards and alert rules as Grafana reads them; with --check it only says which of them differ, and then exits with 1.
import { readFile, writeFile } from 'node:fs/promises';
import { alertRules, formatAlertRules } from './src/alert-rules.ts';
import { dashboards, format } from './src/dashboards.ts';

const isCheck = process.argv.includes('--check');

const files = [
  ...dashboards().map((dashboard) => ({ path: `dashboards/${dashboard.uid}.json`, text: format(dashboard) })),
  { path: 'provisioning/alerting/earshot.yaml', text: formatAlertRules(alertRules()) },
];

for (const { path, text } of files) {
  const file = new URL(`../${path}`, import.meta.url);
  if (!isCheck) {
    await writeFile(file, text);
  } else if (text !== (await readFile(file, 'utf8').catch(() => ''))) {
    console.error(`${path} differs from its source: run npm run generate`);
    process.exitCode = 1;
  }
}
