import { appendFile, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileFollower, type FilePlace, type FollowOptions } from './file-follower.ts';

let folder: string;
let path: string;
let stop: AbortController;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-follow-'));
  path = join(folder, 'bgp.mrt');
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await rm(folder, { recursive: true });
});

/** What has been followed so far: `|` where a file begins, `!` where bytes of one are lost. Each step waits until all that is there has been read. */
class Followed {
  text = '';
  place: FilePlace = { inode: 0n, offset: 0 };
  #idle: Promise<void> = Promise.resolve();
  #isIdle: (() => void) | undefined;
  readonly done: Promise<void>;

  constructor(from: FollowOptions['from'], checkMs = 20) {
    this.done = this.#run(new FileFollower(path, { from, checkMs }));
  }

  /** Until this has been read; what never comes ends with the test's own time. */
  async reads(text: string): Promise<void> {
    while (this.text !== text) {
      this.#idle = new Promise((resolve) => {
        this.#isIdle = resolve;
      });
      await this.#idle;
    }
  }

  async #run(follower: FileFollower): Promise<void> {
    for await (const item of follower.items(stop.signal)) {
      if (item.kind === 'begin') {
        this.text += '|';
        this.place = item;
      } else if (item.kind === 'chunk') {
        this.text += Buffer.from(item.bytes).toString();
        this.place = { ...this.place, offset: this.place.offset + item.bytes.length };
      } else if (item.kind === 'lost') {
        this.text += '!';
      } else {
        this.#isIdle?.();
      }
    }
  }
}

test('what is appended is read, however it is cut', async () => {
  await writeFile(path, 'one');
  const followed = new Followed('start');
  await followed.reads('|one');
  await appendFile(path, ' t');
  await followed.reads('|one t');
  await appendFile(path, 'wo');
  await followed.reads('|one two');
});

test('a file that comes later is waited for, and read from its start', async () => {
  const followed = new Followed('end');
  await followed.reads('');
  await writeFile(path, 'late');
  await followed.reads('|late');
});

test('rotation by rename: the old one to its end, then the new one', async () => {
  await writeFile(path, 'old');
  const followed = new Followed('start');
  await followed.reads('|old');
  await rename(path, `${path}.1`);
  await appendFile(`${path}.1`, ' rest');
  await followed.reads('|old rest');
  await writeFile(path, 'new');
  await followed.reads('|old rest|new');
});

test('truncation in place begins the file anew', async () => {
  await writeFile(path, 'before');
  const followed = new Followed('start');
  await followed.reads('|before');
  await truncate(path);
  await followed.reads('|before|');
  await appendFile(path, 'after');
  await followed.reads('|before|after');
});

test('truncation that the file has outgrown already is seen all the same', async () => {
  await writeFile(path, 'before');
  const followed = new Followed('start', 60_000);
  await followed.reads('|before');
  await writeFile(path, 'quite another text');
  await followed.reads('|before|quite another text');
});

test('from the end, nothing that was there is read', async () => {
  await writeFile(path, 'history ');
  const followed = new Followed('end');
  await followed.reads('|');
  await appendFile(path, 'news');
  await followed.reads('|news');
});

test('after a restart it goes on where it was, if that is still the file', async () => {
  await writeFile(path, 'read');
  const first = new Followed('start');
  await first.reads('|read');
  stop.abort();
  await first.done;
  await appendFile(path, ' and on');

  stop = new AbortController();
  await new Followed(first.place).reads('| and on');
  stop.abort();
  stop = new AbortController();
  await new Followed({ inode: 1n, offset: 4 }).reads('!|read and on');
});

test('a file that was rotated while nobody followed is read to its end first', async () => {
  await writeFile(path, 'read');
  const first = new Followed('start');
  await first.reads('|read');
  stop.abort();
  await first.done;
  await appendFile(path, ' rest');
  await rename(path, `${path}.1`);
  await writeFile(path, 'new');

  stop = new AbortController();
  await new Followed(first.place).reads('| rest|new');
});

test('a file that was cut while nobody followed is read from its start, and what is missing is told', async () => {
  await writeFile(path, 'a long text');
  const first = new Followed('start');
  await first.reads('|a long text');
  stop.abort();
  await first.done;
  await writeFile(path, 'short');

  stop = new AbortController();
  await new Followed(first.place).reads('!|short');
});

test('it ends when it is told to, also while there is no file', async () => {
  const followed = new Followed('start', 60_000);
  await followed.reads('');
  stop.abort();
  await followed.done;
  expect(followed.text).toBe('');
});
