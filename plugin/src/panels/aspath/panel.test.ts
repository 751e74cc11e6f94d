import { type DataFrame, FieldType, type InterpolateFunction, toDataFrame } from '@grafana/data';
import type { Focus } from '../../shared/as-graph/scene';
import { sceneOf } from '../../shared/as-graph/testing';
import { type ActionContext, actionsFor } from './actions';
import { readPaths } from './fields';
import { defaults, maxPathsLimit, migrateOptions } from './options';
import { suggest } from './suggestions';
import { tableOf } from './table';

const frame: DataFrame = toDataFrame({
  fields: [
    { name: 'peer', type: FieldType.string, values: ['10.0.2.4', '10.0.2.4', '10.0.4.10'] },
    { name: 'as_path', type: FieldType.string, values: ['12076 65010', '12076 65010 65011', '65010'] },
    { name: 'origin_as', type: FieldType.number, values: [65010, 65011, 65010] },
    { name: 'change', type: FieldType.string, values: ['same', 'gained', 'lost'] },
  ],
});
frame.fields[2]!.getLinks = ({ valueRowIndex }) => [
  {
    title: `AS ${frame.fields[2]!.values[valueRowIndex!]}`,
    href: '/d/asn',
    target: undefined,
    origin: frame.fields[2]!,
  },
];
const isExpected = (asn: number) => asn !== 65011;
const model = readPaths([frame], { maxPaths: 10, beforeRefId: '', isExpected });
const scene = sceneOf(model);

describe('what a choice leads to', () => {
  const set: Array<Record<string, string>> = [];
  const known = ['as_path', 'origin', 'peer'];
  const replaceVariables: InterpolateFunction = (text) => (known.some((name) => text === `\${${name}}`) ? '' : text);
  const context: ActionContext = {
    frames: [frame],
    options: defaults,
    replaceVariables,
    setVariables: (values) => set.push(values),
  };

  function takeAll(focus: Focus): string[] {
    set.length = 0;
    const actions = actionsFor(focus, scene, context);
    actions.forEach((action) => 'run' in action && action.run());
    return actions.map(({ title }) => title);
  }
  const node = (text: string): Focus => ({
    kind: 'node',
    id: scene.graph.nodes.findIndex((each) => each.text === text),
  });

  it('of an AS sets the variables that the dashboard has, and follows its links', () => {
    expect(takeAll(node('65011'))).toEqual(['Only paths through 65011', 'Only origin 65011', 'AS 65011']);
    expect(set).toEqual([{ 'var-as_path': '_65011_' }, { 'var-origin': '65011' }]);
  });

  it('of an AS that originates nothing offers no origin', () => {
    expect(takeAll(node('12076'))).toEqual(['Only paths through 12076']);
  });

  it('of a peer sets its address', () => {
    expect(takeAll(node('10.0.4.10'))).toEqual(['Only this peer']);
    expect(set).toEqual([{ 'var-peer': '10.0.4.10' }]);
  });

  it('of an edge means both ends, of one path that path', () => {
    const edge = (from: string, to: string): Focus => ({
      kind: 'edge',
      id: scene.graph.edges.findIndex(
        ({ source, target }) => scene.graph.nodes[source]!.text === from && scene.graph.nodes[target]!.text === to
      ),
    });
    takeAll(edge('12076', '65010'));
    expect(set).toEqual([{ 'var-as_path': '_12076_65010_' }]);
    takeAll(edge('65010', '65011'));
    expect(set).toEqual([{ 'var-as_path': '^12076 65010 65011$' }]);
  });
});

it('lists the paths in a table with their change and what is not expected', () => {
  const { columns, rows } = tableOf(model, isExpected);
  expect(columns.map(({ title }) => title)).toEqual([
    'Peer',
    'AS path',
    'Origin',
    'Label',
    'Prefixes',
    'Change',
    'Not expected',
  ]);
  expect(rows[0]).toEqual(['10.0.2.4', '12076 65010 65011', '65011', 'none', '1', '+ gained', '65011']);
});

it('takes over what it can use of saved options', () => {
  const migrate = (options: unknown) =>
    migrateOptions({ id: 1, type: '', fieldConfig: { defaults: {}, overrides: [] }, options });
  expect(migrate(undefined)).toEqual(defaults);
  expect(migrate({ weight: 'bytes', colorBy: 'peer', maxPaths: 1e9, old: 1, view: 7 })).toEqual({
    ...defaults,
    colorBy: 'peer',
    maxPaths: maxPathsLimit,
  });
  expect(migrate({ ...defaults, maxPaths: 12, expectedAsns: '1' })).toEqual({
    ...defaults,
    maxPaths: 12,
    expectedAsns: '1',
  });
});

it('is suggested for answers with AS paths only', () => {
  expect(suggest({ rawFrames: [frame] })).toHaveLength(1);
  expect(suggest({ rawFrames: [toDataFrame({ fields: [{ name: 'as_path', values: [] }] })] })).toEqual([]);
  expect(suggest({})).toEqual([]);
});
