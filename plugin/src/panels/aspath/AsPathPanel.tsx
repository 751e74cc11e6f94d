import { LoadingState, type PanelProps } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { useTheme2 } from '@grafana/ui';
import React, { useMemo, useState } from 'react';
import { AsGraphView } from '../../shared/as-graph/AsGraphView';
import type { Action } from '../../shared/as-graph/DetailsView';
import { changeText } from '../../shared/as-graph/details';
import { keyColors } from '../../shared/as-graph/palette';
import type { PathModel } from '../../shared/as-graph/paths';
import type { Focus, Scene } from '../../shared/as-graph/scene';
import type { Size } from '../../shared/as-graph/geometry';
import type { ColorBy } from '../../shared/as-graph/strands';
import { useScene } from '../../shared/as-graph/use-scene';
import type { Change } from '../../shared/colors';
import { noticesOf } from '../../shared/frames';
import { Legend } from '../../shared/Legend';
import { PanelFrame } from '../../shared/PanelFrame';
import { PanelMessage } from '../../shared/PanelMessage';
import { RowsTable } from '../../shared/RowsTable';
import { shownOf } from '../../shared/shown';
import { actionsFor } from './actions';
import { readExpected } from './expected';
import { readPaths } from './fields';
import type { AsPathOptions } from './options';
import { tableOf } from './table';

const setVariables = (values: Record<string, string>) => locationService.partial(values, true);

/** AS paths as a graph, with the same data as a table behind a toggle. */
export function AsPathPanel({
  data,
  options,
  width,
  height,
  replaceVariables,
  fieldConfig,
}: PanelProps<AsPathOptions>) {
  const { series, state, errors } = data;
  const { weight, maxPaths, beforeRefId } = options;
  const theme = useTheme2();
  const [view, setView] = useState(options.view);
  const [chosenKey, setChosenKey] = useState<string>();
  const expected = useMemo(
    () => readExpected(replaceVariables(options.expectedAsns)),
    [options.expectedAsns, replaceVariables]
  );
  const { isExpected } = expected;
  const model = useMemo(
    () => readPaths(series, { maxPaths, beforeRefId, isExpected }),
    [series, maxPaths, beforeRefId, isExpected]
  );
  const colorBy = options.colorBy === 'auto' ? (model.isCompared ? 'change' : 'label') : options.colorBy;
  const colors = useMemo(() => keyColors(model, colorBy, theme), [model, colorBy, theme]);
  const notices = [...noticesOf(series), ...ownNotices(model, expected.wrong)];

  if (model.totalPaths === 0) {
    const failure =
      state === LoadingState.Error ? (errors ?? []).map(({ message }) => message ?? 'The query failed.') : [];
    return state === LoadingState.Loading ? null : (
      <PanelMessage title="No AS paths" lines={whyEmpty(failure, notices, fieldConfig.defaults.noValue)} />
    );
  }
  return (
    <PanelFrame
      width={width}
      height={height}
      view={view}
      onView={setView}
      shown={shownOf(model.paths.length, model.totalPaths, 'path')}
      notices={notices}
      picture={(size) => (
        <Graph
          {...{ model, isExpected, weight, colorBy, colors, size, chosenKey }}
          wheelZooms={options.wheelZooms}
          actionsOf={(focus, scene) =>
            actionsFor(focus, scene, { frames: series, options, replaceVariables, setVariables })
          }
        />
      )}
      table={() => <RowsTable {...tableOf(model, isExpected)} />}
    >
      <Legend
        title={`Colours by ${colorBy}`}
        items={[...colors].map(([key, color]) => ({ key, color, text: keyText(key, colorBy) }))}
        chosen={chosenKey}
        onChoose={setChosenKey}
      />
    </PanelFrame>
  );
}

interface GraphProps extends Pick<AsPathOptions, 'weight' | 'wheelZooms'> {
  model: PathModel;
  isExpected: (asn: number) => boolean;
  colorBy: ColorBy;
  colors: ReadonlyMap<string, string>;
  size: Size;
  chosenKey: string | undefined;
  actionsOf: (focus: Focus, scene: Scene) => readonly Action[];
}

function Graph({ model, isExpected, weight, colorBy, colors, size, chosenKey, wheelZooms, actionsOf }: GraphProps) {
  const scene = useScene({ model, isExpected, weight, colorBy, width: size.width, height: size.height });
  if (!scene) {
    return <PanelMessage title="Laying out the paths …" lines={[]} />;
  }
  const highlight =
    chosenKey !== undefined && colors.has(chosenKey) ? { kind: 'group' as const, key: chosenKey } : undefined;
  return (
    <AsGraphView
      scene={scene}
      colors={colors}
      highlight={highlight}
      actionsOf={(focus) => actionsOf(focus, scene)}
      wheelZooms={wheelZooms}
    />
  );
}

function keyText(key: string, colorBy: string): string {
  return colorBy === 'change' ? changeText(key as Change) : key;
}

function ownNotices({ unreadable }: PathModel, wrong: readonly string[]): string[] {
  return [
    ...(unreadable > 0 ? [`${shownOf(unreadable, unreadable, 'row')} left out: no AS path can be read there.`] : []),
    ...(wrong.length > 0 ? [`Among the expected ASNs, this is none: ${wrong.join(', ')}.`] : []),
  ];
}

function whyEmpty(failure: readonly string[], notices: readonly string[], noValue?: string): readonly string[] {
  const reasons = [...failure, ...notices, ...(failure.length === 0 && noValue ? [noValue] : [])];
  return reasons.length > 0
    ? reasons
    : [
        'The answer has no column as_path with rows. The query types AS paths and Routes have one; a longer range or fewer filters may hold more.',
      ];
}
