import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepalive, notification } from '../../tests/build/bgp.ts';
import { BgpConnection, type ConnectionEvents } from './bgp-connection.ts';

/** More than the buffers between two sockets hold. */
const MANY_BYTES = 256 * 1024 * 1024;
const server = createServer();
let client: Socket;
let accepted: Socket;
let seen: string[];
let events: ConnectionEvents;

/** Writes down into a list of its own: an earlier connection may still be going. */
function recording(list: string[]): ConnectionEvents {
  return {
    frames: (_, { messages, fault }) => {
      list.push(...messages.map((bytes) => `message of ${bytes.length}`), ...(fault ? ['fault'] : []));
    },
    ended: (_, problem, lostBytes) => list.push(`${problem}, ${lostBytes} lost`),
    gone: () => list.push('gone'),
  };
}

/** Whether it ended well or not. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

beforeEach(async () => {
  seen = [];
  events = recording(seen);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connection = once(server, 'connection') as Promise<[Socket]>;
  client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  [accepted] = await connection;
});

afterEach(async () => {
  client.destroy();
  accepted.destroy();
  server.close();
  await once(server, 'close');
});

test('what is sent to a peer that does not read has an end', () => {
  const connection = new BgpConnection(1, accepted, false, events);
  client.pause();
  const bytes = new Uint8Array(4096);
  let sentBytes = 0;
  while (connection.send(bytes) && sentBytes < MANY_BYTES) {
    sentBytes += bytes.length;
  }
  expect(sentBytes).toBeLessThan(MANY_BYTES);
  expect(accepted.writableLength).toBeLessThan(128 * 1024);
});

test('a NOTIFICATION arrives before the end, though the peer has sent more meanwhile', async () => {
  const connection = new BgpConnection(1, accepted, false, events);
  const received: Buffer[] = [];
  client.on('data', (chunk) => received.push(chunk));
  client.write(keepalive());
  client.write(new Uint8Array(100_000));
  connection.send(notification(6, 2));
  connection.close(true);
  await Promise.all([closed(client), closed(accepted)]);
  expect(Buffer.concat(received)).toEqual(Buffer.from(notification(6, 2)));
  expect(seen).toEqual(['gone']);
});

test('a part of a message is lost with the connection', async () => {
  new BgpConnection(1, accepted, false, events);
  client.end(Buffer.concat([keepalive(), keepalive().subarray(0, 7)]));
  await closed(accepted);
  expect(seen).toEqual(['message of 19', 'the peer closed the connection, 7 lost', 'gone']);
});

test('a connection that is reset while it is not read has lost nobody knows what', async () => {
  const connection = new BgpConnection(1, accepted, false, events);
  connection.pause();
  client.write(keepalive());
  client.resetAndDestroy();
  const end = closed(accepted);
  await closed(client);
  accepted.write(new Uint8Array(1));
  await end;
  expect(seen.at(0)).toMatch(/, undefined lost$/);
});
