import type { DataFrame } from '@grafana/data';
import type { Action } from './as-graph/DetailsView';
import { type CellRef, fieldNamed } from './frames';

/** The data links of the field of this name in the row of a cell: where they lead with what stands there. */
export function linksAt(frames: readonly DataFrame[], { frame, row }: CellRef, name: string): Action[] {
  const found = frames[frame] && fieldNamed(frames[frame], name);
  const links = found?.getLinks?.({ valueRowIndex: row }) ?? [];
  return links.map(({ title, href, target }) => ({ title, href, target }));
}
