import fc from 'fast-check';
import { detailsOf } from './details';
import { columnX, curveY, panBy, scaleX, unitY, wholePicture, zoomAt } from './geometry';
import { focusAt } from './hit';
import { nodeAfterKey } from './keyboard';
import { lightUp, pathsThrough } from './scene';
import { modelOf, sceneOf, testSize } from './testing';

const model = modelOf(
  [
    { peer: 'er-0', text: '12076 65010 65011', label: 'expressroute', prefixes: 4, examples: ['10.110.0.0/16'] },
    { peer: 'er-0', text: '12076 65010', label: 'expressroute', prefixes: 9, change: 'lost' },
    { peer: 'vpn-0', text: '65020 65010 65010 65010', label: 'vpn', prefixes: 8, change: 'gained' },
    { peer: 'hq-0', text: '65010', label: 'onprem', prefixes: 13 },
    { peer: 'rs-0', text: '65515', label: 'vnet', prefixes: 19 },
  ],
  true
);
const scene = sceneOf(model);
const nodeId = (text: string) => scene.graph.nodes.findIndex((node) => node.text === text);
const edgeId = (from: string, to: string) =>
  scene.graph.edges.findIndex(({ source, target }) => source === nodeId(from) && target === nodeId(to));

it('lights up whole paths, from the peer to the origin', () => {
  const through = pathsThrough({ kind: 'node', id: nodeId('65011') }, scene);
  const { nodes, edges } = lightUp(through, scene.graph);
  expect([...nodes].map((id) => scene.graph.nodes[id]!.text)).toEqual(['er-0', '12076', '65010', '65011']);
  expect(edges.size).toBe(3);
  expect(pathsThrough({ kind: 'group', key: 'vpn' }, scene)).toEqual([2]);
});

it('tells of an AS, an edge and a peer what goes through them', () => {
  const ofAs = detailsOf({ kind: 'node', id: nodeId('65010') }, scene);
  expect(ofAs).toMatchObject({
    title: 'AS65010',
    lines: ['34 prefixes over 4 paths from 3 peers', 'Origin of 30 prefixes'],
    more: 0,
  });
  expect(ofAs.paths[0]).toEqual({ text: 'hq-0 → 65010', note: '13 prefixes, unchanged' });
  expect(ofAs.examples).toEqual(['10.110.0.0/16']);
  expect(detailsOf({ kind: 'edge', id: edgeId('65020', '65010') }, scene)).toMatchObject({
    title: 'AS65020 → AS65010',
    lines: ['8 prefixes over 1 path from 1 peer', 'Prepended: 65010 stands 3 times in a row'],
  });
  expect(detailsOf({ kind: 'node', id: nodeId('rs-0') }, scene).title).toBe('rs-0');
});

it('divides an edge among its labels by their prefixes', () => {
  const mixed = sceneOf(
    modelOf([
      { text: '1 2', label: 'a', prefixes: 30 },
      { text: '1 2 2', label: 'b', prefixes: 10 },
    ])
  );
  const [a, b] = mixed.strands.strands;
  expect([a!.key, b!.key, a!.width / b!.width]).toEqual(['a', 'b', 3]);
  expect(a!.width + b!.width).toBeCloseTo(mixed.strands.widths[0]!);
  expect(b!.offset - a!.offset).toBeCloseTo((a!.width + b!.width) / 2);
  expect(mixed.strands.weights).toEqual([40]);
});

it('counts peers once, whatever they announce', () => {
  const paths = [
    { peer: 'a', text: '1 2', prefixes: 50 },
    { peer: 'a', text: '1 2 3' },
    { peer: 'b', text: '1 2' },
  ];
  const edge = (weight: 'peers' | 'paths') => {
    const { graph, strands } = sceneOf(modelOf(paths), weight);
    const at = graph.edges.findIndex(
      ({ source, target }) => graph.nodes[source]!.text === '1' && graph.nodes[target]!.text === '2'
    );
    return strands.weights[at];
  };
  expect([edge('peers'), edge('paths')]).toEqual([2, 3]);
});

it('finds each node and each edge where it is drawn, at any zoom', () => {
  const zoomed = zoomAt(wholePicture, 3, 400, 200, testSize);
  for (const view of [wholePicture, zoomed]) {
    for (const [id, { column, top, height }] of scene.layout.nodes.entries()) {
      const [x, y] = [columnX(scene.fitted, view, column), unitY(scene.fitted, view, top + height / 2)];
      expect(focusAt(x, y, scene, view)).toEqual({ kind: 'node', id });
    }
    for (const [id, { columns, middles }] of scene.layout.edges.entries()) {
      const [x0, x1] = [columnX(scene.fitted, view, columns[0]!), columnX(scene.fitted, view, columns[1]!)];
      const [y0, y1] = [unitY(scene.fitted, view, middles[0]!), unitY(scene.fitted, view, middles[1]!)];
      const x = x0 + (x1 - x0) / 4;
      expect(focusAt(x, curveY(x, [x0, y0], [x1, y1]), scene, view)).toEqual({ kind: 'edge', id });
    }
  }
  expect(focusAt(2, 2, scene, wholePicture)).toBeUndefined();
});

it('goes from node to node by keys', () => {
  const names = (keys: string[]) => {
    let at: number | undefined;
    return keys.map((key) => scene.graph.nodes[(at = nodeAfterKey(key, at, scene)!)]!.text);
  };
  const [first, right] = names(['Home', 'ArrowRight']);
  expect(['er-0', 'vpn-0', 'hq-0', 'rs-0']).toContain(first);
  expect(names(['Home', 'ArrowRight', 'ArrowLeft'])).toContain(right);
  expect(new Set(names(['Home', 'ArrowDown', 'ArrowDown', 'ArrowDown']))).toEqual(
    new Set(['er-0', 'vpn-0', 'hq-0', 'rs-0'])
  );
  expect(nodeAfterKey('ArrowUp', nodeId(first!), scene)).toBe(nodeId(first!));
  expect(['65011', '65515']).toContain(names(['End', 'End']).at(-1));
});

it('keeps what lies under the pointer when it zooms, and the picture in its place', () => {
  const length = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.double({ min: 0.2, max: 5, noNaN: true }), length, length, (factor, across, down) => {
      const [x, y] = [across * testSize.width, down * testSize.height];
      const view = zoomAt(zoomAt(wholePicture, 2, 100, 100, testSize), factor, x, y, testSize);
      const moved = panBy(view, 1e6 * (across - 0.5), 1e6 * (down - 0.5), testSize);
      for (const each of [view, moved]) {
        expect(each.x).toBeLessThanOrEqual(0);
        expect(each.x + testSize.width * scaleX(each)).toBeGreaterThanOrEqual(testSize.width - 1e-6);
        expect(each.y + testSize.height * each.zoom).toBeGreaterThanOrEqual(testSize.height - 1e-6);
      }
    })
  );
  const near = zoomAt(wholePicture, 4, 300, 150, testSize);
  expect((300 - near.x) / scaleX(near)).toBeCloseTo(300);
  expect((150 - near.y) / near.zoom).toBeCloseTo(150);
});

it('draws level curves from end to end', () => {
  expect(curveY(0, [0, 10], [100, 30])).toBeCloseTo(10, 1);
  expect(curveY(50, [0, 10], [100, 30])).toBeCloseTo(20, 1);
  expect(curveY(100, [0, 10], [100, 30])).toBeCloseTo(30, 1);
});
