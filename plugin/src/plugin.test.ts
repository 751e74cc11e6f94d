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

/** Those that lie in the app. */
const nested = plugins.filter(({ json }) => json.type !== 'app');

it('holds one app, one data source and panels', () => {
  expect(plugins.filter(({ json }) => json.type === 'app').map(({ file }) => file)).toEqual(['plugin.json']);
  expect(nested.filter(({ json }) => json.type === 'datasource').map(({ file }) => file)).toEqual([
    'datasource/plugin.json',
  ]);
  expect(nested.filter(({ json }) => !['datasource', 'panel'].includes(json.type))).toEqual([]);
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
  const served = plugins.filter(({ json }) => json.executable !== undefined || json.backend !== undefined);
  expect(served.map(({ file, json }) => [file, json.executable, json.backend])).toEqual([
    ['datasource/plugin.json', 'gpx_earshot', true],
  ]);
});

it('the app includes its page and all that is nested in it', () => {
  const paths = plugins.flatMap(({ json }) => json.includes ?? []).map(({ path }) => path);
  expect(paths.sort()).toEqual(['/a/%PLUGIN_ID%', ...nested.map(({ file }) => file)].sort());
});

it('the README names each id that an unsigned plugin needs to be allowed by', () => {
  const allowed = /ALLOW_LOADING_UNSIGNED_PLUGINS=(\S+)/.exec(read('README.md'))?.[1]?.split(',');
  expect(allowed?.sort()).toEqual(plugins.map(({ json }) => json.id).sort());
});
