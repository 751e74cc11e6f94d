import { resolve } from 'node:path';
import type { Configuration, ExternalItemFunctionData, RuleSetRule } from 'webpack';
import plugin from '../../webpack.config.ts';
import type { Env } from '../../.config/webpack/webpack.config.ts';

const folder = resolve(process.cwd(), 'tests/browser');

/** What `shared.ts` puts into the page once, as Grafana does. */
const shared = [
  '@emotion/css',
  '@grafana/data',
  '@grafana/runtime',
  '@grafana/ui',
  'react',
  'react-dom',
  'react-dom/client',
  'rxjs',
];

function sharedOnly({ request }: ExternalItemFunctionData, found: (error?: undefined, name?: string) => void): void {
  if (request !== undefined && shared.includes(request)) {
    found(undefined, `var earshotShared[${JSON.stringify(request)}]`);
  } else {
    found();
  }
}

/** What the plugin needs and a page does not: finding out where Grafana serves it from, and loaders of styles that it has none of. */
function isOfPlugin(rule: RuleSetRule): boolean {
  return /imports-loader|style-loader/.test(JSON.stringify(rule.use ?? ''));
}

const pageRules: RuleSetRule[] = [
  { test: /\.css$/, type: 'css/auto' },
  // Some of what @grafana/ui imports is written without the ending that a strict module has to name.
  { test: /\.m?js$/, resolve: { fullySpecified: false } },
];

/** Another React than that of the lockfile, from a folder of modules. */
function otherReact(modules: unknown): Record<string, string> {
  const of = (name: string) => [name, resolve(String(modules), name)];
  return typeof modules === 'string' ? Object.fromEntries(['react', 'react-dom', 'scheduler'].map(of)) : {};
}

/** Grafana's shared modules and the pages that stand on them, made by the very rules by which the plugin is built. */
export default async function config(env: Env): Promise<Configuration[]> {
  const { module, resolve: resolving } = await plugin({ production: true });
  const rules = module!.rules!.filter((rule) => !isOfPlugin(rule as RuleSetRule));
  const common: Configuration = {
    context: folder,
    mode: 'production',
    devtool: false,
    module: { rules: [...rules, ...pageRules] },
    // The code editor is 80 MB of sources, and no page has one.
    resolve: { ...resolving, alias: { 'monaco-editor': false, ...otherReact(env['modules']) } },
    experiments: { css: true },
    optimization: { minimize: false },
    performance: { hints: false },
  };
  const parts: Record<string, Configuration> = {
    shared: { ...common, entry: './shared.ts', output: output('shared') },
    page: { ...common, entry: './page.tsx', output: output('page'), externals: [sharedOnly] },
  };
  return Object.values(parts).filter((_, index) => env['page'] !== true || index === 1);
}

function output(name: string): Configuration['output'] {
  return { path: resolve(folder, 'dist', name), filename: 'main.js', publicPath: `/${name}/`, clean: true };
}
