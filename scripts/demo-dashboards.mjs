// What the two dashboards show, as text: the same questions, answered by the same back end.

const BARS = '▁▂▃▄▅▆▇█';
const MINUTE_MS = 60_000;

/** Is BGP quiet, and if not, since when? */
export async function messageSummary(ask) {
  const series = (await ask({ queryType: 'messageRates' })).map(readSeries);
  const times = [...new Set(series.flatMap(({ points }) => [...points.keys()]))].sort((a, b) => a - b);
  const rows = series.map(({ labels, points }) => {
    const values = times.map((time) => points.get(time) ?? 0);
    return [labels.type, sum(values), Math.max(...values), chart(values)];
  });
  const span = `${clock(times[0])} to ${clock(times.at(-1) + MINUTE_MS)} UTC, one bar a minute`;
  const head = ['Message summary', 'messages', 'highest', span];
  return [...table(head, rows), 'The minute that is not over is left out.', ''].join('\n');
}

/** What routes do I have, from where? */
export async function prefixSummary(ask, end) {
  const counts = [];
  for (const metric of ['prefixes', 'as_paths', 'origins']) {
    counts.push((await ask({ queryType: 'prefixCounts', metric })).map(readSeries));
  }
  const [prefixes, asPaths, origins] = counts;
  const rows = prefixes.map(({ labels, points }) => {
    const last = (series) => [...(series.find((one) => one.labels.peer === labels.peer)?.points.values() ?? [])].at(-1);
    return [
      `${labels.peer} AS ${labels.peer_as}`,
      last(prefixes),
      last(asPaths),
      last(origins),
      chart([...points.values()]),
    ];
  });
  const lines = table(['Prefix summary', 'prefixes', 'AS paths', 'origins', 'prefixes per minute'], rows);
  // The recording's incident: rs-0 is shut down for half a minute, four minutes before the end.
  const outage = new Date(end.getTime() - 232_000);
  const now = await routes(ask, '10.20.1.4', end);
  const then = await routes(ask, '10.20.1.4', outage);
  return [...lines, '', ...lookup('now', now), '', ...lookup(`at ${clock(outage)}`, then), ''].join('\n');
}

/** Routes that an address takes, by longest match, as rows. */
async function routes(ask, prefix, at) {
  const [frame] = await ask({ queryType: 'routes', filter: { prefix, match: 'lookup' } }, at);
  const names = frame?.schema.fields.map(({ name }) => name) ?? [];
  const columns = Object.fromEntries(names.map((name, i) => [name, frame.data.values[i]]));
  return (columns.prefix ?? []).map((text, i) => [text, columns.peer[i], columns.next_hop[i], columns.as_path[i]]);
}

function lookup(when, rows) {
  return table([`10.20.1.4 ${when}`, 'peer', 'next hop', 'AS path'], rows);
}

/** One frame of a time series: its labels and its values by time in milliseconds. */
function readSeries({ schema, data }) {
  const [times, values] = data.values;
  return { labels: schema.fields[1].labels, points: new Map(times.map((time, i) => [time, values[i]])) };
}

function chart(values) {
  const highest = Math.max(...values);
  return values.map((value) => (value === 0 ? ' ' : BARS[Math.ceil((value / highest) * BARS.length) - 1])).join('');
}

/** Aligned columns, numbers to the right. */
function table(head, rows) {
  const all = [head, ...rows.map((row) => row.map((cell) => String(cell ?? '')))];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const right = head.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  return all.map((row) =>
    row
      .map((cell, column) => (right[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join('  ')
      .trimEnd()
  );
}

function clock(time) {
  return new Date(time).toISOString().slice(11, 19);
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
