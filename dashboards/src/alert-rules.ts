import { stringify } from 'yaml';
import { ask, at, formula, incidentRule, mean, subject, threshold, type AlertRule } from './alert-rule.ts';
import { uids } from './dashboard.ts';
import type { Query } from './source.ts';

/** A table of open incidents on the dashboard that shows the kind best. */
const shownOn = {
  incidents: { dashboardUid: uids.incidents, panelId: 6 },
  overlaps: { dashboardUid: uids.overlaps, panelId: 7 },
  redundancy: { dashboardUid: uids.redundancy, panelId: 6 },
  flaps: { dashboardUid: uids.stability, panelId: 11 },
  sessions: { dashboardUid: uids.messages, panelId: 8 },
  messages: { dashboardUid: uids.messages, panelId: 7 },
  collector: { dashboardUid: uids.collector, panelId: 8 },
};

function sessionDown(): AlertRule {
  // Ten intervals, so that a slow collector or a late write does not pass for silence.
  const span = { from: 600, to: 0 };
  return {
    uid: 'earshot-session-down',
    title: 'BGP session down',
    condition: 'down',
    // Down at two evaluations running, so that a session which is back within a minute does not page.
    for: '1m',
    // The collector repeats the state of every known peer each interval. No row at all means that nobody listens, which is
    // not the same as all sessions up: it shows as "no data" and not as one session down.
    noDataState: 'NoData',
    execErrState: 'Error',
    ...shownOn.sessions,
    labels: { severity: 'critical' },
    annotations: {
      summary: 'BGP session of {{ $labels.router }} with {{ $labels.peer }} (AS {{ $labels.peer_as }}) is down',
      description:
        'Router {{ $labels.router }}, VRF {{ $labels.vrf }}: the session with {{ $labels.peer }} ' +
        'is not Established. The alert resolves when it is up again.',
    },
    // BMP tells the state of a session with each of its tables, and always with this one.
    data: [
      ask('up', { queryType: 'sessions', format: 'numeric', filter: { view: ['adj-in-pre'] } }, span),
      threshold('down', 'up', 'lt', 1, span),
    ],
  };
}

/** Of each peer, the messages of ten minutes beside those of six hours before. */
function messageRate(): AlertRule {
  const messages: Query = {
    queryType: 'messageRates',
    format: 'timeseries',
    per: 'minute',
    groupBy: ['router', 'peer'],
  };
  const recent = { from: 600, to: 0 };
  const before = { from: 22_200, to: 600 };
  return {
    uid: 'earshot-message-rate',
    title: 'BGP message rate changed',
    condition: 'changed',
    for: '2m',
    // A peer of which there are no six hours yet has no usual rate.
    noDataState: 'OK',
    execErrState: 'Error',
    ...shownOn.messages,
    labels: { severity: 'info' },
    annotations: {
      summary: '{{ $labels.peer }} at {{ $labels.router }} sends far more or fewer BGP messages than before',
      description:
        '{{ printf "%.1f" $values.now.Value }} messages a minute in the last 10 minutes, ' +
        '{{ printf "%.1f" $values.usual.Value }} in the 6 hours before: more than 5 times as many and 60 more, or less than a fifth. ' +
        'The alert resolves by itself when the rate is back, or has become usual.',
    },
    data: [
      ask('recent', messages, recent),
      mean('now', 'recent', recent),
      ask('before', messages, before),
      mean('usual', 'before', recent),
      // Sixty a minute more, so that a few messages of a quiet peer are no news; KEEPALIVEs make the floor of the fewer.
      formula('changed', '$now > 5 * $usual + 60 || $now < $usual / 5', recent),
    ],
  };
}

/** Points that a collector lost in ten minutes. Of one that tells nothing nothing is known, which is not the same as no loss. */
function collectorLoss(): AlertRule {
  const span = { from: 600, to: 0 };
  return {
    uid: 'earshot-collector-loss',
    title: 'Collector loses data',
    condition: 'lost',
    for: '0s',
    noDataState: 'NoData',
    execErrState: 'Error',
    ...shownOn.collector,
    labels: { severity: 'critical' },
    annotations: {
      summary: 'Collector {{ $labels.collector }} dropped points',
      description:
        'Points were lost at {{ $labels.part }} in the last 10 minutes. The dashboard Collector health says why. ' +
        'The alert resolves 10 minutes after the last loss.',
    },
    data: [
      ask('dropped', { queryType: 'collector', format: 'timeseries', metric: 'dropped' }, span),
      mean('rate', 'dropped', span),
      threshold('lost', 'rate', 'gt', 0, span),
    ],
  };
}

/** What Grafana provides for alerting; each rule has one instance for each session, peer or incident. */
export function alertRules(): AlertRule[] {
  return [
    sessionDown(),
    messageRate(),
    collectorLoss(),
    incidentRule(['flood', 'drought'], {
      uid: 'earshot-flood-drought',
      title: 'UPDATE flood or drought',
      ...shownOn.incidents,
      annotations: {
        summary: '{{ $labels.kind }} of UPDATE messages from {{ $labels.peer }} at {{ $labels.router }}',
        description:
          'Far more or fewer UPDATE messages than this peer usually sends. The alert resolves when the number is near the usual one.',
      },
    }),
    incidentRule(['overlap'], {
      uid: 'earshot-new-overlap',
      title: 'New overlap',
      ...shownOn.overlaps,
      annotations: {
        summary: `${subject} overlaps with another route`,
        description:
          `The same addresses are heard over two different paths${at}. The dashboard of overlapping prefixes shows both sides. ` +
          'The alert resolves when the overlap ends.',
      },
    }),
    incidentRule(['redundancy'], {
      uid: 'earshot-reduced-redundancy',
      title: 'Reduced redundancy or lost backup',
      ...shownOn.redundancy,
      annotations: {
        summary: `${subject} lost a path`,
        description:
          `Fewer paths than before lead there${at}. It may still work, but the next failure can take it down; ` +
          'critical: no path is left. The alert resolves when the path is back.',
      },
    }),
    incidentRule(['path-policy'], {
      uid: 'earshot-unexpected-path',
      title: 'Unexpected path',
      ...shownOn.incidents,
      annotations: {
        summary: `Routes break a rule for paths${at}`,
        description:
          'An AS path or a prefix is not what the configuration allows there: a leak, or a route that takes another way. ' +
          'The alert resolves when the last such route is gone.',
      },
    }),
    incidentRule(['flapping', 'session-flapping'], {
      uid: 'earshot-flapping',
      title: 'Flapping',
      ...shownOn.flaps,
      annotations: {
        summary: `{{ with $labels.prefix }}{{ . }}{{ else }}A session or several prefixes{{ end }} of {{ $labels.peer }} keep going and coming`,
        description: `Up and down again and again${at}. The alert resolves when it has rested.`,
      },
    }),
    incidentRule(['origin-change', 'moas'], {
      uid: 'earshot-origin-change',
      title: 'Origin AS changed',
      ...shownOn.incidents,
      annotations: {
        summary: `${subject} has another origin AS than before, or several`,
        description: `Check that the AS may announce it${at}. The alert resolves when one origin is left and stays.`,
      },
    }),
    incidentRule(['hijack'], {
      uid: 'earshot-hijack',
      title: 'Possible hijack',
      ...shownOn.incidents,
      annotations: {
        summary: `${subject} is announced otherwise than expected`,
        description:
          `A wrong origin, a more specific prefix or a wrong neighbour of what the configuration expects${at}. ` +
          'The alert resolves when nobody hears it any more.',
      },
    }),
    incidentRule(['rpki-invalid'], {
      uid: 'earshot-rpki-invalid',
      title: 'RPKI invalid route',
      ...shownOn.incidents,
      annotations: {
        summary: `${subject} is invalid by RPKI`,
        description: `ROAs cover the route and none allows its origin and length${at}. The alert resolves when it is gone.`,
      },
    }),
    incidentRule(['visibility', 'vanished-prefixes'], {
      uid: 'earshot-vanished-prefixes',
      title: 'Prefixes vanished',
      ...shownOn.incidents,
      annotations: {
        summary: `${subject} can no longer be reached, or is seen by too few peers`,
        description: `The last path was withdrawn, or an expected prefix is missing${at}. The alert resolves when no more goes.`,
      },
    }),
    incidentRule(['prefix-limit'], {
      uid: 'earshot-prefix-limit',
      title: 'Prefix limit near or reached',
      ...shownOn.incidents,
      annotations: {
        summary: `The prefix limit{{ with $labels.label }} of {{ . }}{{ end }} is near or reached${at}`,
        description:
          'At the limit the other side ends the session, and every route over it is lost. Announce fewer prefixes, or have the limit ' +
          'raised. The alert resolves 5 points below the warning, or when the session is back.',
      },
    }),
    incidentRule(['silent-feed'], {
      uid: 'earshot-silent-feed',
      title: 'Silent feed',
      ...shownOn.incidents,
      annotations: {
        summary: 'Nothing is heard from {{ $labels.peer }} at {{ $labels.router }} for its hold time',
        description:
          'The session counts as up and says nothing, not even KEEPALIVE. The alert resolves with the next message.',
      },
    }),
  ];
}

/** The rules as Grafana reads them from a file. It takes dollar signs in them as they are. */
export function formatAlertRules(rules: AlertRule[]): string {
  const group = { orgId: 1, name: 'earshot', folder: 'Earshot', interval: '1m', rules };
  const head = '# Written by dashboards/generate.ts from dashboards/src/alert-rules.ts.\n';
  return (
    head +
    stringify({ apiVersion: 1, groups: [group] }, { singleQuote: true, lineWidth: 0, aliasDuplicateObjects: false })
  );
}
