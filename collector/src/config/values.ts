import { z } from 'zod';
import { AsPathPattern, PatternError } from '../bgp/as-path-pattern.ts';
import { CommunityPattern, CommunityPatternError } from '../detect/scope/community-pattern.ts';
import type { PeerSelector } from '../detect/settings.ts';
import type { AddressText } from '../net/address.ts';
import { canonicalAddress } from '../net/canonical-address.ts';
import { parseAddress, parsePrefix } from '../net/parse-prefix.ts';
import { type Prefix, formatPrefix } from '../net/prefix.ts';
import type { Endpoint } from '../sources/bmp-options.ts';
import { nearest } from './nearest.ts';

const MAX_PORT = 65_535;

/** A schema's own words for what does not fit it. */
interface Words {
  readonly error: (issue: { readonly input?: unknown }) => string;
}

/** `what` says what is wanted, with an example. */
export function wanted(what: string): Words {
  return {
    error: ({ input }) => (input === undefined ? `is missing: ${what}` : `${show(input)} does not fit: ${what}`),
  };
}

/** A value in the words of a message, cut where it is long. */
export function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

/** A map of known keys. Another key is an error, with the known one that it looks like. */
export function section<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const keys = Object.keys(shape);
  const { error } = wanted(`a section with keys such as ${keys.slice(0, 3).join(', ')}`);
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? unknownKey(issue.keys, keys) : error(issue)),
  });
}

function unknownKey([key]: readonly string[], known: readonly string[]): string {
  const near = nearest(key!, known);
  return `unknown key ${show(key)}: ${near === undefined ? `known are ${known.join(', ')}` : `is "${near}" meant?`}`;
}

type Several<T extends z.ZodType> = z.ZodPipe<z.ZodUnion<[T, z.ZodArray<T>]>, z.ZodTransform<z.output<T>[], unknown>>;

/** One or several of what is no array itself. */
export function list<T extends z.ZodType>(item: T): Several<T> {
  const several = z.union([item, z.array(item)]);
  return several.transform((value) => (Array.isArray(value) ? value : [value])) as unknown as Several<T>;
}

/** What text is read into, or what is wrong with it. */
type Reading<T> = { readonly value: T } | { readonly problem: string };

function read<In, T>(schema: z.ZodType<In, In>, parse: (text: In) => Reading<T>): z.ZodType<T, In> {
  return schema.transform((text, context): T => {
    const reading = parse(text);
    if ('value' in reading) {
      return reading.value;
    }
    context.addIssue({ code: 'custom', message: reading.problem });
    return z.NEVER;
  });
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, sec: 1, m: 60, min: 60, h: 3600, d: 86_400, w: 604_800 };
const DURATION = 'a duration looks like 60s, 5m, 1h or 90d';

/** A duration such as `60s`, `5m`, `1h 30m` or `90d`, as seconds. */
export const duration = read(
  z.string(wanted(DURATION)).regex(/^(\d+ ?(s|sec|m|min|h|d|w)( |$|(?=\d)))+$/, wanted(DURATION)),
  (text): Reading<number> => {
    let value = 0;
    for (const [, count, unit] of text.matchAll(/(\d+) ?([a-z]+)/g)) {
      value += Number(count) * SECONDS[unit!]!;
    }
    return value > 0 && Number.isSafeInteger(value * 1e6)
      ? { value }
      : { problem: `${show(text)} does not fit: ${DURATION}` };
  }
);

/** A name that is shown. */
export const name = z.string(wanted('a name such as HQ-Frankfurt')).min(1).max(100);

/** A name that becomes a tag's value. */
export const tagName = z
  .string(wanted('a name such as expressroute'))
  .regex(/^[A-Za-z0-9][\w.-]{0,49}$/, wanted('up to 50 letters, digits, and - _ . between them, such as expressroute'));

export const count = z.int(wanted('a whole number such as 4')).min(1, wanted('a number from 1 on'));
export const factor = z.number(wanted('a number such as 10 or 0.1')).positive(wanted('a number above 0'));

const ASN = 'an AS number such as 65010';
const asNumber = z.int(wanted(ASN)).min(1, wanted(ASN)).max(0xffff_ffff, wanted(ASN));
const asText = z.string(wanted(ASN)).regex(/^(AS)?[1-9]\d{0,9}$/i, wanted(ASN));

export const asn: z.ZodType<number, number | string> = read(z.union([asNumber, asText], wanted(ASN)), readAs);

function readAs(text: number | string): Reading<number> {
  const value = Number(String(text).replace(/^AS/i, ''));
  return value <= 0xffff_ffff ? { value } : { problem: `${show(text)} does not fit: ${ASN}` };
}

const PREFIX = 'a prefix looks like 10.0.0.0/8 or fd00::/8';

/** CIDR notation; an address alone is the prefix of all its bits. */
export const prefix = read(z.string(wanted(PREFIX)), readPrefix);

function readPrefix(text: string): Reading<Prefix> {
  const value = parsePrefix(text);
  if (value === undefined) {
    return { problem: `${show(text)} does not fit: ${PREFIX}` };
  }
  const whole = parseAddress(text.split('/')[0]!)!;
  const clean = whole.w0 === value.w0 && whole.w1 === value.w1 && whole.w2 === value.w2 && whole.w3 === value.w3;
  return clean ? { value } : { problem: `${text} has bits set behind its length: is ${formatPrefix(value)} meant?` };
}

const ADDRESS = 'an address such as 10.1.0.4 or fd00::1';

/** An IP address, in its one form. */
export const address = read(z.string(wanted(ADDRESS)), (text): Reading<AddressText> => {
  const value = canonicalAddress(text);
  return value === undefined ? { problem: `${show(text)} does not fit: ${ADDRESS}` } : { value };
});

const ENDPOINT = 'an address and a port such as 127.0.0.1:11019 or [2001:db8::1]:11019';

/** An address and a TCP port, as one text. */
export const endpoint = read(z.string(wanted(ENDPOINT)), (text): Reading<Endpoint> => {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = canonicalAddress(bracketed ?? plain ?? '');
  const port = Number(digits);
  return host !== undefined && port >= 1 && port <= MAX_PORT
    ? { value: { address: host, port } }
    : { problem: `${show(text)} does not fit: ${ENDPOINT}` };
});

const PORT = 'a port such as 179';

export const port = z.int(wanted(PORT)).min(1, wanted(PORT)).max(MAX_PORT, wanted(PORT));

const PATTERN = 'an AS-path pattern looks like _12076_ or ^65515$';

/** An AS-path pattern; a number alone is the pattern of its digits. */
export const asPath = read(z.union([z.string(), z.int()], wanted(PATTERN)), (text): Reading<AsPathPattern> => {
  try {
    return { value: new AsPathPattern(String(text)) };
  } catch (error) {
    if (error instanceof PatternError) {
      return { problem: `${show(text)} does not fit, ${error.message}: ${PATTERN}` };
    }
    throw error;
  }
});

const COMMUNITY = 'a community looks like 65000:1, 65000:*, 64500:1:2, rt:65000:1 or no-export';

export const community = read(z.string(wanted(COMMUNITY)), (text): Reading<CommunityPattern> => {
  try {
    return { value: new CommunityPattern(text) };
  } catch (error) {
    if (error instanceof CommunityPatternError) {
      return { problem: `${show(text)} does not fit: ${COMMUNITY}` };
    }
    throw error;
  }
});

const PEER = 'a peer is an address, an AS, or a name or group of the section peers, such as 10.1.0.4, 65515 or rs-0';

/** An address, an AS, or a name. */
export const peer = read(z.union([asNumber, z.string().min(1)], wanted(PEER)), (text): Reading<PeerSelector> => {
  if (typeof text === 'number' || /^(AS)?\d+$/i.test(text)) {
    const as = readAs(text);
    return 'value' in as ? { value: { kind: 'as', as: as.value } } : as;
  }
  const address = canonicalAddress(text);
  return { value: address === undefined ? { kind: 'name', name: text } : { kind: 'address', address } };
});

/** A map whose keys are read as well. Two keys that mean the same are an error. */
export function mapOf<K extends string | number, V extends z.ZodType>(
  what: string,
  readKey: (text: string) => K | undefined,
  value: V
): z.ZodType<ReadonlyMap<K, z.output<V>>, Record<string, z.input<V>>> {
  const record = z.record(z.string(), value, wanted(`a section whose keys are ${what}`));
  return record.transform((entries, context): ReadonlyMap<K, z.output<V>> => {
    const map = new Map<K, z.output<V>>();
    for (const [text, one] of Object.entries(entries)) {
      const key = readKey(text);
      if (key === undefined || map.has(key)) {
        const message =
          key === undefined ? `${show(text)} does not fit: a key is ${what}` : `${text} stands here twice`;
        context.addIssue({ code: 'custom', params: { key: text }, message });
      } else {
        map.set(key, one);
      }
    }
    return map;
  }) as unknown as z.ZodType<ReadonlyMap<K, z.output<V>>, Record<string, z.input<V>>>;
}

export const ADDRESS_KEY = 'an address such as 10.1.0.4';

/** A key that is an AS number. */
export function asKey(text: string): number | undefined {
  const { success, data } = asn.safeParse(text);
  return success ? data : undefined;
}
