import type { AddressText } from '../net/address.ts';
import type { BmpFrame } from './framer.ts';

/** A connection on which a router tells. One object for all items of it. */
export interface BmpConnection {
  /** Never the same for two connections of a station; a later one has a greater number. */
  readonly id: number;
  /** Of the router's end. */
  readonly address: AddressText;
  /** The name of the router on rows. */
  readonly router: string;
}

interface OfConnection {
  /** When it came by the clock of this machine, Unix microseconds. */
  readonly timeUs: number;
  readonly connection: BmpConnection;
}

/** What a station hears, in order: `connected`, messages and faults, `lost`, for each connection. */
export type BmpItem =
  /** A router has begun to tell; its first message follows. */
  | (OfConnection & { readonly kind: 'connected' })
  /** The frame's bytes are a copy of its own. */
  | (OfConnection & { readonly kind: 'message'; readonly frame: BmpFrame })
  /** Bytes that are no BMP, or were lost with the connection. */
  | (OfConnection & { readonly kind: 'fault'; readonly problem: string })
  /** The connection is gone, for this reason. */
  | (OfConnection & { readonly kind: 'lost'; readonly problem: string });
