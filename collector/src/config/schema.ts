import { z } from 'zod';
import { MEASUREMENTS, type MeasurementName } from '../influx/schema.gen.ts';
import { logSection, observeSection } from './observe-schema.ts';
import { rtrCaches } from './rtr-schema.ts';
import { crossCheck } from './cross-checks.ts';
import { judgementSections } from './judgement-schema.ts';
import { sources } from './sources-schema.ts';
import { duration, name, section, wanted } from './values.ts';

const forEver = z.literal('none').transform(() => undefined);
const retention = z.union([duration, forEver], wanted('a duration such as 90d, or none'));

const influxdb = section({
  url: z
    .url({ protocol: /^https?$/, ...wanted('a URL looks like http://127.0.0.1:8086') })
    .default('http://127.0.0.1:8086')
    .describe('Base URL of InfluxDB 1.x, 2.x or 3.x'),
  org: name.optional().describe('Organisation, InfluxDB 2.x'),
  user: name.optional().describe('User, InfluxDB 1.x'),
  password_file: z.string().optional().describe('File with the password of the user, or `credential:NAME` of systemd'),
  token_file: z
    .string()
    .optional()
    .describe('File with the token, InfluxDB 2.x and 3.x, or `credential:NAME` of systemd'),
  tls: section({ ca_file: z.string(), cert_file: z.string(), key_file: z.string() })
    .partial()
    .prefault({})
    .describe('PEM files for HTTPS: the authority to trust, and the certificate to show with its key'),
  databases: section({ general: name.optional(), verbose: name.optional(), routes: name.optional() })
    .prefault({})
    .describe('Databases of the stores; `bgp` and `bgp_verbose` unless named, and routes with the general one'),
  retention: section({
    general: retention.prefault('90d'),
    verbose: retention.prefault('30d'),
    routes: retention.prefault('90d'),
  })
    .prefault({})
    .describe('How long `earshot setup` lets the databases keep rows; `none` keeps them for ever'),
  timeout: duration.prefault('30s').describe('How long to wait for an answer'),
});

const MIB = 1024 * 1024;

const journal = section({
  path: z.string().default('/var/lib/earshot/journal').describe('Folder of the journal'),
  max_bytes: z
    .int()
    .min(16 * MIB)
    .default(1024 * MIB)
    .describe('Largest size of the journal of each database'),
  segment_bytes: z
    .int()
    .min(MIB / 16)
    .max(64 * MIB)
    .default(4 * MIB)
    .describe('Size of its files'),
  fsync: z
    .enum(['always', 'interval', 'never'])
    .default('interval')
    .describe('When the disk has to confirm what was written: after each write, each second, or never'),
  drop: z
    .array(z.enum(Object.keys(MEASUREMENTS) as MeasurementName[]))
    .default(['bgp_faults', 'bgp_refresh', 'bgp_open', 'bgp_routes', 'bgp_prefix'])
    .describe('What live sources may lose first where journal and memory are full, in this order'),
});

const archive = section({
  path: z.string(wanted('a folder such as /var/lib/earshot/archive')).describe('Folder of the archive'),
  max_bytes: z
    .int()
    .min(16 * MIB)
    .default(4096 * MIB)
    .describe('Largest size of all files together: the oldest make room'),
  max_age: duration.prefault('7d').describe('How long a file is kept'),
  segment_bytes: z
    .int()
    .min(MIB / 16)
    .max(1024 * MIB)
    .default(64 * MIB)
    .describe('Size from which on a file is followed by the next; each hour at the latest'),
  compress: z.enum(['none', 'zstd']).default('zstd').describe('How files are written'),
})
  .optional()
  .describe('What live sources hear, as it came, in files that `earshot import` reads; none without this section');

const snapshots = section({
  every: duration
    .prefault('6h')
    .describe(
      'How often at least; what a table was at any time is found from the last one on. Earlier where as much was told'
    ),
})
  .prefault({})
  .describe('The tables as a whole, as rows');

const rpki = section({
  roa_file: z.string().optional().describe('JSON of ROAs as validators export it; read again when it changes'),
  rtr: rtrCaches
    .optional()
    .describe('Validators that `earshot run` asks for ROAs over RTR, RFC 8210; the preferred first'),
})
  .refine(({ roa_file, rtr }) => roa_file === undefined || rtr === undefined, {
    path: ['rtr'],
    message: 'there is a roa_file as well: where both differ, nobody could say which holds. Leave one out',
  })
  .prefault({})
  .describe('Route origin validation, RFC 6811');

const checkpoint = section({
  path: z.string().default('/var/lib/earshot/checkpoint').describe('File that a restart goes on from'),
  every: duration.prefault('60s').describe('How often it is written'),
})
  .prefault({})
  .describe('What `earshot run` remembers over a restart');

const sections = section({
  influxdb: influxdb.prefault({}),
  journal: journal.prefault({}).describe('Where points wait for the database'),
  archive,
  checkpoint,
  interval: duration.prefault('60s').describe('Length of the interval that counters are written for'),
  collector: name.default('local').describe('Name of this collector, on rows that belong to no single peer'),
  router: name.default('local').describe('Name of the router whose files are read'),
  sources,
  snapshots,
  rpki,
  observe: observeSection,
  log: logSection,
  ...judgementSections,
});

/** The whole configuration file. A key that is not here is an error, so that a misspelt one does not go unheard. */
export const configSchema = sections.superRefine((file, context) =>
  crossCheck(file, (path, message) => context.addIssue({ code: 'custom', path: [...path], message }))
);

/** Names of the sections and of the values beside them. */
export const CONFIG_KEYS: readonly string[] = Object.keys(sections.shape);

/** Those that the judgement follows. */
export const JUDGEMENT_KEYS: readonly string[] = ['interval', 'snapshots', ...Object.keys(judgementSections)];

export type ConfigFile = z.output<typeof sections>;
