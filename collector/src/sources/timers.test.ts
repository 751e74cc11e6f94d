import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { Timers } from './timers.ts';

/** Until a timer of its own fires: those that are due earlier have fired then. */
function after(timers: Timers, ms: number): Promise<void> {
  return new Promise((resolve) => timers.start(`after ${ms}`, ms, resolve));
}

test('a timer fires once, and not when it is stopped', async () => {
  const timers = new Timers();
  const fired: string[] = [];
  timers.start('a', 1, () => fired.push('a'));
  timers.start('b', 1, () => fired.push('b'));
  timers.stop('b');
  await after(timers, 20);
  expect(fired).toEqual(['a']);
});

test('one that is started anew fires for the last start alone, with the same time or another', async () => {
  const timers = new Timers();
  const fired: string[] = [];
  timers.start('a', 1, () => fired.push('first'));
  timers.start('a', 1, () => fired.push('second'));
  timers.start('b', 1, () => fired.push('short'));
  timers.start('b', 2, () => fired.push('longer'));
  await after(timers, 20);
  expect(fired.sort()).toEqual(['longer', 'second']);
});

test('it can be started from where it fires', async () => {
  const timers = new Timers();
  let fired = 0;
  const again = (): void => {
    fired++;
    if (fired < 3) {
      timers.start('a', 1, again);
    }
  };
  timers.start('a', 1, again);
  await after(timers, 50);
  expect(fired).toBe(3);
});

test('after a busy spell what a socket holds is heard before a timer fires', async () => {
  const timers = new Timers();
  const order: string[] = [];
  const server = createServer((socket) => {
    socket.on('data', () => {
      order.push('heard');
      timers.stop('hold');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await accepted;
  timers.start('hold', 1, () => order.push('expired'));
  client.write('x');
  const started = performance.now();
  while (performance.now() - started < 20) {
    // Busy: the timer is due and the byte is there before either can be seen to.
  }
  await after(timers, 20);
  expect(order).toEqual(['heard']);
  client.destroy();
  server.close();
});
