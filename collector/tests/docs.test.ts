import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../src/config/load.ts';
import { Labels } from '../src/detect/scope/labels.ts';
import { DEFAULT_THRESHOLDS, type JudgementSettings } from '../src/detect/settings.ts';
import { attributesOf, peerOf, prefixOf } from './build/settings.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-docs-'));
  writeFileSync(join(folder, 'password'), 'secret\n', { mode: 0o600 });
});

afterAll(() => rmSync(folder, { recursive: true }));

/** The YAML examples of a page, by the heading that they stand under. */
function examples(page: string): [heading: string, yaml: string][] {
  const text = readFileSync(resolve(import.meta.dirname, '../../docs', page), 'utf8');
  return [...text.matchAll(/^```yaml\n([^]*?)^```/gm)].map((match) => {
    const heading = /^#+ (.*)$(?![^]*^#+ )/m.exec(text.slice(0, match.index))![1]!;
    return [heading, match[1]!];
  });
}

function load(yaml: string): JudgementSettings {
  const config = join(folder, 'example.yaml');
  writeFileSync(config, yaml.replace('/etc/earshot/password', join(folder, 'password')));
  return loadConfig({ config }, {}).judgement;
}

describe.each([
  'configuration.md',
  'guides/azure-route-server.md',
  'guides/bgp-session.md',
  'guides/bmp.md',
  'guides/container.md',
  'guides/first-steps.md',
  'guides/labels.md',
  'guides/ris-live.md',
  'guides/rpki.md',
])('%s', (page) => {
  test.each(examples(page))('the example of "%s" loads', (_, yaml) => {
    expect(load(yaml).domains.length).toBeGreaterThan(0);
  });
});

test('the thresholds of the page are those that hold without it', () => {
  const yaml = examples('configuration.md').find(([heading]) => heading === 'detect')![1];
  expect(load(yaml).thresholds).toEqual(DEFAULT_THRESHOLDS);
});

describe('the guide labels what it says', () => {
  const guide = new Map(examples('guides/labels.md'));
  const azure = 'Azure: route server, ExpressRoute, VPN';
  const aws = 'AWS: Direct Connect, VPN, transit gateway';
  const google = 'Google Cloud: Cloud Router';
  const rs0 = peerOf('10.1.0.4');

  test.each([
    [azure, 'vnet', [65515], '10.2.0.0/16', rs0, []],
    [azure, 'vpn-static', [65515], '10.40.7.0/24', rs0, []],
    [azure, 'expressroute', [65515, 12076, 65010], '10.20.0.0/16', rs0, []],
    [azure, 'vpn', [65515, 65012], '10.50.0.0/16', rs0, []],
    [azure, 'sdwan', [65020, 65010], '10.20.0.0/16', peerOf('10.9.0.6', 65020), []],
    [azure, 'none', [64500], '192.0.2.0/24', peerOf('192.0.2.1', 64500), []],
    [aws, 'dx', [64512], '10.64.0.0/16', peerOf('169.254.11.1', 64512), []],
    [aws, 'vpn', [64513], '10.64.0.0/16', peerOf('169.254.20.5', 64513), []],
    [aws, 'aws-public', [64500, 16509], '198.51.100.0/24', peerOf('192.0.2.1', 64500), ['7224:8100']],
    [google, 'interconnect', [16550], '10.128.0.0/20', peerOf('169.254.1.1', 16550), []],
    [google, 'ha-vpn', [65400], '10.128.0.0/20', peerOf('169.254.4.1', 65400), []],
  ])('%s: %s', (cloud, label, asns, prefix, peer, communities) => {
    const { labels: rules, peers } = load(guide.get(cloud)!);
    const labels = new Labels(rules, peers);
    const attributeClass = labels.attributeClass(attributesOf(asns, { communities }), undefined);
    expect(labels.names[labels.labelOf(attributeClass, peer, prefixOf(prefix))]).toBe(label);
  });

  test.each([
    ['65515 12076 65010', false],
    ['65515 12076 65010 12076', true],
    ['65515 12076 65010 12076 8075', true],
    ['65515 12076 12076', true],
    ['65515 112076 65010 12076', false],
  ])('12076 behind the on-premises AS: %s is %s', (asPath, wanted) => {
    const [expressroute] = load(guide.get(azure)!).expectations;
    expect(expressroute!.deny.asPath.some((pattern) => pattern.matches(asPath))).toBe(wanted);
  });
});
