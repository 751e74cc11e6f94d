import { ConfigError } from '../config/config-error.ts';
import type { Config } from '../config/load.ts';
import { plainText } from '../bytes/text.ts';
import type { CollectorState } from '../observe/collector-state.ts';
import type { ObserveOptions } from '../observe/http.ts';
import type { SourceStatus } from '../sources/source-status.ts';
import { type Finding, findingsOf } from './check-finding.ts';
import { checkInfluxdb } from './check-influxdb.ts';
import { checkJournal } from './check-journal.ts';
import { checkSources, checkState } from './check-state.ts';
import { checkText } from './check-text.ts';
import { EXIT } from './exit.ts';

export interface CheckOptions {
  readonly json: boolean;
  readonly coloured: boolean;
  /** Reads the configuration; throws ConfigError. */
  readonly load: () => Promise<Config>;
  /** Tries the configured sources for a few seconds each, where no collector runs that has them open. */
  readonly trySources: (config: Config) => Promise<readonly SourceStatus[]>;
}

/** A collector on the same machine answers at once, or is busy with a table. */
const ASK_MS = 5000;

const configuration = findingsOf('Configuration');
const collector = findingsOf('Collector');

/** `earshot check`: whether all is well from the configuration to the peers, and what cannot be seen. Gives the exit code. */
export async function check(options: CheckOptions): Promise<number> {
  const findings = await findAll(options);
  const ok = findings.every(({ verdict }) => verdict !== 'problem');
  process.stdout.write(
    options.json ? `${JSON.stringify({ ok, findings }, undefined, 2)}\n` : checkText(findings, options.coloured)
  );
  return ok ? EXIT.ok : EXIT.failed;
}

async function findAll({ load, trySources }: CheckOptions): Promise<Finding[]> {
  let config: Config;
  try {
    config = await load();
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.message.split('\n').map((words) => configuration('problem', words));
    }
    throw error;
  }
  const { connection, databases, journal, judgement, observe } = config;
  const state = observe && (await askCollector(observe));
  const findings = [
    configuration('ok', `collector "${config.collector}", router "${config.router}"`),
    ...(await checkInfluxdb(connection, databases)),
    ...(await checkJournal(journal.path, journal.maxBytes, state !== undefined)),
    ...(state === undefined
      ? [collector('note', notRunning(observe)), ...checkSources(await trySources(config), Date.now())]
      : checkState(state, judgement.peers)),
  ];
  // Words of servers and names of routers stand in them.
  return findings.map((one) => ({ ...one, about: plainText(one.about), words: plainText(one.words) }));
}

function notRunning(observe: ObserveOptions | undefined): string {
  return observe === undefined
    ? 'cannot be asked: observe.listen is none'
    : `none answers at ${urlOf(observe)}: who is connected is not known`;
}

/** What a collector that runs here tells of itself; undefined where none answers. */
async function askCollector(observe: ObserveOptions): Promise<CollectorState | undefined> {
  try {
    const response = await fetch(`${urlOf(observe)}/status`, {
      redirect: 'error',
      signal: AbortSignal.timeout(ASK_MS),
    });
    const answer = (await response.json()) as Partial<CollectorState> | null;
    const isCollector = response.ok && typeof answer?.collector === 'string' && Array.isArray(answer.sources);
    return isCollector ? (answer as CollectorState) : undefined;
  } catch {
    // Nobody listens there, or somebody else.
    return undefined;
  }
}

function urlOf({ address, port }: ObserveOptions): string {
  const host = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
