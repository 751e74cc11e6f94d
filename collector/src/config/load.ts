import { createHash } from 'node:crypto';
import { type Document, LineCounter, parseDocument } from 'yaml';
import type { ArchiveOptions } from '../archive/archive.ts';
import type { JudgementSettings } from '../detect/settings.ts';
import type { JournalOptions } from '../influx/journal/journal.ts';
import type { Databases } from '../influx/databases.ts';
import { STORES, type StoreName } from '../influx/schema.gen.ts';
import type { Connection, Tls } from '../influx/server.ts';
import type { ObserveOptions } from '../observe/http.ts';
import type { LogLevel } from '../observe/log-levels.ts';
import type { RtrOptions } from '../sources/rtr-options.ts';
import { ConfigError } from './config-error.ts';
import { judgementSettings } from './judgement.ts';
import { Places } from './places.ts';
import { formatPlace, problemLines } from './problems.ts';
import { CONFIG_KEYS, type ConfigFile, JUDGEMENT_KEYS, configSchema } from './schema.ts';
import { readSecret, readText } from './secret-file.ts';
import type { SourceOptions } from './sources-schema.ts';

export interface Config {
  readonly connection: Connection;
  readonly databases: Databases;
  readonly journal: JournalOptions & { readonly path: string };
  /** Undefined where nothing is archived. */
  readonly archive: ArchiveOptions | undefined;
  readonly checkpoint: { readonly path: string; readonly everyMs: number };
  /** Undefined keeps rows for ever. */
  readonly retentionDays: Readonly<Record<StoreName, number | undefined>>;
  readonly intervalUs: number;
  readonly collector: string;
  readonly router: string;
  /** Where `earshot run` hears BGP. */
  readonly sources: readonly SourceOptions[];
  readonly judgement: JudgementSettings;
  /** The same for equal settings of the judgement, and for no others. */
  readonly judgementDigest: string;
  /** File with the ROAs to validate origins with. */
  readonly roaFile: string | undefined;
  /** Where metrics and health are told; undefined for nowhere. */
  readonly observe: ObserveOptions | undefined;
  readonly logLevel: LogLevel;
  /** Caches to take them from instead, in `earshot run`. */
  readonly rtr: RtrOptions | undefined;
}

/** What the command line says; each wins over the environment, and that over the file. */
export interface Flags {
  readonly config?: string;
  readonly url?: string;
  readonly org?: string;
  readonly database?: string;
  readonly user?: string;
  readonly passwordFile?: string;
  readonly tokenFile?: string;
  readonly router?: string;
  readonly retention?: string;
  readonly logLevel?: LogLevel;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Joins flags, environment and file. A secret is no argument: those show in process lists. */
export function loadConfig(flags: Flags, environment: Environment): Config {
  const { file, judgement, judgementDigest } = flags.config === undefined ? noFile() : readConfig(flags.config);
  const { influxdb } = file;
  const credentials = environment['CREDENTIALS_DIRECTORY'];
  const general =
    flags.database ?? environment['INFLUX_DATABASE'] ?? influxdb.databases.general ?? STORES.general.database;
  const verbose = influxdb.databases.verbose ?? `${general}_verbose`;
  const { routes } = influxdb.databases;
  return {
    connection: {
      url: checkedUrl(flags.url ?? environment['INFLUX_URL'] ?? influxdb.url),
      org: flags.org ?? environment['INFLUX_ORG'] ?? influxdb.org,
      user: flags.user ?? environment['INFLUX_USER'] ?? influxdb.user,
      password: readInfluxSecret('PASSWORD', flags.passwordFile, environment, influxdb.password_file),
      token: readInfluxSecret('TOKEN', flags.tokenFile, environment, influxdb.token_file),
      tls: readTls(influxdb.tls, credentials),
      timeoutMs: influxdb.timeout * 1000,
    },
    // The general database is where routes are without one of their own.
    databases: { general, verbose, routes: routes === general ? undefined : routes },
    journal: journalOptions(file.journal),
    archive: file.archive && archiveOptions(file.archive),
    checkpoint: { path: file.checkpoint.path, everyMs: file.checkpoint.every * 1000 },
    retentionDays: retentionDays(file, flags.retention),
    intervalUs: file.interval * 1_000_000,
    collector: file.collector,
    router: flags.router ?? file.router,
    sources: file.sources,
    judgement,
    judgementDigest,
    roaFile: file.rpki.roa_file,
    observe: file.observe.listen,
    logLevel: flags.logLevel ?? file.log.level,
    rtr: file.rpki.rtr,
  };
}

/** The secret itself stands in the environment, or its file is named by the flag, the environment or the configuration. */
function readInfluxSecret(
  name: 'PASSWORD' | 'TOKEN',
  flag: string | undefined,
  environment: Environment,
  configured: string | undefined
): string | undefined {
  const path = flag ?? environment[`INFLUX_${name}_FILE`];
  const secret = environment[`INFLUX_${name}`]?.trim();
  if (path === undefined && secret) {
    return secret;
  }
  const file = path ?? configured;
  return file === undefined ? undefined : readSecret(file, environment['CREDENTIALS_DIRECTORY']);
}

interface ReadConfig extends Pick<Config, 'judgement' | 'judgementDigest'> {
  readonly file: ConfigFile;
}

function noFile(): ReadConfig {
  const file = configSchema.parse({});
  return { file, judgement: judgementSettings(file, () => 0), judgementDigest: digestOf({}) };
}

function readConfig(path: string): ReadConfig {
  const lines = new LineCounter();
  const document = parseDocument(readText(path), { lineCounter: lines, prettyErrors: false });
  const places = new Places(document, lines);
  const [error] = document.errors;
  if (error) {
    const message = error.code === 'DUPLICATE_KEY' ? 'this key stands in its section twice' : error.message;
    throw new ConfigError(`${formatPlace(path, places.at(error.pos[0]))}: ${message}`);
  }
  const written = withoutEmpty(plain(document, path));
  const result = configSchema.safeParse(written);
  if (!result.success) {
    throw new ConfigError(problemLines(path, result.error.issues, places).join('\n'));
  }
  const file = result.data;
  const judgement = judgementSettings(file, (index) => places.of(['expect', index]).line);
  return { file, judgement, judgementDigest: digestOf(written as object) };
}

/** Settings hold patterns that cannot be compared: what was written can. */
function digestOf(written: object): string {
  const sections = JUDGEMENT_KEYS.map((key) => (written as Readonly<Record<string, unknown>>)[key] ?? null);
  return createHash('sha256').update(JSON.stringify(sections)).digest('hex');
}

function plain(document: Document, path: string): unknown {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    // Aliases that stand for nothing, or for more than a file can be meant to hold.
    throw new ConfigError(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** A section with nothing in it is one that is not there. */
function withoutEmpty(file: unknown): unknown {
  return typeof file === 'object' && file !== null && !Array.isArray(file)
    ? Object.fromEntries(Object.entries(file).filter(([key, value]) => value !== null || !CONFIG_KEYS.includes(key)))
    : file;
}

function retentionDays(file: ConfigFile, flag: string | undefined): Config['retentionDays'] {
  const { retention } = flag === undefined ? file.influxdb : retentionOfFlag(flag);
  const days = (seconds: number | undefined): number | undefined =>
    seconds === undefined ? undefined : Math.max(1, Math.ceil(seconds / 86_400));
  return { general: days(retention.general), verbose: days(retention.verbose), routes: days(retention.routes) };
}

function retentionOfFlag(flag: string): ConfigFile['influxdb'] {
  const retention = { general: flag, verbose: flag, routes: flag };
  const parsed = configSchema.safeParse({ influxdb: { retention } });
  if (!parsed.success) {
    throw new ConfigError(`--retention ${flag}: a duration such as 90d, or none`);
  }
  return parsed.data.influxdb;
}

function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new ConfigError(`"${text}" is no URL of an InfluxDB: it looks like http://127.0.0.1:8086`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new ConfigError('credentials do not belong into the URL: give --user with --password-file, or --token-file');
  }
  return url.href.replace(/\/$/, '');
}

function journalOptions({ path, max_bytes, segment_bytes, fsync, drop }: ConfigFile['journal']): Config['journal'] {
  return { path, maxBytes: max_bytes, segmentBytes: segment_bytes, fsync, drop };
}

function archiveOptions(archive: NonNullable<ConfigFile['archive']>): ArchiveOptions {
  const { path, max_bytes, max_age, segment_bytes, compress } = archive;
  return { path, maxBytes: max_bytes, maxAgeMs: max_age * 1000, segmentBytes: segment_bytes, compress };
}

function readTls(
  { ca_file, cert_file, key_file }: ConfigFile['influxdb']['tls'],
  credentials: string | undefined
): Tls | undefined {
  if ((cert_file === undefined) !== (key_file === undefined)) {
    throw new ConfigError('influxdb.tls: cert_file and key_file belong together');
  }
  const tls = {
    ...(ca_file !== undefined && { ca: readText(ca_file) }),
    ...(cert_file !== undefined && { cert: readText(cert_file) }),
    ...(key_file !== undefined && { key: readSecret(key_file, credentials) }),
  };
  return Object.keys(tls).length > 0 ? tls : undefined;
}
