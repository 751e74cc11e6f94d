import type { GrafanaTheme2 } from '@grafana/data';
import { type Change, changeColor, labelColors } from '../colors';
import type { Palette } from './draw';
import type { PathModel } from './paths';
import { type ColorBy, keyOf } from './strands';

/** The keys that are drawn, in the order of a legend, each with its colour. */
export function keyColors(model: PathModel, colorBy: ColorBy, theme: GrafanaTheme2): ReadonlyMap<string, string> {
  const keys = new Set(model.paths.map((_, path) => keyOf(path, model, colorBy)));
  if (colorBy === 'change') {
    const changes = (['gained', 'lost', 'flapping', 'same'] satisfies Change[]).filter((change) => keys.has(change));
    return new Map(changes.map((change) => [change, changeColor(change, theme)]));
  }
  return labelColors(colorBy === 'label' ? model.labels.filter((label) => keys.has(label)) : keys, theme);
}

export function paletteOf(colors: ReadonlyMap<string, string>, theme: GrafanaTheme2): Palette {
  return {
    background: theme.colors.background.primary,
    text: theme.colors.text.primary,
    faint: theme.colors.text.secondary,
    node: theme.colors.text.secondary,
    mark: theme.colors.error.text,
    focus: theme.colors.primary.border,
    of: (key) => colors.get(key) ?? theme.colors.text.disabled,
    fontFamily: theme.typography.fontFamily,
    monospace: theme.typography.fontFamilyMonospace,
  };
}
