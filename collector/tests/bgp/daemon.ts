import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Nobody, where the tests run as root: a daemon on loopback needs no rights. */
const NOBODY = 65_534;
export const unprivileged = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
const TRIES = 2000;
const TRY_MS = 20;

const daemons = new Set<Daemon>();

/** Stops every daemon of this file of tests, whatever became of the tests. */
export async function stopDaemons(): Promise<void> {
  await Promise.all([...daemons].map((daemon) => daemon.stop()));
}

/** A routing daemon with a folder of its own for configuration, sockets and log. */
export class Daemon {
  readonly folder = mkdtempSync(join(tmpdir(), 'earshot-bgp-'));
  #process: ChildProcess | undefined;

  constructor() {
    daemons.add(this);
    chmodSync(this.folder, 0o777);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, text: string): string {
    writeFileSync(this.path(name), text, { mode: 0o644 });
    return this.path(name);
  }

  /** Starts the program; what it prints goes to the file `log`. */
  start(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
    const shell = `exec "$0" "$@" >>"${this.path('log')}" 2>&1`;
    this.#process = spawn('/bin/sh', ['-c', shell, program, ...args], {
      cwd: this.folder,
      env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/usr/lib/frr`, ...env },
      stdio: 'ignore',
      ...unprivileged,
    });
  }

  /** Runs a command of the daemon's own and gives what it prints. */
  ask(program: string, ...args: readonly string[]): string {
    const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` };
    return execFileSync(program, args, { cwd: this.folder, env, encoding: 'utf8', stdio: 'pipe', maxBuffer: 2 ** 30 });
  }

  /** Until the command answers. */
  async ready(program: string, ...args: readonly string[]): Promise<void> {
    await until(`${program} to answer`, () => {
      try {
        this.ask(program, ...args);
        return true;
      } catch {
        return this.#process?.exitCode === null ? undefined : this.#fail(`${program}: the daemon has ended`);
      }
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  async stop(): Promise<void> {
    daemons.delete(this);
    const child = this.#process;
    if (child?.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  #fail(problem: string): never {
    throw new Error(`${problem}: ${readFileSync(this.path('log'), 'utf8')}`);
  }
}

/** Waits until `look` gives something, most of a minute at most. */
export async function until<T>(what: string, look: () => T | undefined | false): Promise<T> {
  for (let tries = 0; tries < TRIES; tries++) {
    const found = look();
    if (found !== undefined && found !== false) {
      return found;
    }
    await sleep(TRY_MS);
  }
  throw new Error(`waited in vain for ${what}`);
}
