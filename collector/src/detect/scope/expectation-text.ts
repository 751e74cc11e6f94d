import { formatPrefix } from '../../net/prefix.ts';
import type { Expectation, PeerSelector } from '../settings.ts';

/** Which routes an expectation speaks of, in words that do not depend on its place in the file: ` in 10.0.0.0/8 under label vnet`. */
export function subjectText({ prefix, familyName, label, peer }: Expectation): string {
  const parts = [
    prefix && `${prefix.match === 'exact' ? 'to' : 'in'} ${formatPrefix(prefix.value)}`,
    familyName && `of ${familyName}`,
    label && `under label ${label}`,
    peer.length > 0 && `from ${peer.map(selectorText).join(', ')}`,
  ];
  return parts.map((part) => (part ? ` ${part}` : '')).join('');
}

function selectorText(selector: PeerSelector): string {
  switch (selector.kind) {
    case 'address':
      return selector.address;
    case 'as':
      return `AS${selector.as}`;
    case 'name':
      return selector.name;
  }
}
