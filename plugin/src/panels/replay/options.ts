import type { PanelMigrationHandler } from '@grafana/data';
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

const allowed: Partial<Record<keyof ReplayOptions, readonly unknown[]>> = { speed: speeds, view: ['picture', 'table'] };

/** The options of a panel that was saved by another version: what this one cannot use becomes the default. */
export function migrateOptions(panel: Parameters<PanelMigrationHandler>[0]): ReplayOptions {
  const options = (panel.options ?? {}) as Record<string, unknown>;
  const kept = Object.entries(defaults).map(([name, fallback]) => {
    const value = options[name];
    const among = allowed[name as keyof ReplayOptions];
    const isUsable = typeof value === typeof fallback && (among === undefined || among.includes(value));
    return [name, isUsable ? value : fallback] as const;
  });
  const migrated = Object.fromEntries(kept) as unknown as ReplayOptions;
  const maxEvents = Math.round(migrated.maxEvents) || defaults.maxEvents;
  return { ...migrated, maxEvents: Math.min(maxEventsLimit, Math.max(1, maxEvents)) };
}
