import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface PluginJson {
  id: string;
  type: string;
  executable?: string;
  backend?: boolean;
  info: { logos: { small: string; large: string }; version: string };
  includes?: Array<{ type: string; path: string }>;
  dependencies: { grafanaDependency: string };
}

const files = globSync('**/plugin.json', { cwd: __dirname }).sort();
const plugins = files.map((file) => ({ file, json: JSON.parse(read(file)) as PluginJson }));

function read(file: string): string {
  return readFileSync(join(__dirname, file), 'utf8');
}

it('holds the app and its data source', () => {
  expect(plugins.map(({ file, json }) => [file, json.id])).toEqual([
    ['datasource/plugin.json', 'earshot-bgp-datasource'],
    ['plugin.json', 'earshot-bgp-app'],
  ]);
});

it.each(plugins)('$file: the id ends in the type', ({ json }) => {
  expect(json.id).toMatch(new RegExp(`^earshot-[a-z]+-${json.type}$`));
  expect(json.dependencies.grafanaDependency).toBe('>=12.2.0');
  expect(json.info.version).toBe('%VERSION%');
});

it.each(plugins)('$file: the logos are there', ({ file, json }) => {
  const { small, large } = json.info.logos;
  [small, large].forEach((logo) => expect(read(join(dirname(file), logo))).toContain('<svg'));
});

it('only the data source has a back end', () => {
  expect(plugins.map(({ json }) => json.executable)).toEqual(['gpx_earshot', undefined]);
  expect(plugins.map(({ json }) => json.backend)).toEqual([true, undefined]);
});

it('the app includes only what exists', () => {
  const paths = plugins.flatMap(({ json }) => json.includes ?? []).map(({ path }) => path);
  expect(paths).toEqual(['/a/%PLUGIN_ID%', 'datasource/plugin.json']);
});

it('the README names each id that an unsigned plugin needs to be allowed by', () => {
  const allowed = /ALLOW_LOADING_UNSIGNED_PLUGINS=(\S+)/.exec(read('README.md'))?.[1]?.split(',');
  expect(allowed?.sort()).toEqual(plugins.map(({ json }) => json.id).sort());
});
