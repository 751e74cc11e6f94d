import { DecodeError } from './bytes/decode-error.ts';
import { type MrtGap, MrtFramer } from './mrt/framer.ts';
import type { MrtRecord } from './mrt/record.ts';
import { type Source, SourceError } from './sources/source.ts';

/** Time span of a source's records, microseconds. Undefined without a record. */
export async function timeSpan(
  source: Source,
  firstOnly: boolean
): Promise<{ firstUs: number; lastUs: number } | undefined> {
  const framer = new MrtFramer({ lookAhead: true });
  let firstUs: number | undefined;
  let lastUs = 0;
  const look = (items: Iterable<MrtRecord | MrtGap>): void => {
    for (const item of items) {
      if (item.kind === 'record') {
        firstUs ??= item.timeUs;
        lastUs = Math.max(lastUs, item.timeUs);
      }
    }
  };
  try {
    for await (const chunk of source.chunks()) {
      look(framer.push(chunk));
      if (firstOnly && firstUs !== undefined) {
        return { firstUs, lastUs };
      }
    }
    look(framer.end());
  } catch (error) {
    // What is wrong with the file is told when it is read; here only the good part counts.
    if (!(error instanceof DecodeError) && !(error instanceof SourceError)) {
      throw error;
    }
  }
  return firstUs === undefined ? undefined : { firstUs, lastUs };
}
