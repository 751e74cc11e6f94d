import { z } from 'zod';
import type { ObserveOptions } from '../observe/http.ts';
import { LOG_LEVELS } from '../observe/log-levels.ts';
import { endpoint, section } from './values.ts';

/** Loopback. The ports that Prometheus lists for exporters, 9100 to 9999, are all taken. */
const LISTEN = '127.0.0.1:10179';

const listen = z.union([endpoint, z.literal('none').transform((): ObserveOptions | undefined => undefined)]);

/** The section `observe` of the configuration file: where the collector tells of itself. */
export const observeSection = section({
  listen: listen
    .prefault(LISTEN)
    .describe('Where /metrics, /healthz, /readyz and /status are answered; `none` for nowhere'),
})
  .prefault({})
  .describe('What the collector tells of itself, over HTTP without a password: keep it on a loopback address');

/** The section `log`. */
export const logSection = section({
  level: z.enum(LOG_LEVELS).default('info').describe('The least of what is logged on standard error'),
})
  .prefault({})
  .describe('What is logged');
