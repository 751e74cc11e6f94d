import type { PeerSettings } from '../detect/settings.ts';
import type { AddressText } from '../net/address.ts';
import { partOf, storeTrouble } from '../observe/collector-rows.ts';
import { type CollectorState, imbalances, total } from '../observe/collector-state.ts';
import type { PeerSummary } from '../observe/peer-summary.ts';
import type { SourceStatus } from '../sources/source-status.ts';
import { blindSpots } from './blind-spots.ts';
import { type Finding, findingsOf } from './check-finding.ts';
import { formatCount, formatDuration, formatItems } from './format.ts';
import { leftOutItems } from './left-out-items.ts';
import { peerTitle } from './peer-title.ts';

const collector = findingsOf('Collector');
const source = findingsOf('Source');
const peer = findingsOf('Peer');
/** A source that waits may be one whose path or address is wrong. */
const VERDICTS = { hearing: 'ok', waiting: 'note', trouble: 'problem' } as const;

/** Who is connected, what is heard of whom, and what cannot be. */
export function checkHearing(
  heard: Pick<CollectorState, 'nowMs' | 'sources' | 'peers'>,
  settings: ReadonlyMap<AddressText, PeerSettings>
): Finding[] {
  const { nowMs, sources, peers } = heard;
  return [
    ...sources.flatMap((one) => checkSource(one, nowMs)),
    ...peers.map((one) => checkPeer(one, peerTitle(one, peers), nowMs)),
    ...blindSpots(heard, settings),
  ];
}

/** How a collector that runs is. */
export function checkCollector(state: CollectorState): Finding[] {
  const { version, startedMs, nowMs, messages, points, stores } = state;
  const counts = `${formatItems(messages.received, 'message')} heard, ${formatItems(points.written, 'point')} written`;
  return [
    collector('ok', `${version} has run for ${formatDuration((nowMs - startedMs) / 1000)}: ${counts}`),
    ...Object.entries(stores).flatMap(([store, health]) => {
      const trouble = storeTrouble(health);
      const verdict = trouble?.kind === 'retrying' ? 'note' : 'problem';
      return trouble === undefined ? [] : [collector(verdict, `${trouble.kind}: ${trouble.words}`, `store ${store}`)];
    }),
    ...imbalances(state).map(({ what, words }) => collector('problem', words, what)),
    ...losses(state),
  ];
}

/** What was lost or left out, each with how often. */
function losses({ messages, points, leftOut, losses: others }: CollectorState): Finding[] {
  const counts: [words: string, count: number][] = [
    ['points dropped', total(points.dropped)],
    ['points in the dead letters', total(points.dead)],
    ['messages damaged or malformed', messages.faulty],
    ...leftOutItems(leftOut),
    ...Object.entries(others),
  ];
  return counts
    .filter(([, count]) => count > 0)
    .map(([words, count]) => collector('note', `${words}: ${formatCount(count)}`, 'losses'));
}

function checkSource(status: SourceStatus, nowMs: number): Finding[] {
  return [
    source(VERDICTS[status.state], sourceWords(status, nowMs), partOf(status)),
    ...status.connections.map(({ name, up, words, families, lastHeardMs }) =>
      source(
        up ? 'ok' : 'note',
        [`${up ? 'up' : 'down'}: ${words}`, ...families, sinceHeard(lastHeardMs, nowMs)].join(', '),
        `  ${name}`
      )
    ),
  ];
}

function sourceWords({ state, words, lastHeardMs }: SourceStatus, nowMs: number): string {
  return `${state}: ${words}, ${sinceHeard(lastHeardMs, nowMs)}`;
}

function checkPeer({ as, session, tables, lastUpdateMs }: PeerSummary, title: string, nowMs: number): Finding {
  const routes = tables.map((table) => `${table.familyName} ${formatItems(table.routes, 'route')}`);
  const words = [
    session === 'unknown' ? 'session not seen' : session,
    ...routes,
    sinceHeard(lastUpdateMs, nowMs, 'update'),
  ];
  return peer(session === 'down' ? 'note' : 'ok', words.join(', '), `${title} AS${as}`);
}

function sinceHeard(lastMs: number | undefined, nowMs: number, what = 'message'): string {
  return lastMs === undefined
    ? `no ${what} yet`
    : `last ${what} ${formatDuration(Math.max(0, nowMs - lastMs) / 1000)} ago`;
}
