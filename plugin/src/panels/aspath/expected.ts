/** A range of ASNs with both ends. */
type Range = readonly [first: number, last: number];

/**
 * Reads the list of ASNs that a network expects: `65010, 65020-65030`, separated by commas or spaces. An empty list expects
 * everything. Gives the words that are no ASN.
 */
export function readExpected(text: string): { isExpected: (asn: number) => boolean; wrong: string[] } {
  const ranges: Range[] = [];
  const wrong: string[] = [];
  for (const word of text.split(/[\s,]+/).filter((each) => each !== '')) {
    const [, first, last = first] = /^(?:AS)?(\d+)(?:-(\d+))?$/i.exec(word) ?? [];
    if (first === undefined || Number(first) > Number(last)) {
      wrong.push(word);
    } else {
      ranges.push([Number(first), Number(last)]);
    }
  }
  const isExpected = (asn: number) => ranges.length === 0 || ranges.some(([from, to]) => asn >= from && asn <= to);
  return { isExpected, wrong };
}
