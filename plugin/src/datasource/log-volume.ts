import { FieldType, toDataFrame, type DataFrame, type DataQueryResponse } from '@grafana/data';
import { completeQuery, withFormat, type EarshotQuery } from './query/model';

/** What the refId of a volume begins with; Grafana finds the log that it belongs to by the rest. */
const volumePrefix = 'log-volume-';

/** The most lines that are read to be counted, of what is rare. */
const countedLines = 10_000;

/** Asks how many lines a log has over the whole time range, however many of them are shown; nothing, where the query is no log. */
export function volumeQuery(stored: EarshotQuery): EarshotQuery | undefined {
  const log = completeQuery(stored);
  if (log.format !== 'logs') {
    return undefined;
  }
  delete log.limit;
  log.refId = volumePrefix + log.refId;
  switch (log.queryType) {
    case 'history':
      return { ...withFormat(log, 'timeseries'), groupBy: ['action'] };
    case 'notifications':
      return { ...withFormat(log, 'timeseries'), groupBy: ['code'] };
    default:
      return { ...log, limit: countedLines };
  }
}

export function isVolume({ refId }: Pick<EarshotQuery, 'refId'>): boolean {
  return refId.startsWith(volumePrefix);
}

/** The answer to a volume as Grafana stacks it: series of numbers that carry the level of the lines they count. */
export function volumes(answer: DataQueryResponse, stepMs: number): DataQueryResponse {
  return { ...answer, data: answer.data.flatMap((frame: DataFrame) => volumesOf(frame, stepMs)) };
}

function volumesOf(frame: DataFrame, stepMs: number): DataFrame[] {
  if (frame.fields.some(({ name }) => name === 'severity')) {
    return linesCounted(frame, stepMs);
  }
  const fields = frame.fields.map((field) =>
    field.labels ? { ...field, labels: { ...field.labels, level: levelOf(field.labels) } } : field
  );
  return [{ ...frame, fields }];
}

/** The level that the back end gives to lines of this action or code. */
function levelOf({ action, code }: Readonly<Record<string, string>>): string {
  if (action !== undefined) {
    return action === 'withdraw' ? 'warning' : 'info';
  }
  return code === '6' ? 'warning' : 'error';
}

/** How many lines of each level there are in each step of time. */
function linesCounted(frame: DataFrame, stepMs: number): DataFrame[] {
  const values = (wanted: string): unknown[] => frame.fields.find(({ name }) => name === wanted)?.values ?? [];
  const levels = values('severity').map(String);
  const counts = new Map<string, Map<number, number>>();
  values('timestamp').forEach((timeMs, line) => {
    const level = levels[line] ?? '';
    const ofLevel = counts.get(level) ?? new Map<number, number>();
    const step = Math.floor(Number(timeMs) / stepMs) * stepMs;
    counts.set(level, ofLevel.set(step, (ofLevel.get(step) ?? 0) + 1));
  });
  return [...counts].map(([level, ofLevel]) => {
    const steps = [...ofLevel].sort(([a], [b]) => a - b);
    return toDataFrame({
      refId: frame.refId,
      fields: [
        { name: 'time', type: FieldType.time, values: steps.map(([step]) => step) },
        { name: 'lines', type: FieldType.number, values: steps.map(([, count]) => count), labels: { level } },
      ],
    });
  });
}
