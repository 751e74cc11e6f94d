import {
  applyFieldOverrides,
  type DataFrame,
  dateTime,
  EventBusSrv,
  type FieldConfigSource,
  LoadingState,
  type PanelPlugin,
  type ScopedVars,
  type TimeRange,
} from '@grafana/data';
import { PanelChrome, PanelContextProvider, useTheme2 } from '@grafana/ui';
import React, { useMemo, useState } from 'react';

interface PanelSceneProps {
  plugin: PanelPlugin;
  title: string;
  series: DataFrame[];
  /** What differs from the defaults of the panel. */
  options?: object;
  fieldConfig?: FieldConfigSource;
  from?: string;
  to?: string;
  width?: number;
  height?: number;
  state?: LoadingState;
  /** Variables of the dashboard by name. */
  variables?: Readonly<Record<string, string>>;
}

/** A panel in the frame that Grafana draws around it, with the properties that a dashboard would give it. */
export function PanelScene(props: PanelSceneProps) {
  const { plugin, title, series, fieldConfig = { defaults: {}, overrides: [] }, state = LoadingState.Done } = props;
  const { from = '2026-01-15T12:00:00Z', to = '2026-01-15T13:00:00Z', width = 1000, height = 560 } = props;
  const theme = useTheme2();
  const eventBus = useMemo(() => new EventBusSrv(), []);
  const [options, setOptions] = useState({ ...plugin.defaults, ...props.options });
  const timeRange = useMemo(() => rangeOf(from, to), [from, to]);
  const data = useMemo(() => {
    const { fieldConfigRegistry } = plugin;
    const replaceVariables = (text: string, scoped?: ScopedVars) => interpolate(text, {}, scoped);
    const applied = applyFieldOverrides({ data: series, fieldConfig, fieldConfigRegistry, replaceVariables, theme });
    return { state, series: applied, timeRange, structureRev: 1 };
  }, [plugin, series, fieldConfig, theme, state, timeRange]);
  const Panel = plugin.panel!;
  return (
    <PanelContextProvider value={{ eventsScope: 'scene', eventBus }}>
      <PanelChrome title={title} width={width} height={height} padding={plugin.noPadding ? 'none' : 'md'}>
        {(innerWidth, innerHeight) => (
          <Panel
            id={1}
            title={title}
            data={data}
            timeRange={timeRange}
            timeZone="utc"
            options={options}
            transparent={false}
            width={innerWidth}
            height={innerHeight}
            fieldConfig={fieldConfig}
            renderCounter={0}
            eventBus={eventBus}
            onOptionsChange={setOptions}
            onFieldConfigChange={() => undefined}
            replaceVariables={(text, scoped) => interpolate(text, props.variables ?? {}, scoped)}
            onChangeTimeRange={() => undefined}
          />
        )}
      </PanelChrome>
    </PanelContextProvider>
  );
}

function rangeOf(from: string, to: string): TimeRange {
  return { from: dateTime(from), to: dateTime(to), raw: { from, to } };
}

/** The cell that a link is of, as `${__value.raw}` asks for it. */
function cellOf(scoped: ScopedVars): { raw: unknown } | undefined {
  const cell = scoped['__dataContext']?.value;
  return cell?.rowIndex === undefined ? undefined : { raw: cell.field.values[cell.rowIndex] };
}

/** `$name`, `${name}` and `${name.part}`, which is what panels and their links ask for. */
function interpolate(text: string, variables: Readonly<Record<string, string>>, scoped: ScopedVars = {}): string {
  return text.replace(
    /\$(?:\{(\w+)(?:\.(\w+))?(?::\w+)?\}|(\w+))/g,
    (whole, braced?: string, part?: string, bare?: string) => {
      const name = braced ?? bare ?? '';
      const value: unknown = name === '__value' ? cellOf(scoped) : scoped[name]?.value;
      const found: unknown = part === undefined ? value : (value as Record<string, unknown> | undefined)?.[part];
      return variables[name] ?? (typeof found === 'string' || typeof found === 'number' ? String(found) : whole);
    }
  );
}
