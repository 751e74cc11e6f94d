import { z } from 'zod';

/** A file that a BGP daemon writes every message into as it comes, followed as it grows. */
export interface MrtdumpSource {
  readonly type: 'mrtdump';
  readonly path: string;
  /** A table dump that is read first, so that the tables are whole from the beginning. */
  readonly seed: string | undefined;
  /** Name of the router that writes it; that of the whole configuration where undefined. */
  readonly router: string | undefined;
  /** Whether a file that is there already is read from its start, or only what comes. */
  readonly from: 'start' | 'end';
}

/** A source of the type `mrtdump` in the configuration file. */
export const mrtdumpSource: z.ZodType<MrtdumpSource> = z
  .strictObject({
    type: z.literal('mrtdump'),
    path: z.string().min(1).describe('File that the daemon appends to, such as BIRD with `mrtdump`'),
    seed: z.string().min(1).optional().describe('Table dump to begin with, such as BIRD writes with `protocol mrt`'),
    router: z.string().min(1).max(100).optional().describe('Name on its rows; `router` unless given'),
    from: z.enum(['start', 'end']).default('start').describe('Where to begin in a file that is there already'),
  })
  .transform(({ type, path, seed, router, from }) => ({ type, path, seed, router, from }));
