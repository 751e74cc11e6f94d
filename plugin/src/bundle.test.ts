import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');
const dist = join(root, 'dist');

/** The bundle of the app, and that of each plugin nested in it. */
const bundles = globSync('**/module.{ts,tsx}', { cwd: __dirname }).map((file) => file.replace(/tsx?$/, 'js'));

/** Builds where there is no bundle of the present sources. */
function build() {
  const sources = globSync(['src/**/*.{ts,tsx}', 'webpack.config.ts', 'package.json'], { cwd: root });
  const newest = Math.max(...sources.map((file) => statSync(join(root, file)).mtimeMs));
  const bundle = join(dist, 'datasource', 'module.js');
  if (!existsSync(bundle) || statSync(bundle).mtimeMs < newest) {
    execFileSync('npm', ['run', 'build'], { cwd: root, stdio: 'pipe' });
  }
}

beforeAll(build, 300_000);

// Grafana 12.2.0 does not share react/jsx-runtime with plugins, and a copy of it breaks under another React.
it.each(bundles)('%s neither asks for nor brings a JSX runtime', (file) => {
  const code = readFileSync(join(dist, file), 'utf8');
  expect(code).toContain('createElement');
  for (const trace of ['jsx-runtime', 'ReactCurrentOwner', '__SECRET_INTERNALS']) {
    expect(code.includes(trace)).toBe(false);
  }
});

it.each(bundles)('%s asks only for what Grafana 12.2.0 shares', (file) => {
  const code = readFileSync(join(dist, file), 'utf8');
  const [, list = ''] = /define\(\[([^\]]*)\]/.exec(code) ?? [];
  const shared = ['@emotion/css', '@grafana/data', '@grafana/runtime', '@grafana/ui', 'module', 'react', 'rxjs'];
  const asked = list.split(',').map((name) => name.replaceAll('"', ''));
  expect(asked).toContain('react');
  expect(asked.filter((name) => !shared.includes(name))).toEqual([]);
});

it('copies the images of each nested plugin', () => {
  const logos = globSync('**/img/logo.svg', { cwd: __dirname });
  expect(logos).toHaveLength(bundles.length);
  expect(logos.filter((logo) => !existsSync(join(dist, logo)))).toEqual([]);
});
