import type { Config } from '../config/load.ts';
import { Daemon } from '../live/daemon.ts';
import { CommandError, EXIT } from './exit.ts';

/** Long enough for a peer to read why it ends, and for the disk; a service manager kills after more. */
const STOP_WITHIN_MS = 10_000;

/** `earshot run`: hears all configured sources until a signal ends it. Gives the exit code. */
export async function run(config: Config): Promise<number> {
  if (config.sources.length === 0) {
    throw new CommandError(
      'nothing to hear: name sources in the configuration, such as sources: [{ type: mrtdump, path: /var/log/bird/bgp.mrt }]',
      EXIT.usage
    );
  }
  const daemon = await Daemon.open(config);
  const stopped = new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  const heard = daemon.hear();
  await Promise.race([stopped, daemon.failed, heard.then(() => stopped)]);
  setTimeout(() => process.exit(EXIT.failed), STOP_WITHIN_MS).unref();
  await daemon.stop();
  await heard;
  return EXIT.ok;
}
