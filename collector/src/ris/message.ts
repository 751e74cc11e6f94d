import { parseHex } from '../bytes/hex.ts';
import type { AddressText } from '../net/address.ts';
import { canonicalAddress } from '../net/canonical-address.ts';

interface OfPeer {
  /** Unique within its host. */
  readonly id: string;
  /** When the collector heard it, Unix microseconds; 0 where it does not say. */
  readonly timeUs: number;
  /** The collector: `rrc00.ripe.net`. */
  readonly host: string;
  readonly peer: AddressText;
  readonly as: number;
}

/** A BGP message of a peer of RIS. */
export interface RisBgpMessage extends OfPeer {
  readonly kind: 'bgp';
  readonly direction: 'received' | 'sent';
  /** All of it, header included: as long as its header says. */
  readonly bytes: Uint8Array;
}

/** A change of a peer's connection: `connected` is TCP, `up` is Established, `down` neither. */
export interface RisStateMessage extends OfPeer {
  readonly kind: 'state';
  readonly state: string;
}

export type RisMessage = RisBgpMessage | RisStateMessage;

/** What one text of RIS Live says. */
export type RisText =
  | { readonly kind: 'message'; readonly message: RisMessage }
  /** The server's words, such as on a filter that it does not take, or before it closes the connection. */
  | { readonly kind: 'error'; readonly words: string }
  /** A subscription is in force. */
  | { readonly kind: 'subscribed' }
  /** Nothing of routing: the answer to a ping, or what nobody knows yet. */
  | { readonly kind: 'other'; readonly type: string }
  | { readonly kind: 'fault'; readonly problem: string };

type Fields = Readonly<Record<string, unknown>>;

const MAX_SHOWN = 60;
const MAX_WORDS = 300;
const MAX_SECONDS = 1e11;
const HEADER_BYTES = 19;
const LENGTH_AT = 16;
/** State of a peer's connection: as the manual names it, and as it comes. */
const STATE_TYPES: readonly unknown[] = ['RIS_PEER_STATE', 'STATE'];

/**
 * Decodes a text of RIS Live (https://ris-live.ripe.net/manual/). What BGP has to say is taken from the bytes of the message, `raw`,
 * and not from the fields beside them, which have no place for most attributes. The few fields that count are checked one by one: a
 * schema of all that may stand beside them would be made for each message and used for none.
 */
export function decodeRisText(text: string): RisText {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { kind: 'fault', problem: clean(`no JSON: ${(error as SyntaxError).message}`) };
  }
  const { type, data } = isFields(value) ? value : ({} as Fields);
  switch (type) {
    case 'ris_message':
      return isFields(data) ? decodeMessage(data) : wrong('data', data, 'an object');
    case 'ris_error':
      return { kind: 'error', words: errorWords(data) };
    case 'ris_subscribe_ok':
      return { kind: 'subscribed' };
    default:
      return typeof type === 'string' ? { kind: 'other', type: clean(type) } : wrong('type', type, 'a name');
  }
}

function decodeMessage(data: Fields): RisText {
  const timeUs = readTime(data['timestamp']);
  const host = readName(data['host'], /^[\w.-]{1,100}$/);
  const peer = readAddress(data['peer']);
  const as = readAs(data['peer_asn']);
  const id = readName(data['id'], /^[\x21-\x7e]{1,100}$/);
  if (timeUs === undefined) {
    return wrong('timestamp', data['timestamp'], 'Unix seconds');
  }
  if (host === undefined) {
    return wrong('host', data['host'], 'a name');
  }
  if (peer === undefined) {
    return wrong('peer', data['peer'], 'an address');
  }
  if (as === undefined) {
    return wrong('peer_asn', data['peer_asn'], 'an AS number');
  }
  if (id === undefined) {
    return wrong('id', data['id'], 'an identifier');
  }
  const of = { id, timeUs, host, peer, as };
  return STATE_TYPES.includes(data['type']) ? decodeState(data, of) : decodeBgp(data, of);
}

function decodeState({ state: given }: Fields, of: OfPeer): RisText {
  const state = readName(given, /^[\w-]{1,30}$/);
  return state === undefined
    ? wrong('state', given, 'a name')
    : { kind: 'message', message: { kind: 'state', ...of, state } };
}

function decodeBgp({ raw, direction }: Fields, of: OfPeer): RisText {
  const bytes = typeof raw === 'string' ? parseHex(raw) : undefined;
  if (bytes === undefined || bytes.length < HEADER_BYTES) {
    return wrong('raw', raw, 'a BGP message in hex');
  }
  const lengthBytes = (bytes[LENGTH_AT]! << 8) | bytes[LENGTH_AT + 1]!;
  if (lengthBytes !== bytes.length) {
    return { kind: 'fault', problem: `raw: has ${bytes.length} bytes, its header says ${lengthBytes}` };
  }
  const message = { kind: 'bgp', ...of, direction: direction === 'sent' ? 'sent' : 'received', bytes } as const;
  return { kind: 'message', message };
}

function readTime(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value < MAX_SECONDS ? Math.round(value * 1e6) : undefined;
}

function readName(value: unknown, form: RegExp): string | undefined {
  return typeof value === 'string' && form.test(value) ? value : undefined;
}

/** Without a zone: it would be any text. */
function readAddress(value: unknown): AddressText | undefined {
  return typeof value === 'string' && !value.includes('%') ? canonicalAddress(value) : undefined;
}

/** It comes as text; a number is as good. */
function readAs(value: unknown): number | undefined {
  const as = typeof value === 'number' ? value : typeof value === 'string' && /^\d{1,10}$/.test(value) ? +value : NaN;
  return Number.isInteger(as) && as >= 0 && as <= 0xffff_ffff ? as : undefined;
}

function errorWords(data: unknown): string {
  const message = isFields(data) ? data['message'] : data;
  return clean(typeof message === 'string' ? message : show(message)).slice(0, MAX_WORDS);
}

function wrong(field: string, value: unknown, need: string): RisText {
  return { kind: 'fault', problem: `${field}: ${show(value)} is not ${need}` };
}

function show(value: unknown): string {
  const text = clean(JSON.stringify(value) ?? 'nothing');
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}

/** Control characters would reach terminals and rows. */
function clean(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').slice(0, MAX_WORDS);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
