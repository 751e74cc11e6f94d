import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { counted } from '../bytes/counted.ts';
import { ConfigError } from '../config/config-error.ts';
import type { Config } from '../config/load.ts';
import { Daemon } from '../live/daemon.ts';
import { openLog } from '../live/self-observation.ts';
import type { Log } from '../observe/log.ts';
import { systemWords } from '../sources/file-source.ts';
import { CommandError, EXIT } from './exit.ts';

export interface RunOptions {
  /** Path of the configuration, if there is one. */
  readonly path: string | undefined;
  /** Reads it again; throws a ConfigError. */
  readonly load: () => Config;
  readonly version: string;
}

/** Long enough for a peer to read why it ends, and for the disk; a service manager kills after more. */
const STOP_WITHIN_MS = 10_000;
/** Who saves a file writes it in several steps. */
const SAVED_MS = 500;

/** `earshot run`: hears all configured sources until a signal ends it. Gives the exit code. */
export async function run({ path, load, version }: RunOptions): Promise<number> {
  const config = load();
  if (config.sources.length === 0) {
    throw new CommandError(
      'nothing to hear: name sources in the configuration, such as sources: [{ type: mrtdump, path: /var/log/bird/bgp.mrt }]',
      EXIT.usage
    );
  }
  const log = openLog(config);
  const daemon = await Daemon.open(config, { log, version }).catch((error: unknown) => {
    throw unusableFolder(error) ?? error;
  });
  log.info({ event: 'started' }, `earshot ${version} has started, with ${sourcesOf(config)}`);
  const stopped = new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  const unwatch = watchConfig(path, () => reload(daemon, load, log));
  const heard = daemon.hear();
  try {
    await Promise.race([stopped, daemon.failed, heard.then(() => stopped)]);
  } finally {
    unwatch();
  }
  log.info({ event: 'stopping' }, 'a signal ends the collector');
  setTimeout(() => process.exit(EXIT.failed), STOP_WITHIN_MS).unref();
  await daemon.stop();
  await heard;
  log.close();
  return EXIT.ok;
}

/** As in `2 sources: bmp, mrtdump`. */
function sourcesOf({ sources }: Config): string {
  const types = new Set(sources.map(({ type }) => type));
  return `${counted(sources.length, 'source')}: ${[...types].join(', ')}`;
}

/** A folder of journal, checkpoint or archive that cannot be used. */
function unusableFolder(error: unknown): CommandError | undefined {
  const { code, path } = error as NodeJS.ErrnoException;
  const cure =
    'the folders of journal, checkpoint and archive have to belong to the user that runs it; earshot check looks at them';
  return code === undefined || path === undefined
    ? undefined
    : new CommandError(`${path}: ${systemWords(error)}: ${cure}`);
}

/** Calls back on SIGHUP, and when another file stands at the path, or the same was written. Gives what ends it. */
function watchConfig(path: string | undefined, changed: () => void): () => void {
  process.on('SIGHUP', changed);
  if (path === undefined) {
    return () => process.off('SIGHUP', changed);
  }
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(dirname(path), (_, name) => {
    if (name === basename(path)) {
      clearTimeout(timer);
      timer = setTimeout(changed, SAVED_MS);
    }
  });
  // A file system that tells nothing leaves SIGHUP.
  watcher.on('error', () => watcher.close());
  return () => {
    clearTimeout(timer);
    watcher.close();
    process.off('SIGHUP', changed);
  };
}

function reload(daemon: Daemon, load: () => Config, log: Log): void {
  try {
    const config = load();
    void daemon.reload(config).then(() => log.info({ event: 'reloaded' }, 'the configuration was read again'));
  } catch (error) {
    if (!(error instanceof ConfigError)) {
      throw error;
    }
    log.error({ event: 'reload-refused' }, `the configuration stays as it was: ${error.message}`);
  }
}
