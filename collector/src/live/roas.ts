import type { Config } from '../config/load.ts';
import type { RoaTable } from '../detect/rpki/roa-table.ts';
import { watchRoaFile } from '../sources/roa-file.ts';
import { RtrClient } from '../sources/rtr-client.ts';
import type { SourceStatus } from '../sources/source-status.ts';

/** How often a file of ROAs is looked at. */
const POLL_MS = 10_000;

/** Where ROAs come from while the collector runs. */
export interface RoaSource {
  status(): readonly SourceStatus[];
  close(): Promise<void>;
}

/** ROAs of a file or of caches, as the configuration says. `complain` hears what is wrong with a file; the ROAs before hold on then. */
export function openRoas(
  { roaFile, rtr }: Pick<Config, 'roaFile' | 'rtr'>,
  replace: (roas: RoaTable) => void,
  complain: (error: Error) => void
): RoaSource {
  if (rtr !== undefined) {
    const client = RtrClient.open(rtr, replace);
    return { status: () => [client.status()], close: async () => client.close() };
  }
  const stop = new AbortController();
  const watching = roaFile === undefined ? Promise.resolve() : watch(roaFile, stop.signal, replace, complain);
  return {
    status: () => [],
    close: async () => {
      stop.abort();
      await watching;
    },
  };
}

async function watch(
  path: string,
  signal: AbortSignal,
  replace: (roas: RoaTable) => void,
  complain: (error: Error) => void
): Promise<void> {
  for await (const roas of watchRoaFile(path, { pollMs: POLL_MS, signal, onError: complain })) {
    replace(roas);
  }
}
