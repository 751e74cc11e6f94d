import fc from 'fast-check';
import { buildGraph, pathText, timesText } from './graph';
import { modelOf } from './testing';

const everything = () => true;

function graphOf(rows: Array<[peer: string, path: string]>, isExpected: (asn: number) => boolean = everything) {
  const model = modelOf(rows.map(([peer, text]) => ({ peer, text })));
  return { model, graph: buildGraph(model, isExpected) };
}

it('joins what paths share', () => {
  const { nodes, edges } = graphOf([
    ['er-0', '12076 65010 65011'],
    ['er-0', '12076 65010 65012'],
    ['hq-0', '65010'],
  ]).graph;
  expect(nodes.map(({ text }) => text).sort()).toEqual(['12076', '65010', '65011', '65012', 'er-0', 'hq-0']);
  const named = edges.map(
    ({ source, target, paths }) => `${nodes[source]!.text} ${nodes[target]!.text} ${paths.length}`
  );
  expect(named.sort()).toEqual(['12076 65010 2', '65010 65011 1', '65010 65012 1', 'er-0 12076 2', 'hq-0 65010 1']);
  expect(
    nodes
      .filter(({ originOf }) => originOf.length > 0)
      .map(({ text }) => text)
      .sort()
  ).toEqual(['65010', '65011', '65012']);
});

it('shows how often an AS prepends itself, at the edge that leads to it', () => {
  const { graph } = graphOf([
    ['a', '1 2 2 2'],
    ['b', '1 2'],
    ['c', '7 7'],
  ]);
  const texts = graph.edges.map((edge) => `${graph.nodes[edge.target]!.text} ${timesText(edge)}`.trim());
  expect(texts.sort()).toEqual(['1', '1', '2 ×1–3', '7 ×2']);
});

it('gives an AS that comes back in a path a place of its own, and marks it', () => {
  const { nodes, edges } = graphOf([['er-0', '12076 65010 12076 8075']]).graph;
  expect(nodes.map(({ text, mark }) => `${text} ${mark}`.trim())).toEqual([
    'er-0',
    '12076',
    '65010',
    '12076 loop',
    '8075',
  ]);
  expect(edges).toHaveLength(4);
});

it('marks ASNs that are not expected, also in a set', () => {
  const { nodes } = graphOf([['', '65010 {65011,666}']], (asn) => asn !== 666).graph;
  expect(nodes.map(({ kind, text, mark }) => [kind, text, mark])).toEqual([
    ['as', '65010', ''],
    ['set', '{666,65011}', 'unexpected'],
  ]);
});

it('ends the path of a route of the own AS there', () => {
  const { nodes } = graphOf([['a', '']]).graph;
  expect(nodes.map(({ kind, text }) => [kind, text])).toEqual([
    ['peer', 'a'],
    ['own', 'own AS'],
  ]);
});

it('writes a path with its names', () => {
  const { model } = graphOf([['er-0', '12076 65010 65010']]);
  expect(pathText(model.paths[0]!, new Map([[65010, 'HQ']]))).toBe('er-0 → 12076 → 65010 ×2 HQ');
});

it('leads the edges of each path from its first node to its last', () => {
  const path = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 }).map((asns) => asns.join(' '));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b'), path), { maxLength: 20 }), (rows) => {
      const { model, graph } = graphOf(rows);
      const walked = graph.edgesOf.map((edges, at) => {
        const texts = edges.map((edge) => graph.nodes[graph.edges[edge]!.target]!.text);
        const isJoined = edges.every(
          (edge, step) => step === 0 || graph.edges[edge]!.source === graph.edges[edges[step - 1]!]!.target
        );
        return isJoined && `${model.paths[at]!.peer} ${texts.join(' ')}`;
      });
      const expected = model.paths.map(
        ({ peer, hops }) => `${peer} ${hops.map((hop) => hop.kind === 'as' && hop.asn).join(' ')}`
      );
      expect(walked).toEqual(expected);
    })
  );
});
