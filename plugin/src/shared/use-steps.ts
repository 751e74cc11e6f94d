import { useEffect, useState } from 'react';
import type { Progress, Steps } from './steps';

/** So long a work may hold the page before the next frame. */
const sliceMs = 8;

export interface Working<T> {
  /** What this work led to; undefined until it is done. */
  result: T | undefined;
  /** The same, or what the work before led to: to go on showing until there is a newer one. */
  latest: T | undefined;
  progress: Progress | undefined;
}

/** Does a work between frames, and begins anew when `begin` is another one. */
export function useSteps<T>(begin: () => Steps<T>): Working<T> {
  const [ready, setReady] = useState<{ begin: () => Steps<T>; result: T }>();
  const [progress, setProgress] = useState<Progress>();
  useEffect(() => {
    const steps = begin();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const run = () => {
      const end = performance.now() + sliceMs;
      let step = steps.next();
      while (!step.done && performance.now() < end) {
        step = steps.next();
      }
      if (step.done) {
        setReady({ begin, result: step.value });
        setProgress(undefined);
      } else {
        setProgress(step.value);
        timer = setTimeout(run);
      }
    };
    run();
    return () => clearTimeout(timer);
  }, [begin]);
  return { result: ready?.begin === begin ? ready.result : undefined, latest: ready?.result, progress };
}
