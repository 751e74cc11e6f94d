import type { RisMessage } from './message.ts';

/** What was heard of RIS Live, in order. */
export type RisItem =
  | {
      readonly kind: 'heard';
      /** When it came here, Unix microseconds. */
      readonly receivedUs: number;
      readonly message: RisMessage;
    }
  /** The connection is gone: what was told meanwhile is never told again. */
  | { readonly kind: 'lost'; readonly timeUs: number }
  /** A text that could not be read. */
  | { readonly kind: 'fault'; readonly timeUs: number; readonly problem: string };
