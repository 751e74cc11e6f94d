import type { RowsTableProps } from '../../shared/RowsTable';
import { overlapsOf, sideText } from './describe';
import { routesOf, type SpaceModel } from './fields';
import { textOf } from './tree';

/** At most so many prefixes are made rows of; the caption of the table counts the rest. */
const maxRows = 5000;

/** The prefixes as rows, in the order of their addresses. */
export function tableOf(model: SpaceModel): RowsTableProps {
  const rows: string[][] = [];
  for (const tree of Object.values(model.trees)) {
    for (let at = 0; at < tree.count && rows.length < maxRows; at++) {
      const routes = routesOf(model, tree, at);
      const text = textOf(tree, at);
      const parent = tree.parents[at]!;
      const unique = (name: 'label' | 'origin' | 'peer') => [...new Set(routes.map((route) => route[name]))].join(', ');
      const overlaps = overlapsOf(text, model).map((overlap) =>
        overlap.prefix === text
          ? `${overlap.covering} of ${sideText(overlap.covers)}`
          : `${overlap.prefix} of ${sideText(overlap.specific)}`
      );
      rows.push([
        text,
        parent < 0 ? '' : textOf(tree, parent),
        unique('label'),
        unique('origin'),
        unique('peer'),
        String(routes.length),
        overlaps.join('; '),
      ]);
    }
  }
  return {
    caption: 'Prefixes by address',
    columns: [
      { title: 'Prefix', isMonospace: true },
      { title: 'Within', isMonospace: true },
      { title: 'Label' },
      { title: 'Origin' },
      { title: 'Peer' },
      { title: 'Routes' },
      { title: 'Overlaps' },
    ],
    rows,
  };
}
