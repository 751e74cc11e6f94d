import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CollectorState } from '../../src/observe/collector-state.ts';

const program = resolve(import.meta.dirname, '../../bin/earshot.js');
const running = new Set<Running>();

/** Stops every daemon of this file of tests, whatever became of the tests. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((one) => one.remove()));
}

/** `earshot run` as a process, with a folder of its own for its configuration, journal and checkpoint. */
export class Running {
  readonly folder = mkdtempSync(join(tmpdir(), 'earshot-run-'));
  readonly config = join(this.folder, 'earshot.yaml');
  stderr = '';
  #process: ChildProcess | undefined;

  readonly #checkpoint: string;

  /** `yaml`: the rest of the configuration. `checkpoint`: how often what it knows is written down. */
  constructor(yaml: string, checkpoint = '1s') {
    running.add(this);
    this.#checkpoint = checkpoint;
    this.write(yaml);
  }

  write(yaml: string): void {
    const checkpoint = `checkpoint: { path: ${this.folder}/checkpoint, every: ${this.#checkpoint} }`;
    writeFileSync(this.config, `journal: { path: ${this.folder}/journal }\n${checkpoint}\n${yaml}`);
  }

  start(): void {
    const child = spawn(process.execPath, [program, 'run', '--config', this.config], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.#process = child;
  }

  /** What it tells of itself at a port; undefined where it does not answer. */
  async status(port: number): Promise<CollectorState | undefined> {
    const answer = await fetch(`http://127.0.0.1:${port}/status`).catch(() => undefined);
    return answer?.ok ? ((await answer.json()) as CollectorState) : undefined;
  }

  /** Waits until a checkpoint is written that was begun after now. */
  async remembered(): Promise<void> {
    const written = (): number => statSync(join(this.folder, 'checkpoint'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    // One that is under way does not hold what has just been heard.
    for (let more = 0; more < 2; more++) {
      const before = written();
      await until(() => written() > before);
    }
  }

  reload(): void {
    this.#process!.kill('SIGHUP');
  }

  kill(): Promise<number> {
    return this.#end('SIGKILL');
  }

  /** Ends it as a service manager does; gives the exit code. */
  stop(): Promise<number> {
    return this.#end('SIGTERM');
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
    running.delete(this);
  }

  async #end(signal: NodeJS.Signals): Promise<number> {
    const child = this.#process;
    if (child?.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    }
    return child?.exitCode ?? -1;
  }
}

/** Waits until it gives something other than undefined or false; the test's own time is the limit. */
export async function until<T>(look: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) {
      return found;
    }
    await sleep(100);
  }
}
