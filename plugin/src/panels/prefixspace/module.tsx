import { FieldConfigProperty, PanelPlugin } from '@grafana/data';
import { defaults, maxPrefixesLimit, migrateOptions, type PrefixSpaceOptions } from './options';
import { PrefixSpacePanel } from './PrefixSpacePanel';
import { viewOption } from '../../shared/options';
import { suggest } from './suggestions';

export const plugin = new PanelPlugin<PrefixSpaceOptions>(PrefixSpacePanel)
  .setNoPadding()
  .useFieldConfig({
    disableStandardOptions: Object.values(FieldConfigProperty).filter((name) => name !== FieldConfigProperty.Links),
  })
  .setMigrationHandler(migrateOptions)
  .setSuggestionsSupplier(suggest)
  .setPanelOptions((builder) =>
    builder
      .addRadio({
        path: 'colorBy',
        name: 'Colours',
        defaultValue: defaults.colorBy,
        settings: {
          options: [
            { value: 'label', label: 'Label' },
            { value: 'origin', label: 'Origin' },
            { value: 'peer', label: 'Peer' },
          ],
        },
      })
      .addRadio({
        path: 'scale',
        name: 'Scale',
        description: 'Compact leaves room for small prefixes beside large ones and large free space.',
        defaultValue: defaults.scale,
        settings: {
          options: [
            { value: 'compact', label: 'Compact' },
            { value: 'addresses', label: 'True to addresses' },
          ],
        },
      })
      .addTextInput({
        path: 'startAt',
        name: 'Start at',
        description: 'Prefix to begin with. Empty begins with the smallest that holds all.',
        defaultValue: defaults.startAt,
        settings: { placeholder: '10.0.0.0/8' },
      })
      .addNumberInput({
        path: 'maxPrefixes',
        name: 'Prefixes at most',
        defaultValue: defaults.maxPrefixes,
        settings: { min: 1, max: maxPrefixesLimit, integer: true },
      })
      .addBooleanSwitch({
        path: 'showOverlaps',
        name: 'List overlaps',
        description: 'Beside the picture, where there is room.',
        defaultValue: defaults.showOverlaps,
      })
      .addRadio({ ...viewOption, defaultValue: defaults.view })
      .addTextInput({
        path: 'prefixVariable',
        name: 'Variable for a prefix',
        category: ['Filter by click'],
        defaultValue: defaults.prefixVariable,
      })
  );
