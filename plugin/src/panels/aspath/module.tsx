import { FieldConfigProperty, PanelPlugin } from '@grafana/data';
import { AsPathPanel } from './AsPathPanel';
import { type AsPathOptions, defaults, maxPathsLimit, migrateOptions } from './options';
import { viewOption } from '../../shared/options';
import { suggest } from './suggestions';

/** Standard options of fields that mean something here: links of cells, and what an empty answer says. */
const used = [FieldConfigProperty.Links, FieldConfigProperty.NoValue];
const filters = ['Filter by click'];

export const plugin = new PanelPlugin<AsPathOptions>(AsPathPanel)
  .setNoPadding()
  .useFieldConfig({
    disableStandardOptions: Object.values(FieldConfigProperty).filter((name) => !used.includes(name)),
  })
  .setMigrationHandler(migrateOptions)
  .setSuggestionsSupplier(suggest)
  .setPanelOptions((builder) =>
    builder
      .addRadio({
        path: 'weight',
        name: 'Width of the edges',
        defaultValue: defaults.weight,
        settings: {
          options: [
            { value: 'prefixes', label: 'Prefixes' },
            { value: 'peers', label: 'Peers' },
            { value: 'paths', label: 'Paths' },
          ],
        },
      })
      .addSelect({
        path: 'colorBy',
        name: 'Colours',
        defaultValue: defaults.colorBy,
        settings: {
          options: [
            { value: 'auto', label: 'Auto', description: 'By change where two times are compared, else by label' },
            { value: 'label', label: 'Label' },
            { value: 'peer', label: 'Peer' },
            { value: 'change', label: 'Change' },
          ],
        },
      })
      .addTextInput({
        path: 'expectedAsns',
        name: 'Expected ASNs',
        description: 'ASNs and ranges; all others are marked. Empty expects all.',
        defaultValue: defaults.expectedAsns,
        settings: { placeholder: '65010, 65020-65030' },
      })
      .addTextInput({
        path: 'beforeRefId',
        name: 'Query of the state before',
        description: 'Letter of the query to compare with. Empty where the rows themselves say what changed.',
        defaultValue: defaults.beforeRefId,
        settings: { placeholder: 'B' },
      })
      .addNumberInput({
        path: 'maxPaths',
        name: 'Paths at most',
        defaultValue: defaults.maxPaths,
        settings: { min: 1, max: maxPathsLimit, integer: true },
      })
      .addRadio({ ...viewOption, defaultValue: defaults.view })
      .addBooleanSwitch({
        path: 'wheelZooms',
        name: 'The wheel zooms',
        description: 'Without it, the wheel zooms with Ctrl or ⌘ held and scrolls the dashboard otherwise.',
        defaultValue: defaults.wheelZooms,
      })
      .addTextInput({
        path: 'asnVariable',
        name: 'Variable for an ASN',
        category: filters,
        defaultValue: defaults.asnVariable,
      })
      .addTextInput({
        path: 'pathVariable',
        name: 'Variable for AS paths',
        description: 'Gets a pattern such as _65010_',
        category: filters,
        defaultValue: defaults.pathVariable,
      })
      .addTextInput({
        path: 'originVariable',
        name: 'Variable for an origin AS',
        category: filters,
        defaultValue: defaults.originVariable,
      })
      .addTextInput({
        path: 'peerVariable',
        name: 'Variable for a peer',
        category: filters,
        defaultValue: defaults.peerVariable,
      })
  );
