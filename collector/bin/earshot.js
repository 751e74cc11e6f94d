#!/usr/bin/env node

const NEEDS = 24;

if (Number.parseInt(process.versions.node, 10) < NEEDS) {
  console.error(
    `earshot: this is Node.js ${process.versions.node}, and ${NEEDS} or later is needed: where Earshot was built, node_modules/.bin/node is one`
  );
  process.exitCode = 2;
} else {
  await import('../dist/cli.js');
}
