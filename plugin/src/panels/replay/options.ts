import type { PanelMigrationHandler } from '@grafana/data';
import { type Allowed, usableOptions, views } from '../../shared/options';
import type { PanelView } from '../../shared/PanelFrame';
import { speeds } from './player';

export interface ReplayOptions {
  /** Milliseconds of the recording in one of the viewer's. */
  speed: number;
  maxEvents: number;
  view: PanelView;
  /** Whether the dashboard's shared crosshair goes with the play head. */
  movesCrosshair: boolean;
}

export const maxEventsLimit = 100_000;

export const defaults: Readonly<ReplayOptions> = {
  speed: 60,
  maxEvents: 10_000,
  view: 'picture',
  movesCrosshair: true,
};

const allowed: Allowed<ReplayOptions> = {
  words: { speed: speeds, view: views },
  limits: { maxEvents: maxEventsLimit },
};

export function migrateOptions({ options }: Parameters<PanelMigrationHandler>[0]): ReplayOptions {
  return usableOptions(options, defaults, allowed);
}
