import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';
import { generator } from './random';

/** A table of so many IPv4 prefixes, of lengths and nested about as in the internet: the same each time. */
export function madeUpPrefixes(count: number): DataFrame {
  const random = generator(7);
  const [prefix, label, origin]: [string[], string[], number[]] = [[], [], []];
  const seen = new Set<string>();
  while (prefix.length < count) {
    const lengthBits = 24 - Math.floor(random() * random() * 16);
    const shift = 32 - lengthBits;
    const address = ((Math.floor((1 + random() * 222) * 2 ** 24) >>> shift) << shift) >>> 0;
    const text = `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}/${lengthBits}`;
    if (!seen.has(text)) {
      seen.add(text);
      prefix.push(text);
      label.push(['transit', 'peering', 'customer'][Math.floor(random() * 3)]!);
      origin.push(1000 + Math.floor(random() * 500));
    }
  }
  return toDataFrame({
    fields: [
      { name: 'prefix', type: FieldType.string, values: prefix },
      { name: 'label', type: FieldType.string, values: label },
      { name: 'origin_as', type: FieldType.number, values: origin },
    ],
  });
}
