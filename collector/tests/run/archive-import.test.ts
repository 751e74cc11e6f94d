import { afterAll, beforeAll, expect, test } from 'vitest';
import { IPV4_UNICAST } from '../../src/net/family.ts';
import { encodeEndOfRib } from '../../src/session/message-writer.ts';
import { RIS_TIME_US, risBgp } from '../build/ris.ts';
import { RisServer } from '../build/ris-server.ts';
import { GREETING, RawPeer } from '../bgp/raw-peer.ts';
import { notification, update } from '../build/bgp.ts';
import { join, u8 } from '../build/bytes.ts';
import { earshot } from '../earshot.ts';
import { Influxd, freePort } from '../influxd.ts';
import { hasTool } from '../tools.ts';
import { Running, stopAll, until } from './running.ts';

const [HERE, PEER] = ['127.0.0.55', '127.0.0.56'];
/** What they are of, when, and with which fields; when it was received is of live rows alone. */
const EVENTS: Readonly<Record<string, string>> = {
  bgp_routes: `"router", "peer", "peer_as", "afi", "action", "prefix", "as_path", "origin_as", "next_hop", "cause", "change"`,
  bgp_notification: `"router", "peer", "direction", "code", "subcode", "text"`,
};

let influxd: Influxd;
let server: RisServer;
beforeAll(async () => {
  influxd = await Influxd.start();
  for (const database of ['lived', 'imported']) {
    await earshot(['setup', '--url', influxd.url, '--database', database]);
  }
  server = await RisServer.open();
});
afterAll(async () => {
  await stopAll();
  await server.close();
  await influxd.stop();
});

async function rows(database: string, measurement: string): Promise<readonly (readonly unknown[])[]> {
  const [series] = await influxd.query(database, `SELECT ${EVENTS[measurement]} FROM ${measurement}`);
  return series?.values ?? [];
}

test.skipIf(!hasTool('influxd'))(
  'an import of the archive gives the rows that were lived, at their times',
  async () => {
    const port = await freePort();
    const daemon = new Running('');
    daemon.write(`influxdb: { url: ${influxd.url}, databases: { general: lived, verbose: lived_verbose } }
interval: 1s
router: nva-1
observe: { listen: none }
archive: { path: ${daemon.folder}/archive }
sources:
  - type: bgp
    local_as: 65001
    router_id: 10.0.0.9
    listen: [ { address: ${HERE}, port: ${port} } ]
    peers: [ { address: ${PEER}, as: 65010, passive: true } ]
  - { type: ris-live, url: '${server.url}', prefixes: [ 10.8.0.0/16 ] }
`);
    daemon.start();
    await until(() => server.heard.length >= 2);
    const peer = await RawPeer.connect(PEER, HERE, port);
    peer.send(GREETING, update({ announced: ['10.1.0.0/16', '10.2.0.0/16'] }), encodeEndOfRib(IPV4_UNICAST));
    peer.send(update({ announced: ['10.2.0.0/16'], asPath: [65010, 65011] }), update({ withdrawn: ['10.1.0.0/16'] }));
    server.send(risBgp(update({ announced: ['10.8.0.0/16'] }), { timestamp: RIS_TIME_US / 1e6 }));
    await until(async () => (await rows('lived', 'bgp_routes')).length >= 5);
    const words = new TextEncoder().encode('enough');
    peer.send(notification(6, 2, join(u8(words.length), words)));
    await until(async () => (await rows('lived', 'bgp_notification')).length > 0);
    peer.end();
    expect(await daemon.stop(), daemon.stderr).toBe(0);

    const target = ['--url', influxd.url, '--database', 'imported'];
    for (const router of ['nva-1', 'rrc01.ripe.net']) {
      const imported = await earshot([
        'import',
        ...target,
        '--router',
        router,
        `${daemon.folder}/archive/mrt/${router}`,
      ]);
      expect(imported.exitCode, imported.stderr).toBe(0);
    }
    for (const measurement of Object.keys(EVENTS)) {
      expect(await rows('imported', measurement)).toEqual(await rows('lived', measurement));
    }
  }
);
