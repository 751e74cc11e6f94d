import type { PanelMigrationHandler } from '@grafana/data';
import { type Allowed, usableOptions, views } from '../../shared/options';
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

const allowed: Allowed<PrefixSpaceOptions> = {
  words: {
    colorBy: ['label', 'origin', 'peer'],
    scale: ['compact', 'addresses'],
    view: views,
  },
  limits: { maxPrefixes: maxPrefixesLimit },
};

export function migrateOptions({ options }: Parameters<PanelMigrationHandler>[0]): PrefixSpaceOptions {
  return usableOptions(options, defaults, allowed);
}
