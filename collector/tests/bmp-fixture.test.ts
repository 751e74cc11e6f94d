import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatNotification } from '../src/bgp/notification.ts';
import { type Update, decodeUpdate } from '../src/bgp/update.ts';
import type { BmpMessage } from '../src/bmp/message.ts';
import { type PeerHeader, formatSessionKey } from '../src/bmp/peer-header.ts';
import { monitoringParams, viewParams } from '../src/bmp/peer-params.ts';
import type { PeerDown } from '../src/bmp/peer-down.ts';
import type { PeerUp } from '../src/bmp/peer-up.ts';
import { formatPrefix } from '../src/net/prefix.ts';
import { decodeAll } from './build/decode-bmp.ts';
import { fixture } from './tools.ts';

interface Recording {
  readonly messages: readonly BmpMessage[];
  readonly updates: readonly { readonly peer: PeerHeader; readonly update: Update }[];
}

/** A recording as a station decodes it, each UPDATE by the last Peer Up of its session. */
function recording(name: string): Recording {
  const messages = decodeAll(readFileSync(fixture(name)));
  const sessions = new Map<string, PeerUp>();
  const updates = messages.flatMap((message) => {
    if (message.kind === 'peer-up') {
      sessions.set(formatSessionKey(message.peer), message);
    }
    if (message.kind !== 'route-monitoring') {
      return [];
    }
    const { peer, message: raw } = message;
    const up = sessions.get(formatSessionKey(peer));
    const params = monitoringParams(up && viewParams(up, peer.view), peer);
    return [{ peer, update: decodeUpdate(raw.body, params) }];
  });
  return { messages, updates };
}

function of<K extends BmpMessage['kind']>({ messages }: Recording, kind: K): Extract<BmpMessage, { kind: K }>[] {
  return messages.filter((message): message is Extract<BmpMessage, { kind: K }> => message.kind === kind);
}

function countKinds({ messages }: Recording): Partial<Record<BmpMessage['kind'], number>> {
  const counts: Partial<Record<BmpMessage['kind'], number>> = {};
  for (const { kind } of messages) {
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** Announced and withdrawn prefixes of each view and peer. */
function countRoutes({ updates }: Recording): Record<string, [announced: number, withdrawn: number]> {
  const counts: Record<string, [announced: number, withdrawn: number]> = {};
  for (const { peer, update } of updates) {
    const count = (counts[`${peer.view} ${peer.address}`] ??= [0, 0]);
    count[0] += update.announced.flatMap(({ prefixes }) => prefixes).length;
    count[1] += update.withdrawn.flatMap(({ prefixes }) => prefixes).length;
  }
  return counts;
}

/** Every prefix of every view, with its path identifier. */
function prefixesSeen({ updates }: Recording): string[] {
  const all = updates.flatMap(({ peer, update }) =>
    [...update.announced, ...update.withdrawn].flatMap(({ prefixes }) =>
      prefixes.map((prefix) => `${peer.view} ${formatPrefix(prefix)} ${prefix.pathId ?? 'without'}`)
    )
  );
  return [...new Set(all)].sort();
}

function peerDowns(of: readonly PeerDown[]): string[] {
  return of.map(({ peer, reason }) => {
    const why = 'notification' in reason && reason.notification ? formatNotification(reason.notification) : '';
    return `${peer.address} ${reason.kind} ${why}`.trim();
  });
}

const VIEWS = ['adj-in-post', 'loc-rib'];
const GOBGP_PREFIXES = ['10.101.0.0/24', '10.102.0.0/16', '10.20.0.0/16', '10.21.0.0/16', 'fd00:20::/48'];

describe('GoBGP', () => {
  const gobgp = recording('gobgp-bmp/nva.bmp');

  test('every message decodes, as many of each as an independent count found', () => {
    expect(countKinds(gobgp)).toEqual({
      initiation: 1,
      'peer-up': 4,
      'route-monitoring': 43,
      'statistics-report': 5,
      'peer-down': 3,
    });
    expect(gobgp.updates.flatMap(({ update }) => update.faults)).toEqual([]);
  });

  test('each view has the routes that an independent count found', () => {
    expect(countRoutes(gobgp)).toEqual({
      'adj-in-pre 127.0.0.3': [7, 1],
      'adj-in-post 127.0.0.3': [7, 4],
      'adj-in-pre 127.0.0.4': [3, 0],
      'adj-in-post 127.0.0.4': [3, 3],
      'loc-rib 0.0.0.0': [9, 6],
    });
  });

  test('no prefix is misread, though the post-policy table leaves out the path identifiers that the session agreed on', () => {
    const preOfHub = ['10.101.0.0/24 1', '10.101.0.0/24 2', '10.102.0.0/16 1'];
    const preOfEr = GOBGP_PREFIXES.slice(2).map((prefix) => `${prefix} without`);
    const others = VIEWS.flatMap((view) => GOBGP_PREFIXES.map((prefix) => `${view} ${prefix} without`));
    expect(prefixesSeen(gobgp)).toEqual(
      [...[...preOfHub, ...preOfEr].map((one) => `adj-in-pre ${one}`), ...others].sort()
    );
  });

  test('the three ways in which a session goes', () => {
    expect(peerDowns(of(gobgp, 'peer-down'))).toEqual([
      '127.0.0.3 remote-notification Cease: Administrative Shutdown',
      '127.0.0.4 remote-without-notification',
      '127.0.0.3 local-notification Cease: Administrative Reset',
    ]);
  });

  test('who the router says that it is, and how many routes it counts', () => {
    expect(of(gobgp, 'initiation')).toMatchObject([{ sysName: 'GoBGP', sysDescr: '3.10.0' }]);
    expect(of(gobgp, 'statistics-report')[0]!.statistics.map(({ name, value }) => [name, value])).toEqual([
      ['routes in Adj-RIB-In', 2],
      ['routes in Loc-RIB', 2],
      ['updates treated as withdraw', 1],
      ['prefixes treated as withdraw', 1],
    ]);
  });
});

describe('FRR', () => {
  const frr = recording('frr-bmp/nva.bmp');

  test('every message decodes, as many of each as an independent count found', () => {
    expect(countKinds(frr)).toEqual({
      initiation: 1,
      'peer-up': 1,
      'route-monitoring': 8,
      'statistics-report': 4,
      'route-mirroring': 5,
      'peer-down': 2,
    });
    expect(countRoutes(frr)).toEqual({ 'adj-in-pre 127.0.0.3': [3, 1], 'adj-in-post 127.0.0.3': [3, 1] });
    expect(frr.updates.flatMap(({ update }) => update.faults)).toEqual([]);
  });

  test('no prefix is misread, though neither table has the path identifiers that the session agreed on', () => {
    const prefixes = ['10.101.0.0/24', '10.102.0.0/16', '10.103.0.0/16'];
    const views = ['adj-in-post', 'adj-in-pre'];
    expect(prefixesSeen(frr)).toEqual(views.flatMap((view) => prefixes.map((prefix) => `${view} ${prefix} without`)));
  });

  test('RFC 7854 §4.7: mirrored messages are as the session agreed, path identifiers included', () => {
    const up = of(frr, 'peer-up')[0]!;
    const seen = of(frr, 'route-mirroring').flatMap(({ peer, items }) =>
      items.map((item) => {
        const message = item.kind === 'message' ? item.message : undefined;
        if (message?.type !== 'UPDATE') {
          return message?.type;
        }
        const { announced, withdrawn } = decodeUpdate(message.body, viewParams(up, peer.view));
        return [...announced, ...withdrawn].flatMap(({ prefixes }) => prefixes.map(({ pathId }) => pathId));
      })
    );
    expect(seen).toEqual([[1], [1], [1], [1], 'NOTIFICATION']);
  });

  test('a Peer Down that has lost the BGP ID is of the session that comes up next', () => {
    expect(peerDowns(of(frr, 'peer-down'))).toEqual([
      '127.0.0.3 local-without-notification',
      '127.0.0.3 remote-notification Cease: Administrative Shutdown',
    ]);
    const sessions = [...of(frr, 'peer-down'), ...of(frr, 'peer-up')].map(({ peer }) => peer);
    expect(sessions.map(({ bgpId }) => bgpId)).toEqual(['0.0.0.0', '10.0.0.3', '10.0.0.3']);
    expect(new Set(sessions.map(formatSessionKey)).size).toBe(1);
  });

  test('a statistic that no registry names keeps its bytes', () => {
    const [report] = of(frr, 'statistics-report');
    expect(report!.statistics.at(-1)).toMatchObject({ type: 65531, name: 'statistic 65531', value: undefined });
  });
});
