import type { RisMessage } from '../ris/message.ts';
import { isNarrow } from '../ris/subscription.ts';
import type { RisLiveOptions } from './ris-live-options.ts';
import type { ConnectionStatus, SourceStatus } from './source-status.ts';
import { counted } from '../bytes/counted.ts';

/** Names from outside: RIS has some 25 collectors, none with more than some hundred peers. */
const MAX_HOSTS = 100;
const MAX_PEERS = 2000;

interface HeardHost {
  readonly peers: Set<string>;
  lastHeardMs: number;
}

/** What is known of the connection and of what comes over it. */
export class RisLiveHealth {
  readonly #options: RisLiveOptions;
  readonly #subscriptions: number;
  readonly #hosts = new Map<string, HeardHost>();
  #open = false;
  #acknowledged = 0;
  #problem: string | undefined;
  #complaint: string | undefined;
  #lastHeardMs: number | undefined;
  #lagMs = 0;

  constructor(options: RisLiveOptions, subscriptions: number) {
    this.#options = options;
    this.#subscriptions = subscriptions;
  }

  opened(): void {
    this.#open = true;
    this.#acknowledged = 0;
    this.#problem = undefined;
    this.#complaint = undefined;
  }

  acknowledged(): void {
    this.#acknowledged++;
  }

  /** The server said what is wrong. */
  complained(words: string): void {
    this.#complaint = words;
  }

  /** Whether the message is late. */
  heard({ timeUs, host, peer }: RisMessage, receivedUs: number): boolean {
    const nowMs = receivedUs / 1000;
    this.#lastHeardMs = nowMs;
    this.#lagMs = timeUs === 0 ? 0 : Math.max(0, nowMs - timeUs / 1000);
    const known = this.#hosts.get(host);
    if (known !== undefined) {
      known.lastHeardMs = nowMs;
      if (known.peers.size < MAX_PEERS) {
        known.peers.add(peer);
      }
    } else if (this.#hosts.size < MAX_HOSTS) {
      this.#hosts.set(host, { peers: new Set([peer]), lastHeardMs: nowMs });
    }
    return this.#isLate();
  }

  /** The connection is gone, or could not be made. True where there was one. */
  ended(problem: string): boolean {
    const was = this.#open;
    this.#open = false;
    this.#problem = problem;
    return was;
  }

  status(counts: Readonly<Record<string, number>>): SourceStatus {
    return {
      type: 'ris-live',
      name: this.#options.url,
      ...this.#judged(),
      lastHeardMs: this.#lastHeardMs,
      connections: Array.from(this.#hosts, (host) => this.#connection(...host)),
      counts,
      blindSpots: this.#blindSpots(),
    };
  }

  #judged(): Pick<SourceStatus, 'state' | 'words'> {
    const said = this.#complaint === undefined ? '' : `the server says: ${this.#complaint}`;
    if (!this.#open) {
      const words = [this.#problem, said].filter((part) => part !== undefined && part !== '').join('; ');
      return words === '' ? { state: 'waiting', words: 'connecting' } : { state: 'trouble', words };
    }
    if (said !== '') {
      return { state: 'trouble', words: said };
    }
    const subscribed = `${this.#acknowledged} of ${this.#subscriptions} subscriptions are in force`;
    if (this.#lastHeardMs === undefined) {
      return { state: 'waiting', words: `connected, nothing has come yet; ${subscribed}` };
    }
    const seconds = (this.#lagMs / 1000).toFixed(1);
    const lag = `the last message was ${seconds} s old when it came`;
    return this.#isLate()
      ? { state: 'trouble', words: `late: ${lag}` }
      : { state: 'hearing', words: `${lag}; ${subscribed}` };
  }

  #connection(name: string, { peers, lastHeardMs }: HeardHost): ConnectionStatus {
    const words = `${counted(peers.size, 'peer')} heard`;
    return { name, up: this.#open, words, families: [], lastHeardMs };
  }

  #isLate(): boolean {
    return this.#lagMs > this.#options.maxLagMs;
  }

  #blindSpots(): string[] {
    const { filters } = this.#options;
    return [
      'only what the peers of RIS tell its collectors is seen: never your own tables, nor who else would take a route',
      'tables are not told, only changes: a route is known from its first change on, or from the next session of its peer on',
      'what is told while the connection is lost is never told again',
      ...(isNarrow(filters) ? ['counts are of messages with routes that were asked for'] : []),
      ...(filters.path === undefined
        ? []
        : [
            'with a filter for the path no withdrawal is told, nor a change to another path: a route stays as it was heard',
          ]),
      ...(filters.messageTypes.length === 0 || filters.messageTypes.includes('RIS_PEER_STATE')
        ? []
        : ['without RIS_PEER_STATE the routes of a peer whose session is lost stay as they were']),
    ];
  }
}
