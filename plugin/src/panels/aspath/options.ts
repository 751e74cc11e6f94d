import type { PanelMigrationHandler } from '@grafana/data';
import type { PanelView } from '../../shared/PanelFrame';
import type { ColorBy, Weight } from '../../shared/as-graph/strands';

export interface AsPathOptions {
  weight: Weight;
  /** `auto` is by change where two times are compared, else by label. */
  colorBy: ColorBy | 'auto';
  /** ASNs and ranges that are expected, as `65010, 65020-65030`; others are marked. Empty expects all. */
  expectedAsns: string;
  /** The query that holds the state before; empty where the rows themselves say what changed. */
  beforeRefId: string;
  maxPaths: number;
  view: PanelView;
  wheelZooms: boolean;
  /** Variables of the dashboard that a choice sets, where the dashboard has them. */
  asnVariable: string;
  pathVariable: string;
  originVariable: string;
  peerVariable: string;
}

export const maxPathsLimit = 10_000;

export const defaults: Readonly<AsPathOptions> = {
  weight: 'prefixes',
  colorBy: 'auto',
  expectedAsns: '',
  beforeRefId: '',
  maxPaths: 1000,
  view: 'picture',
  wheelZooms: false,
  asnVariable: 'asn',
  pathVariable: 'as_path',
  originVariable: 'origin',
  peerVariable: 'peer',
};

const words = {
  weight: ['prefixes', 'peers', 'paths'],
  colorBy: ['auto', 'label', 'change', 'peer'],
  view: ['picture', 'table'],
} as const;

/** The options of a panel that was saved by another version: what this one cannot use becomes the default. */
export function migrateOptions(panel: Parameters<PanelMigrationHandler>[0]): AsPathOptions {
  const options = (panel.options ?? {}) as Record<string, unknown>;
  const kept = Object.entries(defaults).map(([name, fallback]) => {
    const value = options[name];
    const among: readonly unknown[] | undefined = words[name as keyof typeof words];
    const isUsable = typeof value === typeof fallback && (among === undefined || among.includes(value));
    return [name, isUsable ? value : fallback] as const;
  });
  const migrated = Object.fromEntries(kept) as unknown as AsPathOptions;
  return {
    ...migrated,
    maxPaths: Math.min(maxPathsLimit, Math.max(1, Math.round(migrated.maxPaths) || defaults.maxPaths)),
  };
}
