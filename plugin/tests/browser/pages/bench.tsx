import type { GrafanaTheme2 } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import React, { useEffect } from 'react';
import { readPaths } from '../../../src/panels/aspath/fields';
import { drawGraph, ribbonsOf } from '../../../src/shared/as-graph/draw';
import { fit, panBy, type Viewport, wholePicture, zoomAt } from '../../../src/shared/as-graph/geometry';
import { copyOf, isLarge, shiftPicture } from '../../../src/shared/as-graph/moving-picture';
import { buildGraph } from '../../../src/shared/as-graph/graph';
import { layoutSteps } from '../../../src/shared/as-graph/layout/layout';
import { keyColors, paletteOf } from '../../../src/shared/as-graph/palette';
import { divideEdges } from '../../../src/shared/as-graph/strands';
import { madeUpPaths } from '../made-up-paths';
import type { Scene } from '../scene';

const size = { width: 1400, height: 800 };
const frames = 30;
const everything = () => true;

declare global {
  interface Window {
    /** What `scripts/bench-panels.mjs` asks for: figures by their names, in milliseconds. */
    earshotBench: (asns: number, paths: number) => Record<string, number>;
  }
}

/** Measures the main thread alone: from rows to a layout, the longest step of it, and frames while the picture is moved. */
function AsPathBench() {
  const theme = useTheme2();
  useEffect(() => {
    window.earshotBench = (asns, paths) => measure(asns, paths, theme);
  }, [theme]);
  return <p>ready</p>;
}

function measure(asns: number, paths: number, theme: GrafanaTheme2): Record<string, number> {
  const rows = madeUpPaths(asns, paths);
  const started = performance.now();
  const model = readPaths([rows], { maxPaths: 10_000, beforeRefId: '', isExpected: everything });
  const graph = buildGraph(model, everything);
  const strands = divideEdges(graph, model, 'prefixes', 'label');
  const edges = graph.edges.map(({ source, target }, id) => ({ source, target, width: strands.widths[id]! }));
  const steps = layoutSteps(graph.nodes.length, edges);
  let longestStepMs = performance.now() - started;
  let before = performance.now();
  let step = steps.next();
  while (!step.done) {
    longestStepMs = Math.max(longestStepMs, performance.now() - before);
    before = performance.now();
    step = steps.next();
  }
  const layout = step.value;
  const layoutMs = performance.now() - started;
  const fitted = fit(layout, size, { left: 100, right: 100, top: 20, bottom: 20 });
  const scene = { model, graph, strands, layout, colorBy: 'label' as const, fitted };
  const times = moved(ribbonsOf(scene), scene, paletteOf(keyColors(model, 'label', theme), theme));
  return {
    nodes: graph.nodes.length,
    edges: graph.edges.length,
    paths: model.paths.length,
    layoutMs,
    longestStepMs,
    ...times,
  };
}

function moved(ribbons: Path2D[], scene: Parameters<typeof drawGraph>[1], palette: Parameters<typeof drawGraph>[4]) {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, size);
  const context = canvas.getContext('2d', { willReadFrequently: false })!;
  const times = (view: Viewport) => {
    const all: number[] = [];
    for (let frame = 0; frame < frames; frame++) {
      const started = performance.now();
      drawGraph(context, scene, ribbons, panBy(view, -frame, -frame, size), palette);
      // Reading a pixel makes the browser draw what was asked for until here.
      context.getImageData(0, 0, 1, 1);
      all.push(performance.now() - started);
    }
    return all.sort((a, b) => a - b)[Math.floor(frames / 2)]!;
  };
  const zoomed = zoomAt(wholePicture, 4, 700, 400, size);
  const [frameMs, zoomedFrameMs] = [times(wholePicture), times(zoomed)];
  return { frameMs, zoomedFrameMs, panFrameMs: isLarge(scene) ? shifted(context) : zoomedFrameMs };
}

/** Frames of a large graph that is panned: what was drawn is shifted. */
function shifted(context: CanvasRenderingContext2D): number {
  const copy = document.createElement('canvas');
  copyOf(context.canvas, copy);
  const all = Array.from({ length: frames }, (_, frame) => {
    const started = performance.now();
    shiftPicture(context, copy, size, -frame, -frame);
    context.getImageData(0, 0, 1, 1);
    return performance.now() - started;
  });
  return all.sort((a, b) => a - b)[Math.floor(frames / 2)]!;
}

export const scenes: Record<string, Scene> = { aspath: AsPathBench };
