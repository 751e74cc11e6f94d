import { appendFile, mkdtemp, rename, rm, symlink, truncate, unlink, utimes, writeFile } from 'node:fs/promises';
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
  #hasLooked = false;
  #isTroubled!: () => void;
  /** Until it cannot be read. */
  readonly troubled = new Promise<void>((resolve) => (this.#isTroubled = resolve));
  readonly done: Promise<void>;

  constructor(from: FollowOptions['from'], checkMs = 20) {
    this.done = this.#run(new FileFollower(path, { from, checkMs }));
  }

  /** Until it has looked and this has been read; what never comes ends with the test's own time. */
  async reads(text: string): Promise<void> {
    while (this.text !== text || !this.#hasLooked) {
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
      } else if (item.kind === 'trouble') {
        this.#isTroubled();
      } else {
        this.#hasLooked = true;
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

test('files that came and were rotated away meanwhile are read in between, and told where they cannot be', async () => {
  await writeFile(path, 'read');
  const first = new Followed('start');
  await first.reads('|read');
  stop.abort();
  await first.done;
  const written = async (name: string, text: string, second: number): Promise<void> => {
    await appendFile(`${path}${name}`, text);
    await utimes(`${path}${name}`, second, second);
  };
  await written('', ' rest', 1000);
  await rename(path, `${path}.3`);
  await written('.4', 'older', 900);
  await written('.2.gz', 'compressed', 1100);
  await written('.1', 'between', 1200);
  await written('.table', 'no rotated one', 1300);
  await written('', 'new', 1400);

  stop = new AbortController();
  await new Followed(first.place).reads('| rest!|between|new');
});

test('rotated twice before it was looked at, a file that is followed is followed by both', async () => {
  await writeFile(path, 'first');
  const follower = new FileFollower(path, { from: 'start', checkMs: 20 }).items(stop.signal);
  const read: string[] = [];
  const until = async (text: string): Promise<void> => {
    while (read.at(-1) !== text) {
      const { value } = await follower.next();
      read.push(value?.kind === 'chunk' ? Buffer.from(value.bytes).toString() : (value?.kind ?? 'end'));
    }
  };
  await until('first');
  await utimes(path, 1000, 1000);
  await rename(path, `${path}.2`);
  await writeFile(`${path}.1`, 'second');
  await writeFile(path, 'third');
  await until('third');
  expect(read.filter((one) => one !== 'idle')).toEqual(['begin', 'first', 'begin', 'second', 'begin', 'third']);
});

test('while it cannot be looked at it is waited for, and then read on where reading stopped', async () => {
  await writeFile(path, 'read');
  const followed = new Followed('start');
  await followed.reads('|read');
  await rename(path, `${path}.1`);
  // Neither there nor absent: ENOTDIR.
  await symlink(`${path}.1/nothing`, path);
  await followed.troubled;
  await appendFile(`${path}.1`, ' rest');
  await unlink(path);
  await writeFile(path, 'new');
  await followed.reads('|read| rest|new');
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
