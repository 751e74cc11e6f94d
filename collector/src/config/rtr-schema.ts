import { z } from 'zod';
import { RFC_BOUNDS } from '../rtr/intervals.ts';
import type { RtrOptions } from '../sources/rtr-options.ts';
import { port, section, wanted } from './values.ts';

/** RFC 8210 §9.1 */
const RTR_PORT = 323;
/** Several times what the world has. */
const MAX_VRPS = 4_000_000;
const MAX_CACHES = 8;
const SILENCE_MS = 30_000;
const ANSWER_MS = 300_000;
const FIRST_RETRY_MS = 1000;

const cache = section({
  host: z
    .string(wanted('a name or address of a validator'))
    .min(1)
    .max(253)
    .describe('Name or address of a validator that speaks RTR'),
  port: port.default(RTR_PORT),
});

/** The key `rtr` in the section `rpki` of the configuration file. */
export const rtrCaches: z.ZodType<RtrOptions> = z
  .array(cache)
  .min(1)
  .max(MAX_CACHES)
  .refine(
    (caches) => new Set(caches.map(({ host, port }) => `${host} ${port}`)).size === caches.length,
    'a cache stands here twice'
  )
  .transform((caches) => ({
    caches,
    bounds: RFC_BOUNDS,
    maxVrps: MAX_VRPS,
    silenceMs: SILENCE_MS,
    answerMs: ANSWER_MS,
    firstRetryMs: FIRST_RETRY_MS,
  }));
