import type { AddressText } from '../net/address.ts';
import type { Family } from '../net/family.ts';

/** A peer that may connect, and that is connected to. */
export interface SpeakerPeerOptions {
  readonly address: AddressText;
  readonly as: number;
  /** Where it listens. */
  readonly port: number;
  /** From which address to connect; that which the system chooses where undefined. */
  readonly localAddress: AddressText | undefined;
  /** Waits for it to connect, and does not connect to it. */
  readonly passive: boolean;
  /** 0 for none. */
  readonly holdTimeSeconds: number;
  readonly families: readonly Family[];
  /** Families with path identifiers, where the peer sends them. */
  readonly addPath: readonly Family[];
  /** Of each family; a peer that announces more is sent a Cease, and left alone for `holdOffMs`. */
  readonly maxPrefixes: number | undefined;
  readonly holdOffMs: number;
}

export interface SpeakerOptions {
  readonly localAs: number;
  readonly bgpId: AddressText;
  /** Addresses to wait for connections at; none where all are made by this side. */
  readonly listen: readonly { readonly address: AddressText; readonly port: number }[];
  readonly peers: readonly SpeakerPeerOptions[];
  readonly extendedMessages: boolean;
  /** First wait after a failed attempt, and what it grows to. */
  readonly retryMs: number;
  readonly maxRetryMs: number;
  /** A peer of which so much waits to be taken is not read any further until it is taken: TCP holds the rest. */
  readonly maxQueuedBytes: number;
}

/** What a speaker takes from its surroundings. */
export interface Surroundings {
  /** Wall clock, Unix microseconds: stamps items, drives no timer. */
  readonly nowUs: () => number;
  /** From 0 to 1, exclusive. */
  readonly random: () => number;
}

export const SYSTEM: Surroundings = { nowUs: () => Date.now() * 1000, random: () => Math.random() };

/** What a speaker turned away or held back. */
export interface SpeakerCounts {
  /** Connections from addresses that are no peer's. */
  strangers: number;
  /** Connections of a peer of which too much waits to be taken. */
  busy: number;
  /** Times that a peer was not read any further, for the same reason. */
  pauses: number;
}
