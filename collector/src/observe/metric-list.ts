import { type CollectorState, imbalances } from './collector-state.ts';
import { partOf, storeTrouble } from './collector-rows.ts';
import type { PeerSummary } from './peer-summary.ts';
import { byReasonName } from './reason-names.ts';

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric of the collector: what it is called, and what it is in a state. */
export interface MetricOfState {
  readonly type: 'counter' | 'gauge';
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly samples: (state: CollectorState) => readonly Sample[];
}

/** Peers that have samples of their own; the sums hold all. */
const MAX_PEERS = 500;
const SOURCE_STATES = ['hearing', 'waiting', 'trouble'];
const STORE_STATES = ['ok', 'retrying', 'refused', 'disk-trouble', 'journal_full', 'journal_unwritable'];
const PEER_LABELS = ['router', 'view', 'vrf', 'peer', 'peer_as'];

/** All metrics, in the order in which they are told. Labels are names of the code and the configuration, and of the first peers. */
export const METRICS: readonly MetricOfState[] = [
  gauge('earshot_info', 'Always 1; the labels say what runs.', ['collector', 'version'], ({ collector, version }) => [
    { labels: { collector, version }, value: 1 },
  ]),
  one('counter', 'earshot_messages_received_total', 'Records and messages that came in.', (s) => s.messages.received),
  one('counter', 'earshot_messages_decoded_total', 'Those that were understood.', (s) => s.messages.decoded),
  one('counter', 'earshot_messages_faulty_total', 'Those that are damaged or malformed.', (s) => s.messages.faulty),
  one('counter', 'earshot_messages_filtered_total', 'Those of no kind that is kept.', (s) => s.messages.filtered),
  byLabel(
    'counter',
    'earshot_filtered_total',
    'What is of no kind that is kept, parts of messages too.',
    'reason',
    (s) => byReasonName(s.messages.filteredReasons)
  ),
  one('counter', 'earshot_points_made_total', 'Points for the databases.', (s) => s.points.made),
  one('counter', 'earshot_points_recovered_total', 'Points that the last run left behind.', (s) => s.points.recovered),
  one('counter', 'earshot_points_written_total', 'Points that the databases stored.', (s) => s.points.written),
  byLabel('counter', 'earshot_points_dropped_total', 'Points that were lost.', 'reason', (s) => s.points.dropped),
  byLabel('counter', 'earshot_points_dead_total', 'Points in the dead-letter files.', 'reason', (s) => s.points.dead),
  byLabel('gauge', 'earshot_points_queued', 'Points that the database has not answered for.', 'store', (s) =>
    ofEach(s.stores, ({ queued }) => queued)
  ),
  byLabel('gauge', 'earshot_unaccounted', 'Neither kept nor counted as lost: a mistake.', 'what', (s) => ({
    messages: 0,
    points: 0,
    ...Object.fromEntries(imbalances(s).map(({ what, missing }) => [what, missing])),
  })),
  byLabel('gauge', 'earshot_journal_size_bytes', 'Size of the journal on disk.', 'store', (s) =>
    ofEach(s.stores, ({ journalBytes }) => journalBytes)
  ),
  one('counter', 'earshot_journal_damage_bytes_total', 'Bytes that no frame held.', (s) => s.points.damage.bytes),
  gauge('earshot_store_state', '1 for how the way to a database is.', ['store', 'state'], ({ stores }) =>
    Object.entries(stores).flatMap(([store, health]) =>
      oneOf(STORE_STATES, storeTrouble(health)?.kind ?? 'ok').map(([state, value]) => ({
        labels: { store, state },
        value,
      }))
    )
  ),
  gauge('earshot_lag_seconds', 'How long what was taken in last had waited.', [], ({ lagMs }) =>
    lagMs === undefined ? [] : [{ labels: {}, value: lagMs / 1000 }]
  ),
  byLabel('counter', 'earshot_left_out_total', 'What tables and detectors left out.', 'reason', (s) => ({
    ...s.leftOut,
  })),
  byLabel('counter', 'earshot_losses_total', 'What other parts dropped or cut.', 'reason', (s) => s.losses),
  gauge('earshot_source_state', '1 for how a source is.', ['source', 'state'], ({ sources }) =>
    sources.flatMap((source) =>
      oneOf(SOURCE_STATES, source.state).map(([state, value]) => ({ labels: { source: partOf(source), state }, value }))
    )
  ),
  gauge('earshot_source_connections', 'Routers or peers of a source.', ['source', 'up'], ({ sources }) =>
    sources.flatMap((source) => upAndDown(source.connections, { source: partOf(source) }))
  ),
  gauge(
    'earshot_source_last_heard_timestamp_seconds',
    'When a source heard something last.',
    ['source'],
    ({ sources }) =>
      sources.flatMap((source) =>
        source.lastHeardMs === undefined
          ? []
          : [{ labels: { source: partOf(source) }, value: source.lastHeardMs / 1000 }]
      )
  ),
  {
    ...gauge('earshot_source_events_total', 'What a source took or turned away.', ['source', 'event'], ({ sources }) =>
      sources.flatMap((source) =>
        Object.entries(source.counts).map(([event, value]) => ({ labels: { source: partOf(source), event }, value }))
      )
    ),
    type: 'counter',
  },
  one('gauge', 'earshot_routes', 'Routes in the tables.', (s) => s.tables.routes),
  byLabel('gauge', 'earshot_peers', 'Peers that were heard of.', 'up', ({ tables: { peers, peersUp } }) => ({
    true: peersUp,
    false: peers - peersUp,
  })),
  gauge('earshot_peer_up', '1 while the session of a peer is up.', PEER_LABELS, ({ peers }) =>
    peers.slice(0, MAX_PEERS).map((peer) => ({ labels: peerLabels(peer), value: peer.session === 'up' ? 1 : 0 }))
  ),
  gauge('earshot_peer_routes', 'Routes of a peer.', [...PEER_LABELS, 'afi'], ({ peers }) =>
    peers
      .slice(0, MAX_PEERS)
      .flatMap((peer) =>
        peer.tables.map(({ familyName: afi, routes }) => ({ labels: { ...peerLabels(peer), afi }, value: routes }))
      )
  ),
];

type Samples = MetricOfState['samples'];

function gauge(name: string, help: string, labels: readonly string[], samples: Samples): MetricOfState {
  return { type: 'gauge', name, help, labels, samples };
}

function one(
  type: MetricOfState['type'],
  name: string,
  help: string,
  value: (s: CollectorState) => number
): MetricOfState {
  return { type, name, help, labels: [], samples: (state) => [{ labels: {}, value: value(state) }] };
}

/** One label, and a value for each value of it. */
function byLabel(
  type: MetricOfState['type'],
  name: string,
  help: string,
  label: string,
  values: (state: CollectorState) => Readonly<Record<string, number>>
): MetricOfState {
  const samples: Samples = (state) =>
    Object.entries(values(state)).map(([key, value]) => ({ labels: { [label]: key }, value }));
  return { type, name, help, labels: [label], samples };
}

function ofEach<T>(parts: Readonly<Record<string, T>>, value: (part: T) => number): Record<string, number> {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, value(part)]));
}

function oneOf(states: readonly string[], current: string): [state: string, value: number][] {
  return states.map((state) => [state, state === current ? 1 : 0]);
}

function upAndDown(connections: readonly { readonly up: boolean }[], labels: Sample['labels']): Sample[] {
  const up = connections.filter((connection) => connection.up).length;
  return [
    { labels: { ...labels, up: 'true' }, value: up },
    { labels: { ...labels, up: 'false' }, value: connections.length - up },
  ];
}

function peerLabels({ router, view, vrf, address, as }: PeerSummary): Record<string, string> {
  return { router, view, vrf, peer: address, peer_as: String(as) };
}
