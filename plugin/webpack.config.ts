import CopyWebpackPlugin from 'copy-webpack-plugin';
import type { Configuration, RuleSetRule } from 'webpack';
import scaffold, { type Env } from './.config/webpack/webpack.config.ts';

/** What lies beside the code in dist/. The licence and the change log of the repository serve for the plugin too. */
const files = new CopyWebpackPlugin({
  patterns: [
    { from: 'README.md', to: '.' },
    { from: '../../LICENSE', to: '.' },
    { from: '../../CHANGELOG.md', to: '.', noErrorOnMissing: true },
    { from: '**/plugin.json', to: '.' },
    { from: '**/img/**', to: '.' },
  ],
});

/** Grafana 12.2.0 does not share react/jsx-runtime with plugins, so JSX becomes React.createElement. */
function withClassicJsx(rule: RuleSetRule): RuleSetRule {
  const use = rule.use as { loader?: string; options?: { jsc: object } } | undefined;
  if (use?.loader !== 'swc-loader' || !use.options) {
    return rule;
  }
  const jsc = { ...use.options.jsc, externalHelpers: true, transform: { react: { runtime: 'classic' } } };
  return { ...rule, use: { ...use, options: { ...use.options, jsc } } };
}

export default async function config(env: Env): Promise<Configuration> {
  const base = await scaffold(env);
  const rules = base.module!.rules!.map((rule) => withClassicJsx(rule as RuleSetRule));
  const plugins = base.plugins!.filter((plugin) => !(plugin instanceof CopyWebpackPlugin));
  return { ...base, module: { ...base.module, rules }, plugins: [...plugins, files] };
}
