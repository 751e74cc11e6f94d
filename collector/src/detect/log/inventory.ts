import type { Context } from '../context.ts';
import type { Detector } from '../detector.ts';

/** Tells the configured names once at the start, and again as often as the tables are written. */
export function inventory({ settings }: Context): Detector {
  let period: number | undefined;
  return {
    save: () => period,
    load(memory: number | undefined): void {
      period = memory;
    },
    tick(timeUs, emit): void {
      const now = Math.floor(timeUs / settings.snapshotEveryUs);
      if (now !== period) {
        period = now;
        emit({ kind: 'inventory', timeNs: BigInt(timeUs) * 1000n, settings });
      }
    },
  };
}
