/**
 * One step of an AS path: an AS, which counts several times where it prepends itself, or a set of ASNs without order.
 * Steps inside a confederation (RFC 5065) say so.
 */
export type Hop =
  | { kind: 'as'; asn: number; times: number; isConfederation: boolean }
  | { kind: 'set'; asns: readonly number[]; isConfederation: boolean };

const maxAsn = 0xffff_ffff;
const segment = /\{([\d,]+)\}|\(([\d ]+)\)|\[([\d,]+)\]|(\d+)/y;

/**
 * Reads an AS path as the collector writes it, the neighbour first and the origin last: `65010 65020`, `{set}`,
 * `(confederation)`, `[its set]`. Repeats in a row become one hop. An empty text is the path of a route of the own AS;
 * undefined is no AS path.
 */
export function parseAsPath(text: string): Hop[] | undefined {
  const hops: Hop[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === ' ') {
      at++;
      continue;
    }
    segment.lastIndex = at;
    const [whole, set, confederation, confederationSet, single] = segment.exec(text) ?? [];
    const asns = (set ?? confederation ?? confederationSet ?? single)?.split(/[ ,]/).map(Number);
    if (whole === undefined || !asns?.every((asn) => asn <= maxAsn)) {
      return undefined;
    }
    at += whole.length;
    const isConfederation = confederation !== undefined || confederationSet !== undefined;
    if (set !== undefined || confederationSet !== undefined) {
      hops.push({ kind: 'set', asns: [...new Set(asns)].sort((a, b) => a - b), isConfederation });
    } else {
      asns.forEach((asn) => append(hops, asn, isConfederation));
    }
  }
  return hops;
}

function append(hops: Hop[], asn: number, isConfederation: boolean): void {
  const last = hops.at(-1);
  if (last?.kind === 'as' && last.asn === asn && last.isConfederation === isConfederation) {
    last.times++;
  } else {
    hops.push({ kind: 'as', asn, times: 1, isConfederation });
  }
}

/** The path as people read it: prepends as `65010 ×3`. */
export function formatAsPath(hops: readonly Hop[]): string {
  return hops.map(formatHop).join(' ');
}

export function formatHop(hop: Hop): string {
  const name = hopName(hop);
  return hop.kind === 'as' && hop.times > 1 ? `${name} ×${hop.times}` : name;
}

/** What a hop is, however often it stands in a row: `65010`, `{65010,65011}`, `(65010)`, `[65010,65011]`. */
export function hopName(hop: Hop): string {
  if (hop.kind === 'as') {
    return hop.isConfederation ? `(${hop.asn})` : String(hop.asn);
  }
  return hop.isConfederation ? `[${hop.asns.join(',')}]` : `{${hop.asns.join(',')}}`;
}
