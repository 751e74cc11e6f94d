import { openScene, startBrowser } from './browser';

const sizes: Array<[asns: number, paths: number]> = [
  [500, 1000],
  [2000, 5000],
];

it('measures the graph of AS paths', async () => {
  const browser = await startBrowser();
  const { page, faults } = await openScene(browser, { page: 'bench', scene: 'aspath' });
  const lines: string[] = [];
  for (const [asns, paths] of sizes) {
    const { nodes, edges, ...figures } = await page.evaluate(([a, b]) => window.earshotBench(a!, b!), [asns, paths]);
    const times = ['layoutMs', 'longestStepMs', 'frameMs', 'zoomedFrameMs', 'panFrameMs'].map(
      (name) => `${name} ${figures[name]!.toFixed(1)}`
    );
    lines.push(`AS paths: ${figures['paths']} paths, ${nodes} nodes, ${edges} edges: ${times.join(', ')}`);
  }
  await browser.close();
  expect(faults).toEqual([]);
  process.stdout.write(`${lines.join('\n')}\n`);
}, 300_000);

it('measures the prefix space', async () => {
  const browser = await startBrowser();
  const { page, faults } = await openScene(browser, { page: 'bench-prefixspace', scene: 'prefixspace' });
  const lines: string[] = [];
  for (const prefixes of [10_000, 1_000_000]) {
    const { blocks, ...figures } = await page.evaluate((count) => window.earshotPrefixBench(count), prefixes);
    const times = ['readMs', 'longestStepMs', 'layoutMs', 'frameMs'].map(
      (name) => `${name} ${figures[name]!.toFixed(1)}`
    );
    lines.push(`Prefix space: ${figures['prefixes']} prefixes, ${blocks} blocks: ${times.join(', ')}`);
  }
  await browser.close();
  expect(faults).toEqual([]);
  process.stdout.write(`${lines.join('\n')}\n`);
}, 300_000);
