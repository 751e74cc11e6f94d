import type { PanelMigrationHandler } from '@grafana/data';
import { type Allowed, usableOptions, views } from '../../shared/options';
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

const allowed: Allowed<AsPathOptions> = {
  words: {
    weight: ['prefixes', 'peers', 'paths'],
    colorBy: ['auto', 'label', 'change', 'peer'],
    view: views,
  },
  limits: { maxPaths: maxPathsLimit },
};

export function migrateOptions({ options }: Parameters<PanelMigrationHandler>[0]): AsPathOptions {
  return usableOptions(options, defaults, allowed);
}
