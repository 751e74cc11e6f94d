import { formatPrefix, hasHostBits, isMapped, maskPrefix, parseAddress, parsePrefix } from '../../shared/prefix';
import { checkAsPathPattern } from './as-path-pattern';
import type { Match, RouteFilter } from './model';
import { matchLabels } from './words';

const duration = /^\d+(\.\d+)?(ms|s|m|h|d|w)$|^(\d+(\.\d+)?(h|m|s|ms))+$/;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const control = /\p{Cc}/u;
const variable = /\$\w+|\$\{\w|\[\[\w/;
/** Of RFC 1997 and, with three numbers, RFC 8092; extended ones of RFC 4360 by name or in hex. */
const community =
  /^(?:\d+|\*)(?::(?:\d+|\*)){1,2}$|^(?:rt|soo):(?:\d+|\*|\d+(?:\.\d+){3}):(?:\d+|\*)$|^0x[0-9a-f]{16}$/;
/** RFC 1997, RFC 7999. */
const knownCommunities = ['no-export', 'no-advertise', 'local-as', 'blackhole'];

/** Whether a text holds a variable, whose value is known only when the query is asked. */
export function hasVariable(text: string): boolean {
  return variable.test(text);
}

/** Ways to compare for which an address is enough, as they find what covers it. */
const ofAddresses: readonly Match[] = ['lookup', 'shorter', 'overlap'];

/** What is wrong with the prefix of a filter. */
export function checkPrefix(
  { prefix: text = '', match = 'exact', afi = '' }: RouteFilter,
  matches: readonly Match[] = ['lookup']
): string | undefined {
  if (text.trim() === '' || hasVariable(text)) {
    return undefined;
  }
  const prefix = parsePrefix(text);
  if (!prefix || isMapped(prefix.bytes)) {
    return 'not a prefix: write it as 10.1.0.0/16 or 2001:db8::/32';
  }
  if (!prefix.hasLength && !ofAddresses.includes(match)) {
    const other = ofAddresses.find((one) => matches.includes(one));
    return `no length: write ${formatPrefix(prefix)}${other ? `, or choose "${matchLabels[other]}"` : ''}`;
  }
  if (hasHostBits(prefix)) {
    return `host bits set: did you mean ${formatPrefix(maskPrefix(prefix))}?`;
  }
  if (afi && !hasVariable(afi) && !afi.startsWith(prefix.family)) {
    return `not of the chosen family ${afi}`;
  }
  return undefined;
}

export function checkAddress(text: string): string | undefined {
  return hasVariable(text) || parseAddress(text)
    ? undefined
    : `"${text}" is not an IP address: write it as 10.0.0.1 or 2001:db8::1`;
}

export function checkAsNumber(text: string): string | undefined {
  const digits = /^(?:AS)?(\d{1,10})$/i.exec(text)?.[1];
  return hasVariable(text) || (digits !== undefined && Number(digits) < 2 ** 32)
    ? undefined
    : `"${text}" is not an AS number: write it as 65010`;
}

export function checkAsPath(text: string): string | undefined {
  return hasVariable(text) ? undefined : checkAsPathPattern(text);
}

export function checkCommunity(text: string): string | undefined {
  const isCommunity = community.test(text) || knownCommunities.includes(text.toLowerCase());
  return text === '' || hasVariable(text) || isCommunity
    ? undefined
    : `"${text}" is no community: write it as 65000:1, 65000:*, 64500:1:2, rt:65000:1 or no-export`;
}

/** A code of a NOTIFICATION, each number an octet (RFC 4271 §4.5). */
export function checkCode(text: string): string | undefined {
  const numbers = /^(\d{1,3})(?:\/(\d{1,3}))?$/.exec(text)?.slice(1) ?? ['256'];
  return hasVariable(text) || numbers.every((number = '0') => Number(number) < 256)
    ? undefined
    : `"${text}" is no NOTIFICATION code: write it as 6, or with its subcode as 6/2`;
}

/** What is wrong with a time, a duration before another time, or that other time itself. */
export function checkAt(text = 'end'): string | undefined {
  return isEnd(text.trim()) ? undefined : checkOtherTime(text);
}

/** What is wrong with a time that is not the end, or a duration before another time. */
export function checkOtherTime(text: string): string | undefined {
  const time = text.trim();
  const isInstant = instant.test(time) && !Number.isNaN(Date.parse(time));
  return hasVariable(time) || isInstant || (duration.test(time) && Number.parseFloat(time) > 0)
    ? undefined
    : 'not a time: write end, 2026-01-31T22:30:00Z, or a time before the end such as 30m';
}

export function isEnd(at: string): boolean {
  return at === '' || at === 'end';
}

export function checkCount(count: number | undefined): string | undefined {
  return count === undefined || (Number.isInteger(count) && count >= 0) ? undefined : 'not a whole number';
}

export function checkText(text: string): string | undefined {
  if (text.trim() === '') {
    return 'holds an empty value: remove it';
  }
  return control.test(text) ? 'holds a control character: remove it' : undefined;
}
