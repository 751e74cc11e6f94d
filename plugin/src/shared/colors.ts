import type { GrafanaTheme2 } from '@grafana/data';

/** What a route's label says where nothing matched. */
export const noLabel = 'none';

const grey = '#8e9ba8';

/** Hues that are told apart at a glance; red stays for what is wrong. */
const hues = ['blue', 'orange', 'purple', 'green', 'yellow'];
const shades = ['', 'light-', 'dark-', 'super-light-', 'semi-dark-'].flatMap((shade) => hues.map((hue) => shade + hue));

/**
 * The colours of the labels, each of its own as long as there are colours: the same label has the same colour wherever it is shown
 * with the same name, as its place comes from its name alone unless another has taken it.
 */
export function labelColors(labels: Iterable<string>, theme: GrafanaTheme2): ReadonlyMap<string, string> {
  const colors = new Map<string, string>();
  const taken = new Set<number>();
  for (const label of [...new Set(labels)].sort()) {
    if (label === noLabel || label === '') {
      colors.set(label, grey);
      continue;
    }
    const place = freePlace(hashOf(label) % hues.length, taken);
    taken.add(place);
    colors.set(label, theme.visualization.getColorByName(shades[place]!));
  }
  return colors;
}

/** The wished hue or the next free one, then the same of each further shade; the wished one when none is free. */
function freePlace(wished: number, taken: ReadonlySet<number>): number {
  for (let from = 0; from < shades.length; from += hues.length) {
    for (let step = 0; step < hues.length; step++) {
      const place = from + ((wished + step) % hues.length);
      if (!taken.has(place)) {
        return place;
      }
    }
  }
  return wished;
}

/** FNV-1a of the UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** How a route or path stands to another time, in the colours that route analytics uses, each with a sign of its own. */
export type Change = 'gained' | 'lost' | 'flapping' | 'same';

export const changeSigns: Readonly<Record<Change, string>> = { gained: '+', lost: '−', flapping: '≈', same: '' };

export function changeColor(change: Change, theme: GrafanaTheme2): string {
  const names: Record<Change, string> = { gained: 'green', lost: 'blue', flapping: 'yellow', same: grey };
  return theme.visualization.getColorByName(names[change]);
}
