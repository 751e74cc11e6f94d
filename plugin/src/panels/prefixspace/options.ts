import type { PanelMigrationHandler } from '@grafana/data';
import type { PanelView } from '../../shared/PanelFrame';
import type { ColorBy } from './fields';
import type { Scale } from './layout';

export interface PrefixSpaceOptions {
  colorBy: ColorBy;
  scale: Scale;
  /** Where to begin, such as `10.0.0.0/8`; empty begins with the smallest prefix that holds all. */
  startAt: string;
  maxPrefixes: number;
  showOverlaps: boolean;
  view: PanelView;
  /** Variable of the dashboard that a choice sets, where the dashboard has it. */
  prefixVariable: string;
}

export const maxPrefixesLimit = 1_200_000;

export const defaults: Readonly<PrefixSpaceOptions> = {
  colorBy: 'label',
  scale: 'compact',
  startAt: '',
  maxPrefixes: 100_000,
  showOverlaps: true,
  view: 'picture',
  prefixVariable: 'prefix',
};

const words = {
  colorBy: ['label', 'origin', 'peer'],
  scale: ['compact', 'addresses'],
  view: ['picture', 'table'],
} as const;

/** The options of a panel that was saved by another version: what this one cannot use becomes the default. */
export function migrateOptions(panel: Parameters<PanelMigrationHandler>[0]): PrefixSpaceOptions {
  const options = (panel.options ?? {}) as Record<string, unknown>;
  const kept = Object.entries(defaults).map(([name, fallback]) => {
    const value = options[name];
    const among: readonly unknown[] | undefined = words[name as keyof typeof words];
    const isUsable = typeof value === typeof fallback && (among === undefined || among.includes(value));
    return [name, isUsable ? value : fallback] as const;
  });
  const migrated = Object.fromEntries(kept) as unknown as PrefixSpaceOptions;
  const maxPrefixes = Math.round(migrated.maxPrefixes) || defaults.maxPrefixes;
  return { ...migrated, maxPrefixes: Math.min(maxPrefixesLimit, Math.max(1, maxPrefixes)) };
}
