import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';
import { generator } from './random';

/** A table of so many AS paths over so many ASNs, in tiers as in the internet: the same each time. */
export function madeUpPaths(asns: number, paths: number): DataFrame {
  const random = generator(42);
  const pick = (from: number, to: number) => from + Math.floor(random() * random() * (to - from));
  const tiers = [0, 0.03, 0.15, 0.4, 1].map((share) => Math.floor(share * asns));
  const rows = Array.from({ length: paths }, (_, row) => {
    const hops = [3, 2, 1, 0]
      .map((tier) => 1000 + pick(tiers[tier]!, tiers[tier + 1]!))
      .filter((_, at) => at === 0 || random() < 0.8)
      .reverse();
    const own = random() < 0.1 ? [...hops, hops.at(-1)!] : hops;
    return {
      peer: `peer-${row % 20}`,
      path: own.join(' '),
      label: ['transit', 'peering', 'customer'][row % 3]!,
      prefixes: pick(1, 200),
    };
  });
  const column = (name: keyof (typeof rows)[0], as: string, type: FieldType) => ({
    name: as,
    type,
    values: rows.map((row) => row[name]),
  });
  return toDataFrame({
    fields: [
      column('peer', 'peer', FieldType.string),
      column('path', 'as_path', FieldType.string),
      column('label', 'label', FieldType.string),
      column('prefixes', 'prefixes', FieldType.number),
    ],
  });
}
