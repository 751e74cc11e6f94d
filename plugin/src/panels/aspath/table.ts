import { formatAsPath } from '../../shared/as-path';
import { changeText } from '../../shared/as-graph/details';
import type { PathModel } from '../../shared/as-graph/paths';
import type { RowsTableProps } from '../../shared/RowsTable';

/** The paths as rows, in the order of the model. */
export function tableOf(model: PathModel, isExpected: (asn: number) => boolean): RowsTableProps {
  const { names, isCompared } = model;
  const named = (asn: number) => (names.has(asn) ? `${asn} ${names.get(asn)}` : String(asn));
  return {
    caption: 'AS paths, from the peer to the origin',
    columns: [
      { title: 'Peer' },
      { title: 'AS path', isMonospace: true },
      { title: 'Origin' },
      { title: 'Label' },
      { title: 'Prefixes' },
      ...(isCompared ? [{ title: 'Change' }] : []),
      { title: 'Not expected' },
    ],
    rows: model.paths.map(({ peer, hops, label, prefixes, change }) => {
      const last = hops.at(-1);
      const asns = hops.flatMap((hop) => (hop.kind === 'as' ? [hop.asn] : hop.asns));
      return [
        peer,
        formatAsPath(hops),
        last?.kind === 'as' ? named(last.asn) : '',
        label,
        String(prefixes),
        ...(isCompared ? [changeText(change)] : []),
        [...new Set(asns)]
          .filter((asn) => !isExpected(asn))
          .map(named)
          .join(', '),
      ];
    }),
  };
}
