import { z } from 'zod';
import { canonicalAddress } from '../net/canonical-address.ts';
import type { ObserveOptions } from './http.ts';
import { LOG_LEVELS } from './log-levels.ts';

/** Loopback. The ports that Prometheus lists for exporters, 9100 to 9999, are all taken. */
const LISTEN = '127.0.0.1:10179';
const LISTEN_WORDS = 'an address and a port such as 127.0.0.1:10179 or [::1]:10179, or none';

const listen = z.string(LISTEN_WORDS).transform((text, context): ObserveOptions | undefined => {
  if (text === 'none') {
    return undefined;
  }
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const address = canonicalAddress(bracketed ?? plain ?? '');
  if (address === undefined || Number(port) > 65_535) {
    context.addIssue({ code: 'custom', message: `"${text.slice(0, 60)}" does not fit: ${LISTEN_WORDS}` });
    return z.NEVER;
  }
  return { address, port: Number(port) };
});

/** The section `observe` of the configuration file: where the collector tells of itself. */
export const observeSection = z
  .strictObject({
    listen: listen
      .prefault(LISTEN)
      .describe('Where /metrics, /healthz, /readyz and /status are answered; `none` for nowhere'),
  })
  .prefault({})
  .describe('What the collector tells of itself, over HTTP without a password: keep it on a loopback address');

/** The section `log`. */
export const logSection = z
  .strictObject({
    level: z.enum(LOG_LEVELS).default('info').describe('The least of what is logged on standard error'),
  })
  .prefault({})
  .describe('What is logged');
