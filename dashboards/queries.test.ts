import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { dashboards, format } from './src/dashboards.ts';
import { rangeStart } from './src/source.ts';
import { inRepository, marksOf, panelsOf, type TargetModel, type VariableModel } from './testing.ts';

interface Alerting {
  groups: { rules: { title: string; data: { datasourceUid: string; model: object }[] }[] }[];
}

const hasGo = spawnSync('go', ['version']).status === 0;

/** What stands for a variable once the dashboard has put in what is chosen. */
const chosen: { name: string; values: Record<string, string[]> }[] = [
  { name: 'all', values: {} },
  {
    name: 'some',
    values: {
      $router: ['nva-0'],
      $peer: ['10.0.0.4', '2001:db8::4'],
      $domain: ['default'],
      $family: ['ipv4'],
      $label: ['vnet', 'none'],
      $kind: ['overlap'],
      $severity: ['critical'],
      $prefix: ['10.0.0.0/8'],
      $asn: ['65010'],
      $before: ['1d'],
    },
  },
];

/** A query as the data source sends it: of all that can be chosen, an empty list or text. */
function putIn(query: TargetModel, values: Record<string, string[]>): object {
  const entries = Object.entries(query.filter ?? {}).map(([name, value]) => {
    const [written = '', variable] = /\$\{?(\w+)\}?/.exec([value].flat().join()) ?? [];
    const put = values[`$${variable}`] ?? [];
    const isList = variable !== undefined && Array.isArray(value);
    return [name, isList ? put : typeof value === 'string' ? value.replace(written, put[0] ?? '') : value];
  });
  const { $before: [compareTo] = [] } = values;
  const at = query.at === rangeStart ? { at: '2026-01-31T22:30:00.000Z' } : {};
  return { ...query, ...at, filter: Object.fromEntries(entries), ...(query.compareTo && { compareTo }) };
}

/** What stands in the texts of a dashboard before anything is typed. */
function typed(model: { templating?: { list?: VariableModel[] } }): Record<string, string[]> {
  const texts = (model.templating?.list ?? []).filter(({ type }) => type === 'textbox');
  return Object.fromEntries(texts.map(({ name, query }) => [`$${name}`, query ? [query] : []]));
}

describe('queries of the dashboards and alert rules', { skip: hasGo ? false : 'go is not installed' }, () => {
  let directory: string;
  let server: Server;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'earshot-query-'));
    const build = ['build', '-o', join(directory, 'earshot-query'), './pkg/cmd/earshot-query'];
    const { status, stderr } = spawnSync('go', build, { cwd: fileURLToPath(inRepository('plugin')), encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    server = createServer((request, response) => {
      request.resume();
      response.setHeader('X-Influxdb-Version', '1.8.10');
      response.setHeader('Content-Type', 'application/json');
      response.end('{"results":[{"statement_id":0}]}\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  after(async () => {
    server.close();
    await rm(directory, { recursive: true });
  });

  /** What the back end says against a query; nothing when it answers. */
  async function refusal(query: unknown): Promise<string> {
    const { port } = server.address() as AddressInfo;
    const command = spawn(join(directory, 'earshot-query'));
    command.stdin.end(
      JSON.stringify({
        connection: { url: `http://127.0.0.1:${port}`, version: '1' },
        query,
        from: '2026-03-01T12:00:00Z',
        to: '2026-03-01T18:00:00Z',
        intervalMs: 60_000,
        maxDataPoints: 240,
      })
    );
    command.stdout.resume();
    const [complaint, code] = await Promise.all([
      text(command.stderr),
      new Promise((resolve) => command.on('close', resolve)),
    ]);
    return code === 0 ? '' : complaint || `exit code ${code}`;
  }

  it('are refused when they are wrong', async () => {
    assert.match(await refusal({ version: 1, queryType: 'messageRates', groupBy: ['colour'] }), /groupBy/);
  });

  for (const dashboard of dashboards()) {
    const model = JSON.parse(format(dashboard));
    const asked = panelsOf(model).flatMap(({ title, targets = [] }) => targets.map((target) => ({ title, target })));
    const marks = marksOf(model).map((target) => ({ title: 'marks', target }));
    for (const { title, target } of [...asked, ...marks].filter(({ target }) => target.queryType)) {
      for (const { name, values } of chosen) {
        it(`of ${dashboard.uid}, panel "${title}" ${target.refId}, with ${name} chosen, are answered`, async () => {
          assert.equal(await refusal(putIn(target, { ...typed(model), ...values })), '');
        });
      }
    }
  }

  it('of the alert rules are answered', async () => {
    const provided = parse(await readFile(inRepository('provisioning/alerting/earshot.yaml'), 'utf8')) as Alerting;
    for (const { title, data } of provided.groups.flatMap(({ rules }) => rules)) {
      for (const { datasourceUid, model } of data) {
        assert.equal(datasourceUid === 'earshot' ? await refusal(model) : '', '', title);
      }
    }
  });
});
