import { FieldTextAlignment } from '@grafana/grafana-foundation-sdk/common';
import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';

/** A table whose empty cells are marked; the text for no answer at all stays with the whole. */
export function table(noValue: string) {
  return new TableBuilder()
    .unit('none')
    .decimals(0)
    .minWidth(60)
    .filterable(true)
    .noValue(noValue)
    .overrideByRegexp('.+', [{ id: 'noValue', value: '–' }]);
}

export function width(pixels: number): DynamicConfigValue {
  return { id: 'custom.width', value: pixels };
}

export const left: DynamicConfigValue = { id: 'custom.align', value: FieldTextAlignment.Left };

export function leadsTo(title: string, url: string): DynamicConfigValue {
  return { id: 'links', value: [{ title, url }] };
}

/** Orders columns and names them in words. */
export function columns(names: Record<string, string>, leftOut: string[] = []) {
  return {
    id: 'organize',
    options: {
      indexByName: Object.fromEntries(Object.keys(names).map((name, at) => [name, at])),
      renameByName: names,
      excludeByName: Object.fromEntries(leftOut.map((name) => [name, true])),
    },
  };
}

/** Gives each word of a column its colour; the word stays, so that the colour says nothing by itself. */
export function words(colors: Record<string, string>): DynamicConfigValue[] {
  const options = Object.fromEntries(
    Object.entries(colors).map(([word, color], index) => [word, { text: word, color, index }])
  );
  return [
    { id: 'mappings', value: [{ type: 'value', options }] },
    { id: 'custom.cellOptions', value: { type: 'color-text' } },
  ];
}

/** A moment to the second. */
export const moment: DynamicConfigValue = { id: 'unit', value: 'dateTimeAsIso' };
