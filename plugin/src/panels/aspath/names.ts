import type { DataFrame, Field } from '@grafana/data';
import { fieldNamed, numberAt, textAt } from '../../shared/frames';

/** A name with what it is the name of, as the data source writes both: `HQ-Frankfurt (65010)`. */
const named = /^(.+) \((\S+)\)$/;

/** What is shown for a peer: the name that the answer has for it, else its address. */
export function peerText(peer: Field | undefined, name: Field | undefined): (row: number) => string {
  return (row) => {
    const text = textAt(peer, row);
    return textAt(name, row) || (named.exec(text)?.[1] ?? text);
  };
}

/**
 * Names of ASNs: from frames with `asn` and `name`, from `origin_as` and `peer_as` with their names beside them, and from ASNs that
 * have their name before them.
 */
export function namesOf(frames: readonly DataFrame[]): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  const learn = (asn: number | undefined, name: string) => {
    if (asn !== undefined && name !== '' && name !== String(asn) && !names.has(asn)) {
      names.set(asn, name);
    }
  };
  for (const frame of frames) {
    const field = (...among: string[]) => fieldNamed(frame, ...among);
    for (const [asn, name] of [
      [field('asn', 'as'), field('name')],
      [field('origin_as'), field('origin_name', 'origin_as_name')],
      [field('peer_as'), field('peer_as_name')],
    ]) {
      for (let row = 0; asn && name && row < frame.length; row++) {
        learn(numberAt(asn, row), textAt(name, row));
      }
    }
    for (const each of [field('origin_as'), field('origin'), field('peer_as')]) {
      for (let row = 0; each && row < frame.length; row++) {
        const [, name = '', asn] = named.exec(textAt(each, row)) ?? [];
        learn(asn === undefined || Number.isNaN(Number(asn)) ? undefined : Number(asn), name);
      }
    }
  }
  return names;
}
