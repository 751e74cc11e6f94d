// npm test: everything, with one closing line. Plain JavaScript for Node 20: it installs the rest itself.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, hasProgram, installPackages, installPrograms, root, run } from './machine.mjs';

if (!process.stdout.isTTY) {
  process.env.NO_COLOR ??= '1';
}
const scratch = mkdtempSync(join(tmpdir(), 'earshot-test-'));
const totals = { passed: 0, failed: 0, skipped: 0 };
const plugin = join(root, 'plugin');
const collector = join(root, 'collector');

try {
  await installPackages();
  const missing = await installPrograms({
    influxd: 'influxdb',
    bgpdump: 'bgpdump',
    bzip2: 'bzip2',
    exabgp: 'exabgp',
    birdc: 'bird2',
    logrotate: 'logrotate',
    vtysh: 'frr',
    gobgpd: 'gobgpd',
    stayrtr: 'stayrtr',
    chromium: 'chromium',
    '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf': 'fonts-dejavu-core',
    openssl: 'openssl',
    unshare: 'util-linux',
  });
  for (const program of missing) {
    console.log(`SKIP: ${program} is missing and cannot be installed here`);
  }
  await check('lint', 'eslint', ['.']);
  await check('format', 'prettier', ['--check', '--log-level', 'warn', '.']);
  await check('generated code', 'node', ['schema/generate.mjs', '--check']);
  await check('generated dashboards', 'node', ['dashboards/generate.ts', '--check']);
  await check('types of the collector', 'tsc', ['-p', 'tsconfig.json'], collector);
  await check('types of the plugin', 'npm', ['run', '--silent', 'typecheck'], plugin);
  await check('types of the dashboards', 'tsc', ['-p', 'dashboards/tsconfig.jsonc']);
  await check('build of the collector', 'npm', ['run', '--silent', 'build'], collector);
  await check('build of the plugin', 'npm', ['run', '--silent', 'build'], plugin);
  await collectorTests();
  await pluginTests();
  await browserTests();
  await dashboardTests();
  await goTests();
  await check('demo', 'node', ['scripts/demo.mjs', '--once']);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const skipsFail = process.env.CI === 'true' && totals.skipped > 0;
if (skipsFail) {
  console.log('With CI=true nothing may be skipped.');
}
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed > 0 || skipsFail ? 1 : 0;

/** A command that is one test: it passes with exit code 0. */
async function check(title, command, args, cwd = root) {
  const code = await run(command, args, { cwd, quiet: true });
  count(title, code === 0 ? { passed: 1 } : { failed: 1 });
}

function count(title, { passed = 0, failed = 0, skipped = 0 }) {
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
  console.log(`${failed > 0 ? 'FAIL' : 'ok  '} ${title}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
}

/** A runner that writes its results in jest's JSON. One that ends badly without a failed test has failed itself. */
async function jsonRunner(title, command, args, cwd) {
  const file = join(scratch, `${title.replaceAll(' ', '-')}.json`);
  const code = await run(command, [...args, `--outputFile=${file}`], { cwd });
  let results;
  try {
    results = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    count(title, { failed: 1 });
    return;
  }
  const { numPassedTests, numFailedTests, numPendingTests } = results;
  const failed = numFailedTests === 0 && code !== 0 ? 1 : numFailedTests;
  count(title, { passed: numPassedTests, failed, skipped: numPendingTests });
}

function collectorTests() {
  const reporters = ['--reporter=dot', '--reporter=json'];
  return jsonRunner('tests of the collector', 'vitest', ['run', ...reporters], collector);
}

function pluginTests() {
  return jsonRunner('tests of the plugin', 'jest', ['--json', '--silent'], plugin);
}

/** Panels and editors in Chromium, compared with the pictures that are kept of them. */
function browserTests() {
  if (!hasProgram('chromium')) {
    console.log('SKIP: Chromium is missing: nothing is tested in a browser');
    count('tests in the browser', { skipped: 1 });
    return;
  }
  const config = 'tests/browser/jest.config.js';
  return jsonRunner('tests in the browser', 'jest', ['-c', config, '--json', '--silent'], plugin);
}

/** Node's own runner, which closes with lines such as `# pass 3`. */
async function dashboardTests() {
  let text = '';
  const output = (part) => (text += part);
  const code = await run('node', ['--test', '--test-reporter=tap', 'dashboards/**/*.test.ts'], { output });
  const figure = (name) => Number(new RegExp(`^# ${name} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
  const failed = figure('fail') === 0 && code !== 0 ? 1 : figure('fail');
  if (failed > 0) {
    console.log(text);
  }
  count('tests of the dashboards', { passed: figure('pass'), failed, skipped: figure('skipped') });
}

async function goTests() {
  if (!hasProgram('go')) {
    console.log('SKIP: Go is missing: the back end of the plugin is not tested');
    count('tests of the back end', { skipped: 1 });
    return;
  }
  await check('format of the back end', '/bin/sh', ['-c', 'test -z "$(gofmt -l pkg)"'], plugin);
  await check('vet of the back end', 'go', ['vet', './...'], plugin);
  let rest = '';
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const actions = { pass: 'passed', fail: 'failed', skip: 'skipped' };
  const failures = [];
  const output = (part) => {
    const lines = (rest + part).split('\n');
    rest = lines.pop();
    for (const line of lines.filter((text) => text.startsWith('{'))) {
      const { Action: action, Test: test, Package: name, Output: text } = JSON.parse(line);
      if (test !== undefined && actions[action]) {
        counts[actions[action]]++;
      }
      if (text?.includes('FAIL') || text?.includes('SKIP') || text?.includes('.go:') || text?.includes('panic')) {
        failures.push(`${name}: ${text}`);
      }
    }
  };
  const code = await run('go', ['test', '-json', './...'], { cwd: plugin, output, env: environment() });
  if (counts.failed === 0 && code !== 0) {
    counts.failed = 1;
  }
  if (counts.failed > 0 || counts.skipped > 0) {
    process.stdout.write(failures.join(''));
  }
  count('tests of the back end', counts);
}
