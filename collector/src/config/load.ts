import { readFileSync, statSync } from 'node:fs';
import { LineCounter, type Document, isNode, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { JournalOptions } from '../influx/journal/journal.ts';
import type { Databases } from '../influx/line-queue.ts';
import { STORES, type StoreName } from '../influx/schema.gen.ts';
import type { Connection, Tls } from '../influx/server.ts';
import { systemWords } from '../sources/file-source.ts';
import { ConfigError } from './config-error.ts';
import { type ConfigFile, configSchema } from './schema.ts';

export interface Config {
  readonly connection: Connection;
  readonly databases: Databases;
  readonly journal: JournalOptions & { readonly path: string };
  /** Undefined keeps rows for ever. */
  readonly retentionDays: Readonly<Record<StoreName, number | undefined>>;
  readonly intervalUs: number;
  readonly collector: string;
  readonly router: string;
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
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Joins flags, environment and file. Secrets come from files alone: arguments and variables show in process lists. */
export function loadConfig(flags: Flags, environment: Environment): Config {
  const file = flags.config === undefined ? configSchema.parse({}) : readConfig(flags.config);
  const { influxdb } = file;
  const passwordFile = flags.passwordFile ?? environment['INFLUX_PASSWORD_FILE'] ?? influxdb.password_file;
  const tokenFile = flags.tokenFile ?? environment['INFLUX_TOKEN_FILE'] ?? influxdb.token_file;
  const general =
    flags.database ?? environment['INFLUX_DATABASE'] ?? influxdb.databases.general ?? STORES.general.database;
  const verbose = influxdb.databases.verbose ?? `${general}_verbose`;
  return {
    connection: {
      url: checkedUrl(flags.url ?? environment['INFLUX_URL'] ?? influxdb.url),
      org: flags.org ?? environment['INFLUX_ORG'] ?? influxdb.org,
      user: flags.user ?? environment['INFLUX_USER'] ?? influxdb.user,
      password: passwordFile === undefined ? undefined : readSecret(passwordFile),
      token: tokenFile === undefined ? undefined : readSecret(tokenFile),
      tls: readTls(influxdb.tls),
      timeoutMs: influxdb.timeout * 1000,
    },
    databases: { general, verbose },
    journal: journalOptions(file.journal),
    retentionDays: retentionDays(file, flags.retention),
    intervalUs: file.interval * 1_000_000,
    collector: file.collector,
    router: flags.router ?? file.router,
  };
}

function readConfig(path: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(readText(path), { lineCounter: lines });
  const [error] = document.errors;
  if (error) {
    throw new ConfigError(`${path}:${lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0]}`);
  }
  const result = configSchema.safeParse(document.toJS() ?? {});
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${path}:${lineOf(document, lines, issue)}: ${words(issue)}`);
    throw new ConfigError(problems.join('\n'));
  }
  return result.data;
}

/** The line of the key that an issue speaks of, or of the nearest one around it that exists. */
function lineOf(document: Document, lines: LineCounter, issue: z.core.$ZodIssue): number {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path;
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) {
      return lines.linePos(node.range[0]).line;
    }
  }
  return 1;
}

function words(issue: z.core.$ZodIssue): string {
  const at = issue.path.join('.');
  return at === '' ? issue.message : `${at}: ${issue.message}`;
}

function retentionDays(file: ConfigFile, flag: string | undefined): Config['retentionDays'] {
  const { retention } = file.influxdb;
  const days = (seconds: number | undefined): number | undefined =>
    seconds === undefined ? undefined : Math.max(1, Math.ceil(seconds / 86_400));
  if (flag === undefined) {
    return { general: days(retention.general), verbose: days(retention.verbose) };
  }
  const parsed = configSchema.safeParse({ influxdb: { retention: { general: flag, verbose: flag } } });
  if (!parsed.success) {
    throw new ConfigError(`--retention ${flag}: a duration such as 90d, or none`);
  }
  return {
    general: days(parsed.data.influxdb.retention.general),
    verbose: days(parsed.data.influxdb.retention.verbose),
  };
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

function journalOptions({ path, max_bytes, segment_bytes, fsync }: ConfigFile['journal']): Config['journal'] {
  return { path, maxBytes: max_bytes, segmentBytes: segment_bytes, fsync };
}

function readTls({ ca_file, cert_file, key_file }: ConfigFile['influxdb']['tls']): Tls | undefined {
  if ((cert_file === undefined) !== (key_file === undefined)) {
    throw new ConfigError('influxdb.tls: cert_file and key_file belong together');
  }
  const tls = {
    ...(ca_file !== undefined && { ca: readText(ca_file) }),
    ...(cert_file !== undefined && { cert: readText(cert_file) }),
    ...(key_file !== undefined && { key: readSecret(key_file) }),
  };
  return Object.keys(tls).length > 0 ? tls : undefined;
}

const OTHERS_READ_OR_WRITE = 0o006;

/** A secret that every user of the machine can read or change is none. */
function readSecret(path: string): string {
  const text = readText(path);
  if (process.platform !== 'win32' && (statSync(path).mode & OTHERS_READ_OR_WRITE) !== 0) {
    throw new ConfigError(`${path} is open to every user of this machine: run chmod o-rwx ${path}`);
  }
  return text.trim();
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`${path}: ${systemWords(error)}`, { cause: error });
  }
}
