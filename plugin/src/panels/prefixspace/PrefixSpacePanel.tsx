import { LoadingState, type PanelProps } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { RadioButtonGroup, useTheme2 } from '@grafana/ui';
import React, { useCallback, useMemo, useState } from 'react';
import type { Action } from '../../shared/as-graph/DetailsView';
import { labelColors } from '../../shared/colors';
import { noticesOf } from '../../shared/frames';
import { Legend } from '../../shared/Legend';
import { linksAt } from '../../shared/links';
import { PanelFrame } from '../../shared/PanelFrame';
import { PanelMessage } from '../../shared/PanelMessage';
import { type Family, maskPrefix, parsePrefix, type Prefix } from '../../shared/prefix';
import { RowsTable } from '../../shared/RowsTable';
import { shownOf } from '../../shared/shown';
import { finish, type Progress } from '../../shared/steps';
import { useSteps } from '../../shared/use-steps';
import { type SpaceModel, spaceSteps } from './fields';
import { NavigationBar, navigationHeight } from './NavigationBar';
import type { PrefixSpaceOptions } from './options';
import { OverlapList, overlapListWidth } from './OverlapList';
import { SpaceView } from './SpaceView';
import { tableOf } from './table';
import { covering, placeOf, prefixAt, type PrefixTree, spanOf, textOf } from './tree';

const maxKeys = 12;
const noKeys: readonly string[] = [];
const noSpace = finish(spaceSteps([], { maxPrefixes: 1, colorBy: 'label' }));
const families = [
  { value: 'ipv4' as const, label: 'IPv4' },
  { value: 'ipv6' as const, label: 'IPv6' },
];

/** The address plan as nested prefixes, with the same data as a table behind a toggle. */
export function PrefixSpacePanel(props: PanelProps<PrefixSpaceOptions>) {
  const { data, options, width, height, replaceVariables } = props;
  const { series, state, errors } = data;
  const theme = useTheme2();
  const [view, setView] = useState(options.view);
  const [chosenFamily, setFamily] = useState<Family>();
  const [litKey, setLitKey] = useState<string>();
  const [zoomed, setZoomed] = useState<Prefix>();
  const [chosen, setChosen] = useState<string>();
  const { maxPrefixes, colorBy } = options;
  const read = useCallback(() => spaceSteps(series, { maxPrefixes, colorBy }), [series, maxPrefixes, colorBy]);
  const { latest: model = noSpace, progress } = useSteps(read);
  const startAt = parsePrefix(replaceVariables(options.startAt));
  const family = chosenFamily ?? familyAtFirst(model, startAt);
  const tree = model.trees[family] ?? model.trees.ipv4 ?? model.trees.ipv6;
  const keys = tree ? model.keys[tree.family] : noKeys;
  const colors = useMemo(() => labelColors(keys, theme), [keys, theme]);
  const whole = useMemo(() => tree && spanOf(tree, 0, tree.count), [tree]);
  const notices = [...noticesOf(series), ...ownNotices(model, options.startAt !== '' && !startAt)];

  if (!tree || !whole) {
    const failure =
      state === LoadingState.Error ? (errors ?? []).map(({ message }) => message ?? 'The query failed.') : [];
    if (progress || model === noSpace) {
      return progress ? <PanelMessage title="Reading the prefixes …" lines={[progressText(progress)]} /> : null;
    }
    return state === LoadingState.Loading ? null : (
      <PanelMessage title="No prefixes" lines={whyEmpty(failure, notices)} />
    );
  }
  const first = startAt?.family === tree.family ? maskPrefix(startAt) : whole;
  const root = zoomed?.family === tree.family ? zoomed : first;
  const chosenAt = chosen === undefined ? undefined : placeOf(tree, chosen);
  const overlaps = model.overlaps.filter((overlap) => overlap.family === tree.family);
  const show = (next: Prefix, at?: number) => {
    setZoomed(next);
    setChosen(at === undefined ? undefined : textOf(tree, at));
  };
  const actionsOf = (at: number) => actionsFor(at, model, tree, props);
  return (
    <PanelFrame
      width={width}
      height={height}
      view={view}
      onView={setView}
      shown={shownOf(model.shown, model.total, 'prefix')}
      notices={notices}
      picture={(size) => {
        const isListed = options.showOverlaps && overlaps.length > 0 && size.width >= overlapListWidth * 2;
        const pictureSize = {
          width: size.width - (isListed ? overlapListWidth : 0),
          height: Math.max(0, size.height - navigationHeight),
        };
        return (
          <>
            <NavigationBar tree={tree} root={root} first={first} onShow={show} />
            <div style={{ display: 'flex' }}>
              <SizedView
                {...{ model, tree, root, colors, litKey, actionsOf }}
                {...pictureSize}
                scale={options.scale}
                chosen={chosenAt}
                onChoose={(at) => setChosen(at === undefined ? undefined : textOf(tree, at))}
                onZoom={(next) => setZoomed(next)}
                onZoomOut={() => setZoomed(above(root, first, tree))}
              />
              {isListed && <OverlapList {...{ overlaps, tree }} height={pictureSize.height} onShow={show} />}
            </div>
          </>
        );
      }}
      table={() => <RowsTable {...tableOf(model)} />}
    >
      <Legend
        title={`Colours by ${model.colorBy}`}
        items={keys.slice(0, maxKeys).map((key) => ({ key, text: key || 'unknown', color: colors.get(key)! }))}
        chosen={litKey}
        onChoose={setLitKey}
      />
      {model.trees.ipv4 && model.trees.ipv6 && (
        <div style={{ flexShrink: 0, marginRight: 'auto' }}>
          <RadioButtonGroup size="sm" options={families} value={tree.family} onChange={setFamily} aria-label="Family" />
        </div>
      )}
    </PanelFrame>
  );
}

type SizedViewProps = Omit<React.ComponentProps<typeof SpaceView>, 'size'> & { width: number; height: number };

/** Keeps the size one and the same object while it does not change, which a layout depends on. */
function SizedView({ width, height, ...rest }: SizedViewProps) {
  const size = useMemo(() => ({ width, height }), [width, height]);
  return <SpaceView {...rest} size={size} />;
}

function familyAtFirst(model: SpaceModel, startAt: Prefix | undefined): Family {
  return startAt?.family ?? (model.trees.ipv4 ? 'ipv4' : 'ipv6');
}

/** The next larger prefix of the table, else all. */
function above(root: Prefix, first: Prefix, tree: PrefixTree): Prefix {
  const larger = covering(tree, root).filter((at) => tree.lengths[at]! < root.lengthBits);
  const at = larger.at(-1);
  return at === undefined || tree.lengths[at]! < first.lengthBits ? first : prefixAt(tree, at);
}

function actionsFor(
  at: number,
  model: SpaceModel,
  tree: PrefixTree,
  { options, replaceVariables }: PanelProps<PrefixSpaceOptions>
): Action[] {
  const cell = model.cellOf(tree.rows[tree.rowStarts[at]!]!);
  const asked = `\${${options.prefixVariable}}`;
  const hasVariable = options.prefixVariable !== '' && replaceVariables(asked) !== asked;
  const text = textOf(tree, at);
  const set = () => locationService.partial({ [`var-${options.prefixVariable}`]: text }, true);
  return [...(hasVariable ? [{ title: 'Only this prefix', run: set }] : []), ...linksAt(model.frames, cell, 'prefix')];
}

function progressText({ done, of }: Progress): string {
  return `${done.toLocaleString('en-US')} of ${shownOf(of, of, 'route')}`;
}

function ownNotices({ unreadable }: SpaceModel, isStartWrong: boolean): string[] {
  return [
    ...(unreadable > 0 ? [`${shownOf(unreadable, unreadable, 'row')} left out: no prefix can be read there.`] : []),
    ...(isStartWrong ? ['What to start at is no prefix: all is shown.'] : []),
  ];
}

function whyEmpty(failure: readonly string[], notices: readonly string[]): readonly string[] {
  const reasons = [...failure, ...notices];
  return reasons.length > 0
    ? reasons
    : [
        'The answer has no column prefix with rows. The query types Routes and Overlaps have one; a later time or fewer filters may hold more.',
      ];
}
