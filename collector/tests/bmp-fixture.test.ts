import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formatNotification } from '../src/bgp/notification.ts';
import { type Update, decodeUpdate } from '../src/bgp/update.ts';
import type { BmpMessage } from '../src/bmp/message.ts';
import { type PeerHeader, formatSessionKey } from '../src/bmp/peer-header.ts';
import { monitoringParams, sessionParams } from '../src/bmp/peer-params.ts';
import type { PeerUp } from '../src/bmp/peer-up.ts';
import { formatPrefix } from '../src/net/prefix.ts';
import { decodeAll } from './build/decode-bmp.ts';
import { fixture } from './tools.ts';

const messages = decodeAll(readFileSync(fixture('gobgp-bmp/nva.bmp')));

/** The UPDATEs as a station decodes them, each by the last Peer Up of its session. */
function monitored(): { peer: PeerHeader; update: Update }[] {
  const sessions = new Map<string, PeerUp>();
  return messages.flatMap((message) => {
    if (message.kind === 'peer-up') {
      sessions.set(formatSessionKey(message.peer), message);
    }
    if (message.kind !== 'route-monitoring') {
      return [];
    }
    const { peer, message: raw } = message;
    const up = sessions.get(formatSessionKey(peer));
    const params = monitoringParams(up && sessionParams(up, peer.view), peer);
    return [{ peer, update: decodeUpdate(raw.body, params) }];
  });
}

const updates = monitored();

function of<K extends BmpMessage['kind']>(kind: K): Extract<BmpMessage, { kind: K }>[] {
  return messages.filter((message): message is Extract<BmpMessage, { kind: K }> => message.kind === kind);
}

test('every message of a real router decodes, as many of each as an independent count found', () => {
  const counts: Partial<Record<BmpMessage['kind'], number>> = {};
  for (const { kind } of messages) {
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  expect(counts).toEqual({
    initiation: 1,
    'peer-up': 4,
    'route-monitoring': 43,
    'statistics-report': 5,
    'peer-down': 3,
  });
  expect(updates.flatMap(({ update }) => update.faults)).toEqual([]);
});

test('each view has the routes that an independent count found', () => {
  const counts: Record<string, [announced: number, withdrawn: number]> = {};
  for (const { peer, update } of updates) {
    const count = (counts[`${peer.view} ${peer.address}`] ??= [0, 0]);
    count[0] += update.announced.flatMap(({ prefixes }) => prefixes).length;
    count[1] += update.withdrawn.flatMap(({ prefixes }) => prefixes).length;
  }
  expect(counts).toEqual({
    'adj-in-pre 127.0.0.3': [7, 1],
    'adj-in-post 127.0.0.3': [7, 4],
    'adj-in-pre 127.0.0.4': [3, 0],
    'adj-in-post 127.0.0.4': [3, 3],
    'loc-rib 0.0.0.0': [9, 6],
  });
});

test('no prefix is misread, though the post-policy table leaves out the path identifiers that the session agreed on', () => {
  const seen = new Set(
    updates.flatMap(({ peer, update }) =>
      [...update.announced, ...update.withdrawn].flatMap(({ prefixes }) =>
        prefixes.map((prefix) => `${peer.view} ${formatPrefix(prefix)} ${prefix.pathId ?? 'without'}`)
      )
    )
  );
  const views = ['adj-in-post', 'loc-rib'];
  const prefixes = ['10.101.0.0/24', '10.102.0.0/16', '10.20.0.0/16', '10.21.0.0/16', 'fd00:20::/48'];
  expect([...seen].sort()).toEqual(
    [
      'adj-in-pre 10.101.0.0/24 1',
      'adj-in-pre 10.101.0.0/24 2',
      'adj-in-pre 10.102.0.0/16 1',
      ...prefixes.slice(2).map((prefix) => `adj-in-pre ${prefix} without`),
      ...views.flatMap((view) => prefixes.map((prefix) => `${view} ${prefix} without`)),
    ].sort()
  );
});

test('the three ways in which a session goes', () => {
  const reasons = of('peer-down').map(({ peer, reason }) => {
    const why = 'notification' in reason && reason.notification ? formatNotification(reason.notification) : '';
    return `${peer.address} ${reason.kind} ${why}`.trim();
  });
  expect(reasons).toEqual([
    '127.0.0.3 remote-notification Cease: Administrative Shutdown',
    '127.0.0.4 remote-without-notification',
    '127.0.0.3 local-notification Cease: Administrative Reset',
  ]);
});

test('who the router says that it is, and how many routes it counts', () => {
  expect(of('initiation')).toMatchObject([{ sysName: 'GoBGP', sysDescr: '3.10.0' }]);
  const [first] = of('statistics-report');
  expect(first!.statistics.map(({ name, value }) => [name, value])).toEqual([
    ['routes in Adj-RIB-In', 2],
    ['routes in Loc-RIB', 2],
    ['updates treated as withdraw', 1],
    ['prefixes treated as withdraw', 1],
  ]);
});
