import { join } from './bytes.ts';
import { type PeerTraits, type Recorder, ScriptedPeer } from './scripted-peer.ts';

/**
 * A script of what the peers of a router do, and the MRT file that the router writes of it, in whole seconds. Times such as `00:05:00`
 * count from its start. The same script makes the same bytes.
 */
export class Scenario implements Recorder {
  readonly routerAddress: string;
  readonly #startSeconds: number;
  readonly #peers: ScriptedPeer[] = [];
  readonly #steps = new Map<number, (() => void)[]>();
  #records: Uint8Array[] = [];
  #atSeconds = 0;

  /** `start`: such as `2026-03-10T17:30:00Z`. */
  constructor(start: string, routerAddress: string) {
    this.#startSeconds = Date.parse(start) / 1000;
    this.routerAddress = routerAddress;
  }

  get timeSeconds(): number {
    return this.#startSeconds + this.#atSeconds;
  }

  peer(traits: PeerTraits): ScriptedPeer {
    const peer = new ScriptedPeer(traits, this);
    this.#peers.push(peer);
    return peer;
  }

  /** Steps of one time are taken in the order in which the script gives them. */
  at(time: string, step: () => void): void {
    this.#add(secondsOf(time), step);
  }

  /** Takes a step again and again; it is told how often it was taken before. */
  every(periodSeconds: number, from: string, until: string, step: (time: number) => void): void {
    const [fromSeconds, untilSeconds] = [secondsOf(from), secondsOf(until)];
    for (let time = 0; fromSeconds + time * periodSeconds < untilSeconds; time++) {
      this.#add(fromSeconds + time * periodSeconds, () => step(time));
    }
  }

  write(record: Uint8Array): void {
    this.#records.push(record);
  }

  /** Plays the script from its start to `end`. */
  play(end: string): Uint8Array {
    const endSeconds = secondsOf(end);
    this.#records = [];
    for (this.#atSeconds = 0; this.#atSeconds <= endSeconds; this.#atSeconds++) {
      this.#steps.get(this.#atSeconds)?.forEach((step) => step());
      this.#peers.forEach((peer) => peer.tick());
    }
    return join(...this.#records);
  }

  #add(second: number, step: () => void): void {
    const steps = this.#steps.get(second) ?? [];
    steps.push(step);
    this.#steps.set(second, steps);
  }
}

function secondsOf(time: string): number {
  const [hours, minutes, seconds] = time.split(':').map(Number) as [number, number, number];
  return (hours * 60 + minutes) * 60 + seconds;
}
