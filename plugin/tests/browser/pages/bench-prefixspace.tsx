import type { GrafanaTheme2 } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import React, { useEffect } from 'react';
import {
  drawSpace,
  facesOf,
  geometryFor,
  groupPixels,
  narrowestPixels,
  rowsFor,
} from '../../../src/panels/prefixspace/draw';
import { spaceSteps } from '../../../src/panels/prefixspace/fields';
import { layoutSpace, measure } from '../../../src/panels/prefixspace/layout';
import { spanOf } from '../../../src/panels/prefixspace/tree';
import { labelColors } from '../../../src/shared/colors';
import { madeUpPrefixes } from '../made-up-prefixes';
import type { Scene } from '../scene';

const size = { width: 1400, height: 800 };
const frames = 60;

declare global {
  interface Window {
    /** Figures of the prefix space by their names, in milliseconds of the main thread. */
    earshotPrefixBench: (prefixes: number) => Record<string, number>;
  }
}

/** Measures the main thread alone: from rows to a tree, one layout as each zoom needs, and one picture as each move of the pointer. */
function PrefixSpaceBench() {
  const theme = useTheme2();
  useEffect(() => {
    window.earshotPrefixBench = (prefixes) => measureSpace(prefixes, theme);
  }, [theme]);
  return <p>ready</p>;
}

function measureSpace(prefixes: number, theme: GrafanaTheme2): Record<string, number> {
  const rows = madeUpPrefixes(prefixes);
  const started = performance.now();
  const steps = spaceSteps([rows], { maxPrefixes: prefixes, colorBy: 'label' });
  let [longestStepMs, last] = [0, started];
  let step = steps.next();
  while (!step.done) {
    const now = performance.now();
    [longestStepMs, last] = [Math.max(longestStepMs, now - last), now];
    step = steps.next();
  }
  const model = step.value;
  const tree = model.trees.ipv4!;
  const rooms = measure(tree, 'compact');
  const colors = labelColors(model.keys.ipv4, theme);
  const readMs = performance.now() - started;
  const before = performance.now();
  const root = spanOf(tree, 0, tree.count);
  const request = {
    root,
    scale: 'compact' as const,
    narrowest: narrowestPixels / size.width,
    groupWidth: groupPixels / size.width,
    maxDepth: rowsFor(size.height),
  };
  const layout = layoutSpace(tree, rooms, request);
  const faces = facesOf(layout, model, tree);
  const layoutMs = performance.now() - before;
  const geometry = geometryFor(size, layout.depthCount);
  const canvas = document.createElement('canvas');
  Object.assign(canvas, size);
  const context = canvas.getContext('2d')!;
  const picture = { layout, faces, geometry, colors, litKey: undefined, isRootThere: false };
  const times = Array.from({ length: frames }, (_, frame) => {
    const begun = performance.now();
    drawSpace(context, { ...picture, marked: [frame % layout.blocks.length] }, theme);
    // Reading a pixel makes the browser draw what was asked for until here.
    context.getImageData(0, 0, 1, 1);
    return performance.now() - begun;
  });
  const frameMs = times.sort((a, b) => a - b)[Math.floor(frames / 2)]!;
  return { prefixes: tree.count, blocks: layout.blocks.length, readMs, longestStepMs, layoutMs, frameMs };
}

export const scenes: Record<string, Scene> = { prefixspace: PrefixSpaceBench };
