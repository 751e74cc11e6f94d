import type { SelectableValue } from '@grafana/data';
import type { PanelView } from './PanelFrame';

/** What an option may be, where its type alone does not say it. */
export interface Allowed<Options> {
  readonly words?: { readonly [Name in keyof Options]?: readonly unknown[] };
  /** Largest whole numbers; the smallest is 1. */
  readonly limits?: { readonly [Name in keyof Options]?: number };
}

/** The options of a panel that was saved by another version: what this one cannot use becomes the default. */
export function usableOptions<Options extends object>(
  saved: unknown,
  defaults: Readonly<Options>,
  { words = {}, limits = {} }: Allowed<Options>
): Options {
  const options = (saved ?? {}) as Record<string, unknown>;
  const kept = Object.entries(defaults).map(([name, fallback]) => {
    const value = options[name];
    const among = words[name as keyof Options];
    const limit = limits[name as keyof Options];
    const isUsable = typeof value === typeof fallback && (among === undefined || among.includes(value));
    const usable: unknown = isUsable ? value : fallback;
    return [name, limit === undefined ? usable : within(limit, usable as number, fallback as number)] as const;
  });
  return Object.fromEntries(kept) as Options;
}

function within(limit: number, value: number, fallback: number): number {
  return Math.min(limit, Math.max(1, Math.round(value) || fallback));
}

export const views: readonly PanelView[] = ['picture', 'table'];

/** Which of the two a panel opens with. */
export const viewOption: { path: 'view'; name: string; settings: { options: Array<SelectableValue<PanelView>> } } = {
  path: 'view',
  name: 'View at first',
  settings: {
    options: [
      { value: 'picture', label: 'Picture' },
      { value: 'table', label: 'Table' },
    ],
  },
};
