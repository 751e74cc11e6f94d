import { z } from 'zod';
import { name, section, wanted } from './values.ts';

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

const file = z.string(wanted('a file such as /var/log/bird/bgp.mrt')).min(1);

/** A source of the type `mrtdump` in the configuration file. */
export const mrtdumpSource: z.ZodType<MrtdumpSource> = section({
  type: z.literal('mrtdump'),
  path: file.describe('File that the daemon appends to, such as BIRD with `mrtdump`'),
  seed: file.optional().describe('Table dump to begin with, such as BIRD writes with `protocol mrt`'),
  router: name.optional().describe('Name on its rows; `router` unless given'),
  from: z
    .enum(['start', 'end'], wanted('start or end'))
    .default('start')
    .describe('Where to begin in a file that is there already'),
}).transform(({ type, path, seed, router, from }) => ({ type, path, seed, router, from }));
