import type { DeliveryCounts, DeliveryOptions } from '../../src/influx/delivery/delivery.ts';

/** What a process is to deliver. */
export interface Plan {
  /** Where its checkpoint and its journal are. */
  readonly folder: string;
  readonly lines: number;
  readonly linesPerCheckpoint: number;
  /** Pause after each checkpoint. */
  readonly pauseMs: number;
  /** Waits to be killed once everything is delivered. */
  readonly staysAtTheEnd?: boolean;
  readonly options: DeliveryOptions;
}

export const checkpointName = 'checkpoint';
export const journalName = 'journal';

const FIRST_NS = 1_700_000_000_000_000_000n;

/** A line of the size of a route; all differ in their time. */
export function makeLine(number: number): string {
  const peer = number % 4;
  const prefix = `10.${(number >> 8) & 255}.${number & 255}.0/24`;
  const tags = `router=local,view=adj-in-pre,vrf=default,peer=192.0.2.${peer},peer_as=6451${peer},afi=ipv4`;
  const path = `6451${peer} ${3000 + (number % 97)} ${(number * 7919) % 65_536}`;
  const fields = `prefix="${prefix}",as_path="${path}",path_length=3i,next_hop="192.0.2.${peer}",number=${number}i`;
  return `bgp_routes,${tags},action=announce,bucket=10 ${fields} ${FIRST_NS + BigInt(number) * 1_000n}`;
}

/** What a process is to deliver before, during and after an outage. */
export interface OutagePlan {
  readonly folder: string;
  readonly warmUpLines: number;
  /** During the outage. */
  readonly lines: number;
  /** Before and during it. */
  readonly linesPerSecond: number;
  /** While the backlog drains. */
  readonly liveLinesPerSecond: number;
  readonly options: DeliveryOptions;
}

export interface OutageReport {
  /** What the outage added to the journal. */
  readonly journalBytes: number;
  /** Most memory (RSS) during the outage, against the most before it. */
  readonly grownBytes: number;
  /** The same until the backlog was gone, as fast as the server took it. */
  readonly grownCatchingUpBytes: number;
  readonly drainMs: number;
  readonly counts: DeliveryCounts;
}

/** A line that says when it was made. */
export function liveLine(number: number, madeMs: number): string {
  return `live number=${number}i,made_ms=${madeMs}i ${FIRST_NS + BigInt(number)}`;
}
