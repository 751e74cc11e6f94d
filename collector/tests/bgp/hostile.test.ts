import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { IPV4_UNICAST } from '../../src/net/family.ts';
import type { SessionItem } from '../../src/session/item.ts';
import { encodeEndOfRib } from '../../src/session/message-writer.ts';
import { refusal } from '../../src/session/refusal.ts';
import type { SpeakerOptions, SpeakerPeerOptions } from '../../src/sources/bgp-speaker-options.ts';
import { BgpSpeaker } from '../../src/sources/bgp-speaker.ts';
import { SourceError } from '../../src/sources/source.ts';
import { keepalive, message, update } from '../build/bgp.ts';
import { join, u16, u8 } from '../build/bytes.ts';
import { freePort } from '../influxd.ts';
import { until } from './daemon.ts';
import { Listener, peer, speakerOptions } from './listener.ts';
import { GREETING, RawPeer } from './raw-peer.ts';

const HERE = '127.0.0.60';
const GOOD = '127.0.0.61';
const BAD = '127.0.0.62';
const STRANGER = '127.0.0.63';
const ROUTES = ['10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/24'];
const TABLE = [update({ announced: ROUTES }), update({ withdrawn: ['10.2.0.0/16'] }), encodeEndOfRib(IPV4_UNICAST)];
const KEPT = ['ipv4 10.1.0.0/16', 'ipv4 10.3.0.0/24'];

let port: number;
let listener: Listener;
const open: { close(): Promise<void> }[] = [];
const raw: RawPeer[] = [];

beforeEach(async () => {
  port = await freePort();
});

afterEach(async () => {
  raw.splice(0).forEach((one) => one.end());
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function listen(options: Partial<SpeakerPeerOptions> = {}, speaker: Partial<SpeakerOptions> = {}): Promise<void> {
  const peers = [peer({ address: GOOD, ...options }), peer({ address: BAD, ...options })];
  await openListener({ listen: [{ address: HERE, port }], peers, ...speaker });
}

async function openListener(options: Partial<SpeakerOptions>): Promise<void> {
  listener = await Listener.open(options);
  open.push(listener);
}

/** A speaker whose items nobody takes yet. */
async function unread(options: Partial<SpeakerOptions>): Promise<BgpSpeaker> {
  const speaker = await BgpSpeaker.open(speakerOptions({ listen: [{ address: HERE, port }], ...options }));
  open.push({ close: () => speaker.close('') });
  return speaker;
}

async function connectFrom(address: string): Promise<RawPeer> {
  const one = await RawPeer.connect(address, HERE, port);
  raw.push(one);
  return one;
}

/** A session that is up and has its table. */
async function goodPeer(): Promise<RawPeer> {
  const good = await connectFrom(GOOD);
  good.send(GREETING, ...TABLE);
  await listener.endOfRib(GOOD);
  return good;
}

describe('bytes', () => {
  test('one at a time, they make the same table', async () => {
    await listen();
    const slow = await connectFrom(GOOD);
    for (const byte of join(GREETING, ...TABLE)) {
      slow.socket.write(Uint8Array.of(byte));
      await new Promise(setImmediate);
    }
    await listener.endOfRib(GOOD);
    expect([...listener.table.keys()]).toEqual(KEPT);
  });

  test('all at once as well, the session with them', async () => {
    await listen();
    await goodPeer();
    expect([...listener.table.keys()]).toEqual(KEPT);
    expect(listener.changes(GOOD)).toEqual(['Active', 'OpenSent', 'OpenConfirm', 'Established']);
  });

  test('garbage is refused, again and again, and disturbs nobody', async () => {
    await listen();
    const good = await goodPeer();
    for (let i = 0; i < 100; i++) {
      const bad = await connectFrom(BAD);
      bad.send(new Uint8Array(randomBytes(5000)));
      expect(await bad.refused()).toBe('1/1');
    }
    expect(listener.speaker.state(GOOD)).toBe('Established');
    expect(good.closed).toBe(false);
    expect([...listener.table.keys()]).toEqual(KEPT);
    expect(listener.events.filter((event) => event.kind === 'message' && event.peer.address === BAD)).toEqual([]);
  });

  test.each([
    ['4 GiB, as wide as other protocols count', new Uint8Array(20).fill(255), '1/3'],
    ['64 KiB of an OPEN', join(new Uint8Array(16).fill(255), u16(65_535), u8(1)), '1/2'],
    ['nothing', join(new Uint8Array(16).fill(255), u16(0), u8(2)), '1/2'],
  ])('a frame that claims %s is refused', async (_, bytes, refused) => {
    await listen();
    const bad = await connectFrom(BAD);
    bad.send(bytes);
    expect(await bad.refused()).toBe(refused);
  });

  test('a message that never ends is a gap, not a route', async () => {
    await listen();
    const good = await goodPeer();
    good.send(update({ announced: ['10.9.0.0/16'] }).subarray(0, 30));
    good.socket.end();
    await until('the loss', () => listener.losses(GOOD).length === 1);
    const gaps = listener.items.filter(({ kind }) => kind === 'gap');
    expect(gaps).toMatchObject([
      { problem: 'the peer closed the connection: 30 bytes of an unfinished message are lost' },
    ]);
    expect(listener.events.filter(({ kind }) => kind === 'decode-fault')).toHaveLength(1);
  });
});

describe('connections', () => {
  test('a stranger gets nothing, and is counted', async () => {
    await listen();
    const stranger = await connectFrom(STRANGER);
    stranger.send(GREETING);
    await until('the end', () => stranger.closed);
    expect(stranger.received).toEqual([]);
    expect(listener.speaker.counts.strangers).toBe(1);
    expect(listener.items.filter(({ peer: of }) => of.address === STRANGER)).toEqual([]);
  });

  test('500 idle ones of a peer are one, and neither it nor others are kept from their session', async () => {
    await listen();
    await goodPeer();
    const idle = await Promise.all(Array.from({ length: 500 }, () => connectFrom(BAD)));
    await until('all but one to be closed', () => idle.filter(({ closed }) => !closed).length === 1);
    const bad = await connectFrom(BAD);
    bad.send(GREETING, ...TABLE);
    await listener.established(BAD);
    expect(listener.speaker.state(GOOD)).toBe('Established');
    expect(listener.losses(GOOD)).toEqual([]);
  });

  test('over IPv6', async () => {
    await openListener({ listen: [{ address: '::1', port }], peers: [peer({ address: '0:0:0:0:0:0:0:1' })] });
    const six = await RawPeer.connect('::1', '::1', port);
    raw.push(six);
    six.send(GREETING, ...TABLE);
    await listener.endOfRib('::1');
    expect(listener.messages('::1')[0]).toMatchObject({
      local: { address: '::1', as: 65001 },
      peer: { address: '::1' },
    });
  });

  test('a session can be ended for what an UPDATE holds, and is tried again: RFC 7606 §3', async () => {
    await listen();
    const good = await goodPeer();
    listener.speaker.reset(GOOD, refusal(3, 1, 'lengths that contradict each other'));
    expect(await good.refused()).toBe('3/1');
    await until('the loss', () => listener.losses(GOOD).length === 1);
    expect(listener.losses(GOOD)).toEqual([
      'UPDATE Message Error: Malformed Attribute List, lengths that contradict each other',
    ]);
    expect(listener.table.size).toBe(0);
    await goodPeer();
    await listener.endOfRib(GOOD, IPV4_UNICAST, 2);
    expect([...listener.table.keys()]).toEqual(KEPT);
  });

  test('the end of the speaker is a Cease with its text, and the end of the items', async () => {
    await listen();
    const good = await goodPeer();
    await listener.speaker.close('upgrade, back at nine');
    expect(await good.refused()).toBe('6/2');
    expect(Buffer.from(good.received.at(-1)!).toString()).toContain('upgrade, back at nine');
    await listener.close();
    expect(listener.states(GOOD).at(-1)).toMatchObject({
      from: 'Established',
      to: 'Idle',
      reason: 'Cease: Administrative Shutdown "upgrade, back at nine"',
    });
  });

  test('an address that is taken is an error that names it', async () => {
    await listen();
    const second = BgpSpeaker.open(speakerOptions({ listen: [{ address: HERE, port }] }));
    await expect(second).rejects.toThrow(SourceError);
    await expect(second).rejects.toThrow(`${HERE} port ${port}`);
  });
});

describe('a reader that is slow', () => {
  const HOLD_SECONDS = 3;
  const UPDATES = 800;
  const MAX_QUEUED_BYTES = 256 * 1024;

  test('makes the peer wait, and loses neither a message nor the session', async () => {
    const peers = [peer({ address: GOOD, holdTimeSeconds: HOLD_SECONDS })];
    const speaker = await unread({ peers, maxQueuedBytes: MAX_QUEUED_BYTES });
    const good = await connectFrom(GOOD);
    good.send(GREETING);
    await until('the session', () => speaker.state(GOOD) === 'Established');
    const long = new Uint8Array(60_000);
    for (let i = 0; i < UPDATES; i++) {
      good.send(message(2, join(u16(0), u16(0), u16(i), long)));
    }
    good.send(keepalive());
    await until('a pause', () => speaker.counts.pauses > 0);
    // Longer than the hold time nothing is read: that is no silence of the peer.
    const from = performance.now();
    await until('the hold time to pass', () => performance.now() - from > 1500 * HOLD_SECONDS);
    expect(good.socket.writableLength).toBeGreaterThan(0);
    expect(speaker.state(GOOD)).toBe('Established');

    const numbers: number[] = [];
    let most = 0;
    const reading = (async (): Promise<void> => {
      for await (const batch of speaker.items()) {
        let bytes = 0;
        for (const item of batch) {
          bytes += item.kind === 'message' ? item.bytes.length : 0;
          if (item.kind === 'message' && item.direction === 'received' && item.bytes[18] === 2) {
            numbers.push((item.bytes[23]! << 8) | item.bytes[24]!);
          }
        }
        most = Math.max(most, bytes);
      }
    })();
    await until('all of it', () => numbers.length === UPDATES);
    expect(numbers).toEqual(Array.from({ length: UPDATES }, (_, i) => i));
    // What one read of the socket gives comes on top.
    expect(most).toBeLessThan(2 * MAX_QUEUED_BYTES);
    expect(speaker.state(GOOD)).toBe('Established');
    await speaker.close('');
    await reading;
  });

  test('lets a peer of which too much waits add no connection', async () => {
    const speaker = await unread({ peers: [peer({ address: BAD })], maxQueuedBytes: 10_000 });
    while (speaker.counts.busy === 0) {
      const bad = await connectFrom(BAD);
      bad.send(GREETING);
      await until('an answer', () => bad.received.length > 0 || bad.closed);
      bad.end();
    }
    const items = speaker.items()[Symbol.asyncIterator]();
    const { value } = (await items.next()) as IteratorYieldResult<readonly SessionItem[]>;
    expect(value.length).toBeLessThan(100);
    const again = await connectFrom(BAD);
    again.send(GREETING);
    await until('the session', () => speaker.state(BAD) === 'Established');
  });
});
