import { parsePrefix } from '../../src/net/parse-prefix.ts';
import type { Vrp } from '../../src/rtr/vrp.ts';
import { ipv4, ipv6, join, u16, u32, u8 } from './bytes.ts';

/** PDUs of a cache, byte by byte as RFC 8210 §5 draws them; version 1 unless it is said. */
export function pdu(type: number, field: number, body: Uint8Array = new Uint8Array(), version = 1): Uint8Array {
  return join(u8(version), u8(type), u16(field), u32(8 + body.length), body);
}

export const serialNotify = (sessionId: number, serial: number, version = 1): Uint8Array =>
  pdu(0, sessionId, u32(serial), version);
export const cacheResponse = (sessionId: number, version = 1): Uint8Array => pdu(3, sessionId, undefined, version);
export const cacheReset = (version = 1): Uint8Array => pdu(8, 0, undefined, version);

/** `192.0.2.0/24-28 64500` */
export function prefixPdu(text: string, announced = true, version = 1): Uint8Array {
  const { address, lengthBits, maxLengthBits, as } = parts(text);
  const head = join(u8(announced ? 1 : 0), u8(lengthBits), u8(maxLengthBits), u8(0));
  const [type, bytes] = address.includes(':') ? [6, ipv6(address)] : [4, ipv4(address)];
  return pdu(type, 0, join(head, bytes, u32(as)), version);
}

export interface EndOfDataParts {
  readonly refresh?: number;
  readonly retry?: number;
  readonly expire?: number;
  readonly version?: number;
}

export function endOfData(sessionId: number, serial: number, parts: EndOfDataParts = {}): Uint8Array {
  const { refresh = 3600, retry = 600, expire = 7200, version = 1 } = parts;
  const intervals = version === 0 ? new Uint8Array() : join(u32(refresh), u32(retry), u32(expire));
  return pdu(7, sessionId, join(u32(serial), intervals), version);
}

export function routerKey(): Uint8Array {
  return pdu(9, 0x0100, join(new Uint8Array(20).fill(7), u32(64500), new Uint8Array(91)));
}

export function errorReport(code: number, text = '', of: Uint8Array = new Uint8Array(), version = 1): Uint8Array {
  const words = new TextEncoder().encode(text);
  return pdu(10, code, join(u32(of.length), of, u32(words.length), words), version);
}

/** All that a cache has, as an answer to a Reset Query. */
export function fullAnswer(sessionId: number, serial: number, vrps: readonly string[], version = 1): Uint8Array {
  const prefixes = vrps.map((text) => prefixPdu(text, true, version));
  return join(cacheResponse(sessionId, version), ...prefixes, endOfData(sessionId, serial, { version }));
}

export function vrpOf(text: string): Vrp {
  const { address, lengthBits, maxLengthBits, as } = parts(text);
  return { prefix: parsePrefix(`${address}/${lengthBits}`)!, maxLengthBits, as };
}

function parts(text: string): { address: string; lengthBits: number; maxLengthBits: number; as: number } {
  const [, address, length, maxLength, as] = /^(\S+)\/(\d+)(?:-(\d+))? (\d+)$/.exec(text)!;
  return {
    address: address!,
    lengthBits: Number(length),
    maxLengthBits: Number(maxLength ?? length),
    as: Number(as),
  };
}
