import { MESSAGE_TYPES } from '../bgp/message.ts';
import { formatCount, formatDuration, formatItems, formatTable, formatTime } from './format.ts';
import type { PeerReport, ReportData } from './report-data.ts';
import { leftOutItems } from './left-out-items.ts';
import { judgedSections } from './report-judged-text.ts';

const BARS = '▁▂▃▄▅▆▇█';
const CHART_CELLS = 60;
const SHOWN_PEERS = 40;

/** The report for people, 80 to 120 columns wide. */
export function reportText(data: ReportData): string {
  const judged = judgedSections(data.judged);
  const sections = [head(data), messages(data), totals(data), ...judged, peers(data), origins(data), leftOut(data)];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function head({ files, from, to, records }: ReportData): string[] {
  const what =
    files.length === 1 ? (files[0] === '-' ? 'standard input' : files[0]!) : formatItems(files.length, 'file');
  if (from === null || to === null) {
    return [`Earshot report: ${what}`, 'No records.'];
  }
  const [fromUs, toUs] = [Date.parse(from) * 1000, Date.parse(to) * 1000];
  const span = `${formatTime(fromUs)} to ${formatTime(toUs)} UTC (${formatDuration((toUs - fromUs) / 1e6)})`;
  return [`Earshot report: ${what}`, `${span}, ${formatItems(records.read, 'record')}`];
}

/** Messages by type with a bar per stretch of time, each type on its own scale. */
function messages({ from, to, messages: { total, intervals }, interval_seconds: step }: ReportData): string[] {
  if (intervals.length === 0 || from === null || to === null) {
    return [];
  }
  const first = Date.parse(intervals[0]!.start) / 1000;
  const last = Date.parse(intervals.at(-1)!.start) / 1000 + step;
  const perCell = Math.ceil((last - first) / step / CHART_CELLS) * step;
  const cells = Math.ceil((last - first) / perCell);
  const minutes = Math.max(step, (Date.parse(to) - Date.parse(from)) / 1000) / 60;
  const rows = MESSAGE_TYPES.filter((type) => total[type] !== undefined).map((type) => {
    const values = new Array<number>(cells).fill(0);
    for (const { start, counts } of intervals) {
      values[Math.floor((Date.parse(start) / 1000 - first) / perCell)]! += counts[type] ?? 0;
    }
    const rate = (total[type]! / minutes).toLocaleString('en-US', { maximumFractionDigits: 1 });
    return [type, formatCount(total[type]!), rate, formatCount(Math.max(...values)), chart(values)];
  });
  const header = ['Messages', 'total', 'per min', 'highest', `one bar is ${formatDuration(perCell)}`];
  return formatTable(header, ['left', 'right', 'right', 'right', 'left'], rows);
}

/** A blank is zero: the lowest bar is something. */
function chart(values: readonly number[]): string {
  const highest = Math.max(...values);
  return values
    .map((value) => (value === 0 ? ' ' : BARS[Math.ceil((value / highest) * BARS.length) - 1]!))
    .join('')
    .trimEnd();
}

function totals({ totals: all, routes, peers: ofPeers }: ReportData): string[] {
  if (all.length === 0) {
    return [];
  }
  const rows = all.map(({ afi, prefixes, routes: count, as_paths, origins: asns }) => [
    afi,
    ...[prefixes, count, as_paths, asns].map(formatCount),
  ]);
  const header = ['Prefixes', 'prefixes', 'routes', 'AS paths', 'origins'];
  const updates = routes.announced + routes.withdrawn;
  const heard =
    updates === 0
      ? []
      : [`${formatItems(routes.announced, 'prefix announcement')}, ${formatItems(routes.withdrawn, 'withdrawal')}`];
  const caveat = ofPeers.some(({ whole_table }) => !whole_table)
    ? ['* heard since the start, not the whole table']
    : [];
  const marked = rows.map(([afi, ...cells]) => {
    const partial = ofPeers.some((peer) => peer.afi === afi && !peer.whole_table);
    return [partial ? `${afi} *` : afi!, ...cells];
  });
  return [...formatTable(header, ['left', 'right', 'right', 'right', 'right'], marked), ...heard, ...caveat];
}

function peers({ peers: all }: ReportData): string[] {
  if (all.length === 0) {
    return [];
  }
  const header = ['Peer', 'AS', 'family', 'prefixes', 'AS paths', 'origins', 'announced', 'withdrawn'];
  const rows = all.slice(0, SHOWN_PEERS).map(peerRow);
  const more =
    all.length > SHOWN_PEERS ? [`and ${formatCount(all.length - SHOWN_PEERS)} more: --json has them all`] : [];
  const align = ['left', 'right', 'left', 'right', 'right', 'right', 'right', 'right'] as const;
  return [...formatTable(header, align, rows), ...more];
}

function peerRow(peer: PeerReport): string[] {
  const numbers = [peer.prefixes, peer.as_paths, peer.origins, peer.announced, peer.withdrawn].map(formatCount);
  return [peer.peer, String(peer.peer_as), peer.whole_table ? peer.afi : `${peer.afi} *`, ...numbers];
}

function origins({ top_origins: top }: ReportData): string[] {
  const highest = top[0]?.prefixes;
  if (highest === undefined) {
    return [];
  }
  const rows = top.map(({ as, prefixes }) => [
    String(as),
    formatCount(prefixes),
    '█'.repeat(Math.max(1, Math.round((prefixes / highest) * 40))),
  ]);
  return formatTable(['Top origins', 'prefixes', ''], ['left', 'right', 'left'], rows);
}

function leftOut({ records, left_out }: ReportData): string[] {
  const all = [...Object.entries(records.filtered_reasons), ...leftOutItems(left_out)];
  const rows = all.map(([reason, count]) => [reason, formatCount(count)]);
  return rows.length === 0 ? [] : formatTable(['Left out', 'times'], ['left', 'right'], rows);
}
