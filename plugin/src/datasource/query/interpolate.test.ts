import type { ScopedVars, TypedVariableModel } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import { expandList, expandText } from './interpolate';

type Values = Record<string, string | string[]>;

/** Stands in for Grafana's: gives the value of a variable to the format function, joins it otherwise. */
function templates(values: Values, chosen: Values = values): TemplateSrv {
  return {
    getVariables: () =>
      Object.entries(chosen).map(([name, value]) => ({ name, current: { value } }) as unknown as TypedVariableModel),
    replace: (text = '', scopedVars: ScopedVars = {}, format?: string | ((value: unknown) => string)) =>
      text.replace(/\$\{?(\w+)(:\w+)?\}?|\[\[(\w+)\]\]/g, (match, plain: string, _format: string, brackets: string) => {
        const value: unknown = scopedVars[plain ?? brackets]?.value ?? values[plain ?? brackets];
        if (value === undefined) {
          return match;
        }
        return typeof format === 'function' ? format(value) : [value].flat().map(String).join(',');
      }),
    containsTemplate: () => true,
    updateTimeRange: () => undefined,
  };
}

describe('expandList', () => {
  const some = templates({ peer: ['10.0.0.1', '10.0.0.2'], router: 'nva-0', empty: '' });

  it('makes an entry of each chosen value', () => {
    expect(expandList(['$peer'], {}, some)).toEqual(['10.0.0.1', '10.0.0.2']);
    expect(expandList(['10.0.0.9', '${peer}', '[[router]]'], {}, some)).toEqual([
      '10.0.0.9',
      '10.0.0.1',
      '10.0.0.2',
      'nva-0',
    ]);
  });

  it('takes no heed of a format, as entries are not text', () => {
    expect(expandList(['${peer:csv}'], {}, some)).toEqual(['10.0.0.1', '10.0.0.2']);
  });

  it('expands within a text', () => {
    expect(expandList(['rs-$router.$peer'], {}, some)).toEqual(['rs-nva-0.10.0.0.1', 'rs-nva-0.10.0.0.2']);
  });

  it('names no value twice and leaves empty ones out', () => {
    expect(expandList(['10.0.0.1', '$peer', '$empty'], {}, some)).toEqual(['10.0.0.1', '10.0.0.2']);
  });

  it('leaves unknown variables and those of Grafana alone', () => {
    expect(expandList(['$other', '$__interval'], { __interval: { value: '1m' } }, some)).toEqual([
      '$other',
      '$__interval',
    ]);
  });

  it('is empty, which means all, where All is chosen', () => {
    const all = templates({ peer: ['10.0.0.1', '10.0.0.2'] }, { peer: ['$__all'] });
    expect(expandList(['$peer'], {}, all)).toEqual([]);
    expect(expandList(['10.0.0.9', '$peer'], {}, all)).toEqual([]);
  });

  it('expands within a text also where All is chosen', () => {
    const all = templates({ n: ['0', '1'] }, { n: ['$__all'] });
    expect(expandList(['rs-$n'], {}, all)).toEqual(['rs-0', 'rs-1']);
  });

  it('is empty where All stands for a value of its own', () => {
    expect(expandList(['$peer'], {}, templates({ peer: '$__all' }, { peer: '$__all' }))).toEqual([]);
  });

  it('keeps the single value of a panel that is repeated over All', () => {
    const all = templates({ peer: ['10.0.0.1', '10.0.0.2'] }, { peer: ['$__all'] });
    expect(expandList(['$peer'], { peer: { text: '', value: '10.0.0.2' } }, all)).toEqual(['10.0.0.2']);
  });
});

it('expandText puts in the variables of the user and the time range only', () => {
  const some = templates({ prefix: '10.0.0.0/8', __interval: '1m', __from: '2026-01-31T22:30:00Z' });
  expect(expandText('$prefix', {}, some)).toBe('10.0.0.0/8');
  expect(expandText('${prefix} $__interval ${__from}', {}, some)).toBe('10.0.0.0/8 $__interval 2026-01-31T22:30:00Z');
});
