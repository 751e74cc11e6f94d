import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A real InfluxDB 1.x on loopback with its data in a scratch folder. */
export class Influxd {
  readonly url: string;
  readonly folder: string;
  #process: ChildProcess;

  private constructor(url: string, folder: string) {
    this.url = url;
    this.folder = folder;
    this.#process = launch(folder);
  }

  static async start({ auth = false } = {}): Promise<Influxd> {
    const folder = await mkdtemp(join(tmpdir(), 'earshot-influxd-'));
    const [httpPort, rpcPort] = [await freePort(), await freePort()];
    await writeFile(join(folder, CONFIG), configText(folder, httpPort, rpcPort, auth));
    const influxd = new Influxd(`http://127.0.0.1:${httpPort}`, folder);
    await influxd.#ready();
    return influxd;
  }

  /** Runs InfluxQL and gives the columns and values of every series. */
  async query(database: string, statement: string, credentials = ''): Promise<Series[]> {
    const body = new URLSearchParams({ db: database, q: statement, epoch: 'ns' });
    const headers = credentials === '' ? {} : { authorization: `Basic ${btoa(credentials)}` };
    const response = await fetch(`${this.url}/query`, { method: 'POST', body, headers });
    // Nanoseconds and 63-bit integers do not fit into a number.
    const text = (await response.text()).replace(/([[,:])(-?\d{16,})(?=[,\]}])/g, '$1"$2"');
    const { results, error } = JSON.parse(text) as Answer;
    const problem = error ?? results?.find((result) => result.error)?.error;
    if (problem !== undefined) {
      throw new Error(problem);
    }
    return (results ?? []).flatMap(({ series = [] }) => series);
  }

  /** Ends it in the middle of whatever it does; its data stays. */
  async kill(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const exited = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await exited;
    }
  }

  /** After a kill. */
  async restart(): Promise<void> {
    this.#process = launch(this.folder);
    await this.#ready();
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #ready(): Promise<void> {
    for (let attempt = 0; attempt < 300; attempt++) {
      if (
        await fetch(`${this.url}/ping`).then(
          (response) => response.status === 204,
          () => false
        )
      ) {
        return;
      }
      if (this.#process.exitCode !== null) {
        break;
      }
      await sleep(100);
    }
    const { exitCode } = this.#process;
    await this.stop();
    throw new Error(exitCode === null ? 'influxd does not answer' : `influxd ended with ${exitCode}`);
  }
}

const CONFIG = 'influxdb.conf';

function launch(folder: string): ChildProcess {
  return spawn('influxd', ['-config', join(folder, CONFIG)], { stdio: 'ignore' });
}

export interface Series {
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly unknown[])[];
}

interface Answer {
  readonly error?: string;
  readonly results?: readonly { readonly error?: string; readonly series?: Series[] }[];
}

/** Below those that systems give to connections: nobody is given one by chance before it is listened on. */
const FIRST_PORT = 22_000;
const PORTS_OF_WORKER = 1_000;
/** Of each worker its own: tests that run beside each other do not choose the same. */
const worker = Number(process.env['VITEST_POOL_ID'] ?? 0) % 10;
let chosen = Math.floor(Math.random() * PORTS_OF_WORKER);

/** A loopback port on which nothing listens, another one each time. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + worker * PORTS_OF_WORKER + (chosen++ % PORTS_OF_WORKER);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false
    );
    if (isFree) {
      server.close();
      await once(server, 'close');
      return port;
    }
  }
}

function configText(folder: string, httpPort: number, rpcPort: number, auth: boolean): string {
  return `reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
[http]
  bind-address = "127.0.0.1:${httpPort}"
  auth-enabled = ${auth}
  log-enabled = false
[logging]
  level = "error"
`;
}
