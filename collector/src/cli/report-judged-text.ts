import { formatCount, formatDuration, formatItems, formatTable, formatTime } from './format.ts';
import type { IncidentReport, JudgedReport } from './report-judged.ts';

const SHOWN_INCIDENTS = 20;
const SHOWN_PAIRS = 10;
const SUMMARY_COLUMNS = 68;
const PATH_COLUMNS = 40;
const BAR_CELLS = 40;

/** The sections on what the judgement found. An empty one is left out. */
export function judgedSections(judged: JudgedReport): string[][] {
  return [incidents(judged), overlaps(judged), redundancy(judged), flaps(judged), moas(judged)];
}

function incidents({ incidents: all }: JudgedReport): string[] {
  if (all.length === 0) {
    return [];
  }
  const rows = all
    .slice(0, SHOWN_INCIDENTS)
    .map((incident) => [
      formatTime(Date.parse(incident.started) * 1000).slice(5),
      lasted(incident),
      incident.severity === 'critical' ? `! ${incident.kind}` : `  ${incident.kind}`,
      cut(incident.summary, SUMMARY_COLUMNS),
    ]);
  const open = all.filter(({ resolved }) => resolved === null).length;
  const header = [`Incidents, ${formatCount(open)} open`, 'lasted', '! critical', ''];
  return [...formatTable(header, ['left', 'right', 'left', 'left'], rows), ...more(all.length, SHOWN_INCIDENTS)];
}

function lasted({ started, resolved }: IncidentReport): string {
  return resolved === null ? 'open' : formatDuration((Date.parse(resolved) - Date.parse(started)) / 1000);
}

function overlaps({ overlaps: pairs, overlapping_prefixes: counts }: JudgedReport): string[] {
  const found = Object.entries(counts).filter(([, count]) => count > 0);
  if (found.length === 0 && pairs.length === 0) {
    return [];
  }
  const rows = pairs
    .slice(0, SHOWN_PAIRS)
    .map((pair) => [
      pair.prefix,
      pair.prefix === pair.covering ? 'itself' : pair.covering,
      cut(`${pair.as_path || 'empty path'} via ${pair.next_hop ?? 'no next hop'}`, PATH_COLUMNS),
      cut(`${pair.covering_as_path || 'empty path'} via ${pair.covering_next_hop ?? 'no next hop'}`, PATH_COLUMNS),
    ]);
  const sums = found.map(([where, count]) => `${formatItems(count, 'prefix')} of ${where}`).join(', ');
  const table = formatTable(['Overlaps', 'with', 'path', 'path of the other'], ['left', 'left', 'left', 'left'], rows);
  return [...table, ...more(pairs.length, SHOWN_PAIRS), ...(sums === '' ? [] : [`Overlapping: ${sums}`])];
}

function redundancy({ paths }: JudgedReport): string[] {
  const rows = Object.entries(paths).flatMap(([where, counts]) => {
    const highest = Math.max(...Object.values(counts));
    return Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([path, count]) => [where, path, formatCount(count), bar(count, highest)]);
  });
  return rows.length === 0
    ? []
    : formatTable(['Redundancy', 'paths', 'prefixes', ''], ['left', 'right', 'right', 'left'], rows);
}

function flaps({ flaps: all }: JudgedReport): string[] {
  if (all.length === 0) {
    return [];
  }
  const rows = all
    .slice(0, SHOWN_PAIRS)
    .map(({ prefix, peer, transitions, path_changes }) => [
      prefix,
      peer,
      formatCount(transitions),
      formatCount(path_changes),
    ]);
  const header = ['Flaps', 'peer', 'up or down', 'path changes'];
  return [...formatTable(header, ['left', 'left', 'right', 'right'], rows), ...more(all.length, SHOWN_PAIRS)];
}

function moas({ moas: all }: JudgedReport): string[] {
  if (all.length === 0) {
    return [];
  }
  const rows = all.slice(0, SHOWN_PAIRS).map(({ prefix, origins }) => [prefix, origins.join(' ')]);
  return [
    ...formatTable(['Several origins (MOAS)', 'origins'], ['left', 'left'], rows),
    ...more(all.length, SHOWN_PAIRS),
  ];
}

function more(count: number, shown: number): string[] {
  return count > shown ? [`and ${formatCount(count - shown)} more: --json has them all`] : [];
}

function bar(count: number, highest: number): string {
  return '█'.repeat(Math.max(1, Math.round((count / highest) * BAR_CELLS)));
}

function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, columns - 1)}…`;
}
