import { useCallback } from 'react';
import { useSteps } from '../use-steps';
import { type Layout, type LayoutEdge, layoutSteps } from './layout/layout';

/** Lays a graph out between frames; undefined until it is ready. */
export function useLayout(nodeCount: number, edges: readonly LayoutEdge[]): Layout | undefined {
  return useSteps(useCallback(() => layoutSteps(nodeCount, edges), [nodeCount, edges])).result;
}
