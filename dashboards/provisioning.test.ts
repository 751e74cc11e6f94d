import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { alertRules, formatAlertRules } from './src/alert-rules.ts';
import { dashboards, format } from './src/dashboards.ts';
import { dataSource } from './src/source.ts';
import { inRepository, panelsOf } from './testing.ts';

interface Service {
  image: string;
  environment: Record<string, string>;
  healthcheck: { test: string[] };
  ports?: string[];
  volumes?: (string | { source: string })[];
  secrets?: (string | { source: string })[];
  depends_on?: Record<string, { condition: string }>;
}

interface Compose {
  services: Record<'influxdb' | 'collector' | 'grafana', Service>;
  secrets: object;
  volumes: object;
}

interface AlertRule {
  uid: string;
  title: string;
  condition: string;
  dashboardUid: string;
  panelId: number;
  data: {
    refId: string;
    datasourceUid: string;
    model: { refId: string; expression?: string; filter?: { kind?: string[] } };
  }[];
}

const read = async (path: string) => readFile(inRepository(path), 'utf8');
const compose = parse(await read('docker-compose.yml')) as Compose;

async function pluginIds(): Promise<string[]> {
  const ids: string[] = [];
  for await (const file of glob('plugin/src/**/plugin.json', { cwd: fileURLToPath(inRepository('')) })) {
    ids.push(JSON.parse(await read(file)).id);
  }
  return ids.sort();
}

describe('docker-compose.yml', () => {
  it('lets Grafana load every plugin of the source, and no other, without a signature', async () => {
    const allowed = compose.services.grafana.environment.GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS;
    assert.deepEqual(allowed?.split(',').sort(), await pluginIds());
  });

  for (const [name, service] of Object.entries(compose.services)) {
    it(`${name}: fixed image, health check, ports on the loopback address only`, () => {
      assert.match(service.image, /:\d+\.\d+\.\d+$/);
      assert.ok(service.healthcheck.test.length > 1);
      for (const port of service.ports ?? []) {
        assert.match(port, /^127\.0\.0\.1:/);
      }
    });

    it(`${name}: passwords come from outside, waiting is for health, volumes are declared`, () => {
      for (const [key, value] of Object.entries(service.environment)) {
        assert.ok(!key.endsWith('PASSWORD') || value.startsWith('${'), key);
      }
      for (const { condition } of Object.values(service.depends_on ?? {})) {
        assert.equal(condition, 'service_healthy');
      }
      for (const secret of service.secrets ?? []) {
        const name = typeof secret === 'string' ? secret : secret.source;
        assert.ok(name in compose.secrets, name);
      }
      for (const volume of service.volumes ?? []) {
        const [source = ''] = typeof volume === 'string' ? volume.split(':') : [volume.source];
        assert.ok(source.startsWith('./') || source in compose.volumes, source);
      }
    });
  }

  it('sets every variable that the provisioning files read', async () => {
    for await (const file of glob('provisioning/{datasources,dashboards,plugins}/*.yaml', {
      cwd: fileURLToPath(inRepository('')),
    })) {
      for (const [, name = ''] of (await read(file)).matchAll(/(?<!\$)\$\{?(\w+)/g)) {
        assert.ok(name in compose.services.grafana.environment, `${file} reads ${name}`);
      }
    }
  });
});

describe('collector/Dockerfile', () => {
  it('runs the Node that the repository runs, as an unprivileged user', async () => {
    const dockerfile = await read('collector/Dockerfile');
    const { devDependencies } = JSON.parse(await read('package.json'));
    const images = dockerfile.match(/^FROM node:\S+/gm) ?? [];
    assert.deepEqual([...new Set(images)], [`FROM node:${devDependencies.node}-slim`]);
    assert.equal(/^USER (\w+)$/m.exec(dockerfile)?.[1], 'node');
  });
});

describe('provisioning', () => {
  it('provides the data source that dashboards and alert rules ask', async () => {
    const { datasources } = parse(await read('provisioning/datasources/earshot.yaml')) as {
      datasources: { uid: string; type: string }[];
    };
    assert.deepEqual(
      datasources.map(({ uid, type }) => ({ uid, type })),
      [dataSource]
    );
    assert.ok((await pluginIds()).includes(dataSource.type));
  });

  it('enables the app', async () => {
    const { apps } = parse(await read('provisioning/plugins/earshot.yaml'));
    const { id } = JSON.parse(await read('plugin/src/plugin.json'));
    assert.deepEqual(apps, [{ type: id, org_id: 1, disabled: false }]);
  });

  it('gives alert rules whose condition exists and which lead to a panel', async () => {
    const { groups } = parse(await read('provisioning/alerting/earshot.yaml')) as { groups: { rules: AlertRule[] }[] };
    const rules = groups.flatMap((group) => group.rules);
    assert.equal(new Set(rules.map(({ uid }) => uid)).size, rules.length);
    for (const rule of rules) {
      assert.match(rule.uid, /^[a-zA-Z0-9_-]{1,40}$/);
      assert.ok(
        rule.data.some(({ refId }) => refId === rule.condition),
        rule.title
      );
      for (const { refId, model, datasourceUid } of rule.data) {
        assert.equal(model.refId, refId);
        assert.ok(['__expr__', dataSource.uid].includes(datasourceUid), datasourceUid);
        // A formula names the other steps of its rule.
        const isFormula = datasourceUid === '__expr__';
        assert.ok(isFormula || !JSON.stringify(model).includes('$'), 'alert rules know no dashboard variables');
        for (const [, step = ''] of (model.expression ?? '').matchAll(/(?:^|\$)([a-z]+)/g)) {
          assert.ok(
            rule.data.some((other) => other.refId === step),
            `${rule.title}: ${step}`
          );
        }
      }
      const dashboard = dashboards().find(({ uid }) => uid === rule.dashboardUid);
      assert.ok(dashboard && panelsOf(JSON.parse(format(dashboard))).some(({ id }) => id === rule.panelId), rule.title);
    }
  });

  it('gives alert rules as their source makes them', async () => {
    const committed = await read('provisioning/alerting/earshot.yaml');
    assert.equal(committed, formatAlertRules(alertRules()), 'run npm run generate');
  });

  it('gives a rule for every kind of incident but the news', async () => {
    const { groups } = parse(await read('provisioning/alerting/earshot.yaml')) as { groups: { rules: AlertRule[] }[] };
    const ruled = groups.flatMap(({ rules }) =>
      rules.flatMap(({ data }) => data.flatMap(({ model }) => model.filter?.kind ?? []))
    );
    const detected = [...(await read('docs/detectors.md')).matchAll(/^\| `([a-z-]+)`/gm)].map(([, kind]) => kind);
    const otherwise = ['new-prefixes', 'session-down'];
    assert.deepEqual(ruled.sort(), detected.filter((kind = '') => !otherwise.includes(kind)).sort());
  });

  it('leaves the dollar signs of alert templates single: Grafana reads these texts as they are', async () => {
    assert.doesNotMatch(await read('provisioning/alerting/earshot.yaml'), /\$\$/);
  });
});
