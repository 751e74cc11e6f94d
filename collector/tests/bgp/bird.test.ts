import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { decodeBody, decodeHeader } from '../../src/bgp/message.ts';
import { Reader } from '../../src/bytes/reader.ts';
import { formatFamily, IPV4_UNICAST, IPV6_UNICAST } from '../../src/net/family.ts';
import type { SpeakerPeerOptions } from '../../src/sources/bgp-speaker-options.ts';
import { freePort } from '../influxd.ts';
import { hasTool } from '../tools.ts';
import { Bird } from './bird.ts';
import { stopDaemons, until } from './daemon.ts';
import { Listener, peer } from './listener.ts';
import { heardRoutes } from './route.ts';

const ADDRESS = '127.0.0.11';
const HERE = '127.0.0.10';
const AS = 65010;
const installed = hasTool('birdc');
let port: number;

describe.skipIf(!installed)('BIRD connects', () => {
  let bird: Bird;
  let listener: Listener;

  beforeAll(async () => {
    port = await freePort();
    listener = await listen({ addPath: [IPV4_UNICAST] });
    bird = await Bird.start(config(port));
    await listener.endOfRib(ADDRESS, IPV4_UNICAST);
    await listener.endOfRib(ADDRESS, IPV6_UNICAST);
  });

  afterAll(async () => {
    await stopDaemons();
    await listener.close();
  });

  test('its view of what it sends equals our table: IPv4 with two paths to a prefix, IPv6, every kind of community', () => {
    const routes = heardRoutes(listener);
    expect(routes).toEqual(bird.exported(AS));
    expect(routes.map(({ route }) => route)).toEqual([
      'ipv4 10.1.0.0/16',
      'ipv4 10.1.0.0/16',
      'ipv4 10.2.0.0/16',
      'ipv6 2001:db8:1::/48',
      'ipv6 2001:db8:2::/48',
    ]);
    expect(routes[0]).toMatchObject({ communities: ['65010:7'], largeCommunities: ['65010:1:2'], med: 20 });
    expect([...listener.table.keys()].filter((key) => key.startsWith('ipv4 10.1.0.0/16 '))).toHaveLength(2);
  });

  test('its status says of which families all paths are heard, and of which the best ones only', () => {
    const { connections, blindSpots } = listener.speaker.status();
    expect(connections.map(({ families }) => families)).toEqual([['ipv4 with all paths', 'ipv6']]);
    expect(blindSpots).toEqual([
      expect.stringMatching(new RegExp(`^${ADDRESS} AS${AS} tells its best paths only \\(ipv6\\)`)),
    ]);
  });

  test('RFC 4271 §8.2.2: the states of a session that the peer opens', () => {
    expect(listener.changes(ADDRESS)).toEqual(['Active', 'OpenSent', 'OpenConfirm', 'Established']);
  });

  test('a route that is withdrawn goes, one that changes is replaced', async () => {
    bird.write('bird.conf', config(port, { changed: true }));
    bird.birdc('configure');
    await until('the withdrawal', () => ![...listener.table.keys()].some((key) => key.startsWith('ipv4 10.2.0.0/16')));
    await until('the change', () => heardRoutes(listener).some(({ med }) => med === 30));
    expect(heardRoutes(listener)).toEqual(bird.exported(AS));
  });

  test('RFC 7313 §4: a table that is asked for comes between its marks', async () => {
    const before = listener.events.length;
    listener.speaker.refresh(ADDRESS, IPV4_UNICAST);
    const refreshes = (): string[] =>
      listener.events
        .slice(before)
        .flatMap((event) => (event.kind === 'route-refresh' ? [`${event.direction} ${event.refresh.subtype}`] : []));
    await until('the end of the refresh', () => refreshes().includes('received 2'));
    expect(refreshes()).toEqual(['sent 0', 'received 1', 'received 2']);
    expect(listener.events.slice(before).some(({ kind }) => kind === 'announce')).toBe(true);
    expect(heardRoutes(listener)).toEqual(bird.exported(AS));
  });

  test('a table that it asks us for is empty, and said to be', async () => {
    const before = listener.events.length;
    bird.birdc('reload', 'in', 'earshot');
    const marks = (): string[] =>
      listener.events
        .slice(before)
        .flatMap((event) =>
          event.kind === 'route-refresh'
            ? [`${event.direction} ${formatFamily(event.refresh.family)} ${event.refresh.subtype}`]
            : []
        );
    await until('two answers', () => marks().length >= 6);
    expect(marks().sort()).toEqual([
      'received ipv4 0',
      'received ipv6 0',
      'sent ipv4 1',
      'sent ipv4 2',
      'sent ipv6 1',
      'sent ipv6 2',
    ]);
  });

  test('Cease with a text ends the session, and it comes back', async () => {
    bird.birdc('disable', 'earshot', '"CHG-1042: back in a minute"');
    await until('the loss', () => listener.losses(ADDRESS).length === 1);
    expect(listener.losses(ADDRESS)).toEqual(['Cease: Administrative Shutdown "CHG-1042: back in a minute"']);
    bird.birdc('enable', 'earshot');
    await listener.established(ADDRESS);
    await listener.endOfRib(ADDRESS, IPV6_UNICAST, 2);
    expect(heardRoutes(listener)).toEqual(bird.exported(AS));
  });

  test('it has never had a route of us: all that was sent as UPDATE is End-of-RIB', () => {
    expect(bird.birdc('show', 'protocols', 'all', 'earshot')).not.toMatch(/[1-9]\d* imported/);
    const sent = listener.messages(ADDRESS).filter(({ direction }) => direction === 'sent');
    const updates = sent.flatMap(({ bytes, params }) => {
      const { type, body } = decodeHeader(new Reader(bytes));
      const message = typeof type === 'number' ? undefined : decodeBody(type, body, params);
      return message?.type === 'UPDATE' ? [message.update] : [];
    });
    expect(updates.map(({ endOfRib }) => endOfRib && formatFamily(endOfRib))).toEqual(['ipv4', 'ipv6', 'ipv4', 'ipv6']);
    expect(updates.flatMap(({ announced }) => announced.flatMap(({ prefixes }) => prefixes))).toEqual([]);
  });
});

describe.skipIf(!installed)('a session with BIRD', () => {
  let bird: Bird;
  let listener: Listener;

  beforeEach(async () => {
    port = await freePort();
  });

  afterEach(async () => {
    await stopDaemons();
    await listener.close('end of the test');
  });

  test('RFC 4271 §6.8: both sides connect, one session stays', async () => {
    bird = await Bird.start(config(port));
    listener = await listen({ passive: false, localAddress: HERE, port });
    await listener.established(ADDRESS);
    await listener.endOfRib(ADDRESS, IPV6_UNICAST);
    expect(heardRoutes(listener)).toEqual(bird.exported(AS));
    expect(listener.losses(ADDRESS)).toEqual([]);
  });

  test('we connect to one that only waits, again when it has been killed', async () => {
    bird = await Bird.start(config(port, { passive: true }));
    listener = await listen({ passive: false, localAddress: HERE, port });
    await listener.endOfRib(ADDRESS, IPV6_UNICAST);
    bird.signal('SIGKILL');
    await until('the loss', () => listener.losses(ADDRESS).length === 1);
    expect(listener.losses(ADDRESS)).toEqual(['the peer closed the connection']);
    bird.run();
    await listener.endOfRib(ADDRESS, IPV6_UNICAST, 2);
    expect(heardRoutes(listener)).toEqual(bird.exported(AS));
    expect(listener.changes(ADDRESS).slice(0, 4)).toEqual(['Connect', 'OpenSent', 'OpenConfirm', 'Established']);
  });

  test('the hold timer ends a session whose peer is silent while TCP stays', async () => {
    listener = await listen({ holdTimeSeconds: 3 });
    bird = await Bird.start(config(port));
    await listener.endOfRib(ADDRESS, IPV6_UNICAST);
    bird.signal('SIGSTOP');
    await until('the loss', () => listener.losses(ADDRESS).length === 1);
    expect(listener.losses(ADDRESS)).toEqual(['Hold Timer Expired']);
    bird.signal('SIGCONT');
    await listener.endOfRib(ADDRESS, IPV6_UNICAST, 2);
  });

  test('RFC 4486 §4: more prefixes than allowed end the session, and the peer has to wait', async () => {
    listener = await listen({ maxPrefixes: 1 });
    bird = await Bird.start(config(port));
    await until('the loss', () => listener.losses(ADDRESS).length === 1);
    expect(listener.losses(ADDRESS)).toEqual(['Cease: Maximum Number of Prefixes Reached, more than 1 prefix of ipv4']);
    expect(listener.speaker.state(ADDRESS)).toBe('Idle');
    await until('its view', () => /Received: Maximum number of prefixes/.test(protocol(bird)));
  });

  test('RFC 4724 §4.2: what a peer wants kept while it restarts is said', async () => {
    listener = await listen({});
    bird = await Bird.start(config(port, { restarts: true }));
    await listener.endOfRib(ADDRESS, IPV6_UNICAST);
    bird.signal('SIGKILL');
    await until('the loss', () => listener.losses(ADDRESS).length === 1);
    const { retained } = listener.states(ADDRESS).find(({ from }) => from === 'Established')!;
    expect(retained).toEqual({ families: [IPV4_UNICAST, IPV6_UNICAST], forMs: 120_000 });
  });

  test('RFC 4271 §6.2: a peer of another AS is refused, and told why', async () => {
    listener = await listen({ as: 65099 });
    bird = await Bird.start(config(port));
    await until('its view', () => /Received: Bad peer AS/.test(protocol(bird)));
    expect(listener.changes(ADDRESS)).not.toContain('Established');
    expect(listener.states(ADDRESS).map(({ reason }) => reason)).toContain(
      'OPEN Message Error: Bad Peer AS, AS: need 65099, have 65010'
    );
  });
});

function listen(options: Partial<SpeakerPeerOptions>): Promise<Listener> {
  return Listener.open({ listen: [{ address: HERE, port }], peers: [peer({ address: ADDRESS, ...options })] });
}

function protocol(bird: Bird): string {
  return bird.birdc('show', 'protocols', 'all', 'earshot');
}

/** Two tables, and the lines of the guide. */
function config(ownPort: number, { changed = false, passive = false, restarts = false } = {}): string {
  return `
router id 10.0.0.11;
protocol device { }
protocol static one {
  ipv4 { import filter { bgp_path.prepend(65100); bgp_community.add((65010, 7)); bgp_large_community.add((65010, 1, 2)); accept; }; };
  route 10.1.0.0/16 blackhole;
  ${changed ? '' : 'route 10.2.0.0/16 blackhole;'}
}
protocol static two {
  ipv4 { import filter { bgp_path.prepend(4200000001); bgp_path.prepend(65100); bgp_origin = ORIGIN_INCOMPLETE; accept; }; };
  route 10.1.0.0/16 blackhole;
}
protocol static three {
  ipv6 { import filter { bgp_ext_community.add((rt, 65010, 3)); bgp_ext_community.add((ro, 65010, 4)); accept; }; };
  route 2001:db8:1::/48 blackhole;
  route 2001:db8:2::/48 blackhole;
}
protocol bgp earshot {
  local ${ADDRESS} port ${ownPort} as ${AS};
  neighbor ${HERE} port ${ownPort} as 65001;
  strict bind;
  multihop;
  connect delay time 1;
  connect retry time 1;
  error wait time 1, 2;
  ${passive ? 'passive;' : ''}
  ${restarts ? 'graceful restart on; graceful restart time 120;' : ''}
  ipv4 {
    import none;
    export filter { if proto = "one" then bgp_med = ${changed ? 30 : 20}; accept; };
    add paths tx;
    next hop address 192.0.2.1;
  };
  ipv6 { import none; export all; next hop address 2001:db8::1; };
}
`;
}
