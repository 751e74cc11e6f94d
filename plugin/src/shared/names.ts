import { type DataFrame, type Field, MappingType } from '@grafana/data';
import { fieldNamed, numberAt, textAt } from './frames';

/** A name with what it is the name of, as the data source writes both: `HQ-Frankfurt (65010)`. */
const named = /^(.+) \((\S+)\)$/;

/** The words that the data source has for the values of a field: names of the inventory. */
function wordsOf(field: Field | undefined): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const mapping of field?.config.mappings ?? []) {
    if (mapping.type === MappingType.ValueToText) {
      Object.entries(mapping.options).forEach(([value, { text = '' }]) => words.set(value, text));
    }
  }
  return words;
}

/** What is shown for a cell: its name without the address that it is the name of, else the cell as it is. */
export function namedText(field: Field | undefined): (row: number) => string {
  const words = wordsOf(field);
  return (row) => {
    const text = textAt(field, row);
    const word = words.get(text) ?? text;
    return named.exec(word)?.[1] ?? word;
  };
}

/** Names of ASNs: those that the fields of ASNs have words for, and those of frames with `asn` and `name`. */
export function namesOf(frames: readonly DataFrame[]): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const frame of frames) {
    for (const field of ['origin_as', 'peer_as'].map((name) => fieldNamed(frame, name))) {
      for (const [asn, text] of wordsOf(field)) {
        names.set(Number(asn), named.exec(text)?.[1] ?? text);
      }
    }
    const [asns, texts] = [fieldNamed(frame, 'asn'), fieldNamed(frame, 'name')];
    for (let row = 0; asns && texts && row < frame.length; row++) {
      const asn = numberAt(asns, row);
      if (asn !== undefined && textAt(texts, row) !== '') {
        names.set(asn, textAt(texts, row));
      }
    }
  }
  return names;
}
