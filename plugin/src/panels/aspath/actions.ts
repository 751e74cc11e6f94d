import type { DataFrame, InterpolateFunction } from '@grafana/data';
import type { Action } from '../../shared/as-graph/DetailsView';
import { type Focus, pathsThrough, type Scene } from '../../shared/as-graph/scene';
import { fieldNamed, textAt } from '../../shared/frames';
import { linksAt } from '../../shared/links';
import type { AsPathOptions } from './options';

export interface ActionContext {
  frames: readonly DataFrame[];
  options: AsPathOptions;
  replaceVariables: InterpolateFunction;
  /** Sets variables of the dashboard, by their name in the address. */
  setVariables: (values: Record<string, string>) => void;
}

/** Where to go from a node, an edge or a path: variables that the dashboard has, and the data links of the first of its rows. */
export function actionsFor(
  focus: Focus,
  scene: Pick<Scene, 'graph' | 'model' | 'colorBy'>,
  context: ActionContext
): Action[] {
  const { graph } = scene;
  const through = pathsThrough(focus, scene);
  const [first] = through;
  if (focus.kind === 'group' || first === undefined) {
    return [];
  }
  const set = (variable: string, title: string, value: string) => setter(variable, title, value, context);
  const { asnVariable, pathVariable, originVariable, peerVariable } = context.options;
  if (focus.kind === 'node') {
    const { kind, asns, originOf } = graph.nodes[focus.id]!;
    if (kind === 'peer') {
      return [
        ...set(peerVariable, 'Only this peer', peerOf(first, scene, context)),
        ...linksOf('peer', first, scene, context),
      ];
    }
    const [origin] = originOf;
    const [asn, ...others] = asns;
    if (asn === undefined || others.length > 0) {
      return [];
    }
    return [
      ...set(asnVariable, `Only ASN ${asn}`, String(asn)),
      ...set(pathVariable, `Only paths through ${asn}`, `_${asn}_`),
      ...(origin === undefined ? [] : set(originVariable, `Only origin ${asn}`, String(asn))),
      ...(origin === undefined ? [] : linksOf('origin_as', origin, scene, context)),
    ];
  }
  const { text } = scene.model.paths[first]!;
  const ends = focus.kind === 'edge' ? [graph.edges[focus.id]!.source, graph.edges[focus.id]!.target] : [];
  const asns = ends.flatMap((id) => (graph.nodes[id]!.kind === 'as' ? graph.nodes[id]!.asns : []));
  return [
    ...(through.length === 1
      ? set(pathVariable, 'Only this path', `^${text}$`)
      : asns.length === 2
        ? set(pathVariable, 'Only paths over both', `_${asns.join('_')}_`)
        : []),
    ...(through.length === 1 ? linksOf('as_path', first, scene, context) : []),
  ];
}

function setter(variable: string, title: string, value: string, context: ActionContext): Action[] {
  const asked = `\${${variable}}`;
  const isThere = variable !== '' && context.replaceVariables(asked) !== asked;
  return isThere ? [{ title, run: () => context.setVariables({ [`var-${variable}`]: value }) }] : [];
}

function peerOf(path: number, { model }: Pick<Scene, 'model'>, { frames }: ActionContext): string {
  const { frame, row } = model.paths[path]!.cell;
  return textAt(frames[frame] && fieldNamed(frames[frame], 'peer'), row);
}

function linksOf(name: string, path: number, { model }: Pick<Scene, 'model'>, { frames }: ActionContext): Action[] {
  return linksAt(frames, model.paths[path]!.cell, name);
}
