import { useEffect, useState } from 'react';
import { type Layout, type LayoutEdge, layoutSteps } from './layout/layout';

/** So long a layout may hold the page before the next frame. */
const sliceMs = 8;

/** Lays a graph out between frames; undefined until it is ready. */
export function useLayout(nodeCount: number, edges: readonly LayoutEdge[]): Layout | undefined {
  const [ready, setReady] = useState<{ edges: readonly LayoutEdge[]; layout: Layout }>();
  useEffect(() => {
    const steps = layoutSteps(nodeCount, edges);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const run = () => {
      const end = performance.now() + sliceMs;
      let step = steps.next();
      while (!step.done && performance.now() < end) {
        step = steps.next();
      }
      if (step.done) {
        setReady({ edges, layout: step.value });
      } else {
        timer = setTimeout(run);
      }
    };
    run();
    return () => clearTimeout(timer);
  }, [nodeCount, edges]);
  return ready?.edges === edges ? ready.layout : undefined;
}
