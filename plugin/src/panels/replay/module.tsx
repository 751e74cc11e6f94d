import { PanelPlugin } from '@grafana/data';
import { defaults, maxEventsLimit, migrateOptions, type ReplayOptions } from './options';
import { speeds } from './player';
import { ReplayPanel } from './ReplayPanel';
import { viewOption } from '../../shared/options';
import { suggest } from './suggestions';

export const plugin = new PanelPlugin<ReplayOptions>(ReplayPanel)
  .setNoPadding()
  .setMigrationHandler(migrateOptions)
  .setSuggestionsSupplier(suggest)
  .setPanelOptions((builder) =>
    builder
      .addSelect({
        path: 'speed',
        name: 'Speed at first',
        defaultValue: defaults.speed,
        settings: { options: speeds.map((value) => ({ value, label: `${value}×` })) },
      })
      .addNumberInput({
        path: 'maxEvents',
        name: 'Events at most',
        description: 'The newest of them.',
        defaultValue: defaults.maxEvents,
        settings: { min: 1, max: maxEventsLimit, integer: true },
      })
      .addRadio({ ...viewOption, defaultValue: defaults.view })
      .addBooleanSwitch({
        path: 'movesCrosshair',
        name: 'Move the crosshair',
        description: "The dashboard's shared crosshair goes with the play head.",
        defaultValue: defaults.movesCrosshair,
      })
  );
