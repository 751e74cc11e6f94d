import { DataHoverEvent, LoadingState, type PanelProps } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import React, { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { AsGraphView } from '../../shared/as-graph/AsGraphView';
import { keyColors } from '../../shared/as-graph/palette';
import type { Action } from '../../shared/as-graph/DetailsView';
import type { PathModel } from '../../shared/as-graph/paths';
import { type Focus, pathsThrough, type Scene } from '../../shared/as-graph/scene';
import { useScene } from '../../shared/as-graph/use-scene';
import { type CellRef, noticesOf } from '../../shared/frames';
import { linksAt } from '../../shared/links';
import { PanelFrame } from '../../shared/PanelFrame';
import { PanelMessage } from '../../shared/PanelMessage';
import { RowsTable } from '../../shared/RowsTable';
import { shownOf } from '../../shared/shown';
import { ChangesView, changesWidth } from './ChangesView';
import { Controls } from './Controls';
import { readReplay, type ReplayModel } from './fields';
import { momentAt, pathsAt } from './moment';
import type { ReplayOptions } from './options';
import type { Command } from './player';
import { Strip, stripHeight } from './Strip';
import { tableOf, timeText } from './table';
import { buildTimeline } from './timeline';
import { usePlayer } from './use-player';

const everything = () => true;

/** What happened to routes, event by event, with the same events as a table behind a toggle. */
export function ReplayPanel(props: PanelProps<ReplayOptions>) {
  const { data, options, width, height, timeZone, timeRange, eventBus } = props;
  const { series, state, errors } = data;
  const [view, setView] = useState(options.view);
  const model = useMemo(() => readReplay(series, options.maxEvents), [series, options.maxEvents]);
  const timeline = useMemo(() => buildTimeline(model.start, model.events), [model]);
  const [fromMs, toMs] = [timeRange.from.valueOf(), timeRange.to.valueOf()];
  const { player, command: commandPlayer } = usePlayer(timeline, fromMs, toMs, options.speed);
  // Before somebody moves it, other panels may not be drawn yet: a state timeline cannot take a crosshair then.
  const isMoved = useRef(false);
  const command = useCallback(
    (next: Command) => {
      isMoved.current = true;
      commandPlayer(next);
    },
    [commandPlayer]
  );
  const { timeMs } = player;
  const moment = useMemo(() => momentAt(timeline, timeMs), [timeline, timeMs]);
  useEffect(() => {
    if (options.movesCrosshair && isMoved.current) {
      eventBus.publish(new DataHoverEvent({ point: { time: timeMs } }));
    }
  }, [eventBus, timeMs, options.movesCrosshair]);

  const notices = [...noticesOf(series), ...ownNotices(model)];
  if (model.events.length === 0) {
    const failure =
      state === LoadingState.Error ? (errors ?? []).map(({ message }) => message ?? 'The query failed.') : [];
    return state === LoadingState.Loading ? null : (
      <PanelMessage title="Nothing happened" lines={whyEmpty(failure, notices)} />
    );
  }
  const lastMs = moment.events[0]?.timeMs ?? timeMs;
  const said = `${timeText(timeMs, timeZone)}. ${moment.events.map(({ text }) => text).join('. ')}`;
  return (
    <PanelFrame
      width={width}
      height={height}
      view={view}
      onView={setView}
      shown={shownOf(model.events.length, model.total, 'event')}
      notices={notices}
      picture={(size) => {
        const rest = Math.max(0, size.height - stripHeight);
        const isListed = size.width >= changesWidth * 2;
        return (
          <>
            <Strip
              {...{ fromMs, toMs, timeMs, said }}
              events={model.events}
              isPlaying={player.isPlaying}
              width={size.width}
              onCommand={command}
            />
            <div style={{ display: 'flex' }}>
              <Graph
                moment={moment}
                names={model.names}
                linksOf={(cell) => ['peer', 'as_path'].flatMap((name) => linksAt(series, cell, name))}
                width={size.width - (isListed ? changesWidth : 0)}
                height={rest}
              />
              {isListed && (
                <ChangesView
                  moment={moment}
                  time={timeText(lastMs, timeZone)}
                  height={rest}
                  linksOf={({ before, after }) => linksAt(series, (after ?? before)!.cell, 'prefix')}
                />
              )}
            </div>
          </>
        );
      }}
      table={() => <RowsTable {...tableOf(model, timeZone)} />}
    >
      <Controls player={player} time={timeText(timeMs, timeZone)} onCommand={command} />
    </PanelFrame>
  );
}

interface GraphProps {
  moment: ReturnType<typeof momentAt>;
  names: ReadonlyMap<number, string>;
  linksOf: (cell: CellRef) => Action[];
  width: number;
  height: number;
}

/** The AS paths of a moment. While the head moves and nothing happens, they stay as they are. */
function Graph({ moment, names, linksOf, width, height }: GraphProps) {
  const { before, after } = moment;
  const [kept, setKept] = useState<{ key: string; model: PathModel }>();
  const model = useMemo(() => pathsAt({ before, after }, names), [before, after, names]);
  const key = model.paths
    .map(({ peer, label, text, change, prefixes }) => [peer, label, text, change, prefixes].join(' '))
    .join('\n');
  if (kept?.key !== key) {
    setKept({ key, model });
  }
  const stable = kept?.key === key ? kept.model : model;
  const theme = useTheme2();
  const colors = useMemo(() => keyColors(stable, 'change', theme), [stable, theme]);
  const scene = useScene({
    model: stable,
    isExpected: everything,
    weight: 'prefixes',
    colorBy: 'change',
    width,
    height,
  });
  const actionsOf = (focus: Focus, of: Scene): Action[] => {
    const [first] = focus.kind === 'group' ? [] : pathsThrough(focus, of);
    return first === undefined ? [] : linksOf(stable.paths[first]!.cell);
  };
  if (stable.paths.length === 0) {
    return (
      <div style={{ width, height }}>
        <PanelMessage
          title="No route at this time"
          lines={['As far as the table before and the events of this range tell.']}
        />
      </div>
    );
  }
  return (
    <div style={{ width, height }}>
      {scene && (
        <AsGraphView scene={scene} colors={colors} actionsOf={(focus) => actionsOf(focus, scene)} wheelZooms={false} />
      )}
    </div>
  );
}

function ownNotices({ unreadable, repeats }: ReplayModel): string[] {
  return [
    ...(unreadable > 0 ? [`${shownOf(unreadable, unreadable, 'row')} left out: no time or no prefix there.`] : []),
    ...(repeats > 0 ? [`${shownOf(repeats, repeats, 'announcement')} changed nothing and are no events here.`] : []),
  ];
}

function whyEmpty(failure: readonly string[], notices: readonly string[]): readonly string[] {
  const reasons = [...failure, ...notices];
  return reasons.length > 0
    ? reasons
    : [
        'The answer has no rows with time, action and prefix. The query type History as a table has them; a longer range or another prefix may hold more.',
      ];
}
