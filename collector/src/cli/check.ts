import { dirname } from 'node:path';
import { ConfigError } from '../config/config-error.ts';
import type { Config } from '../config/load.ts';
import { plainText } from '../bytes/text.ts';
import type { CollectorState } from '../observe/collector-state.ts';
import type { ObserveOptions } from '../observe/http.ts';
import { tryHearing } from '../live/trial.ts';
import { type Finding, findingsOf } from './check-finding.ts';
import { checkInfluxdb } from './check-influxdb.ts';
import { checkFolder, checkJournal } from './check-journal.ts';
import { checkCollector, checkHearing } from './check-state.ts';
import { checkText } from './check-text.ts';
import { EXIT } from './exit.ts';

export interface CheckOptions {
  readonly json: boolean;
  readonly coloured: boolean;
  /** Reads the configuration; throws ConfigError. */
  readonly load: () => Promise<Config>;
}

/** A collector on the same machine answers at once, or is busy with a table. */
const ASK_MS = 5000;
/** Time for a session to come up, and for a first table. */
const TRY_MS = 8000;

const configuration = findingsOf('Configuration');
const collector = findingsOf('Collector');
const source = findingsOf('Source');

/** `earshot check`: whether all is well from the configuration to the peers, and what cannot be seen. Gives the exit code. */
export async function check(options: CheckOptions): Promise<number> {
  const findings = await findAll(options);
  const ok = findings.every(({ verdict }) => verdict !== 'problem');
  process.stdout.write(
    options.json ? `${JSON.stringify({ ok, findings }, undefined, 2)}\n` : checkText(findings, options.coloured)
  );
  return ok ? EXIT.ok : EXIT.failed;
}

async function findAll({ load }: CheckOptions): Promise<Finding[]> {
  let config: Config;
  try {
    config = await load();
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.message.split('\n').map((words) => configuration('problem', words));
    }
    throw error;
  }
  const { connection, databases, journal, checkpoint, archive } = config;
  const journalCheck = await checkJournal(journal.path, journal.maxBytes);
  const findings = [
    configuration('ok', `collector "${config.collector}", router "${config.router}"`),
    ...(await checkInfluxdb(connection, databases)),
    ...journalCheck.findings,
    ...(await checkFolder(dirname(checkpoint.path), 'checkpoint')),
    ...(archive ? await checkFolder(archive.path, 'archive') : []),
    ...(await checkRunning(config, journalCheck.inUse)),
  ];
  // Words of servers and names of routers stand in them.
  return findings.map((one) => ({ ...one, about: plainText(one.about), words: plainText(one.words) }));
}

/** Asks the collector that runs; where none does, hears the sources for a moment itself. */
async function checkRunning(config: Config, journalInUse: boolean): Promise<Finding[]> {
  const { observe, judgement, sources } = config;
  const state = observe && (await askCollector(observe));
  if (state !== undefined) {
    return [...checkCollector(state), ...checkHearing(state, judgement.peers)];
  }
  const where = observe === undefined ? 'since observe.listen is none' : `at ${urlOf(observe)}`;
  if (journalInUse) {
    return [collector('note', `one runs and does not answer ${where}: who is connected is not known`)];
  }
  if (sources.length === 0) {
    return [collector('note', 'none runs'), source('note', 'none is configured: earshot run would hear nothing')];
  }
  const trial = await tryHearing(config, TRY_MS);
  return [
    collector('note', `none runs: the sources were tried for ${TRY_MS / 1000} s`),
    ...(trial.caughtUp
      ? []
      : [source('note', 'files are so large that they were not read to where they grow: nothing else was heard')]),
    ...checkHearing({ ...trial, nowMs: Date.now() }, judgement.peers),
  ];
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
