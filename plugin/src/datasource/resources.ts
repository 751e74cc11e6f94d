/** What the back end completes, by the path under which it lists it. */
export type Completed =
  'routers' | 'peers' | 'prefixes' | 'asns' | 'labels' | 'communities' | 'views' | 'vrfs' | 'domains';

/** A value that completes a field, as the back end lists it. */
export interface Choice {
  value: string;
  label: string;
  description?: string;
}

/** Narrows what is listed. */
export interface Wanted {
  /** What was typed, of the value or of its name. */
  search?: string;
  /** Of these routers and peers only, where there are some; entries may be `$variables`. */
  router?: readonly string[] | undefined;
  peer?: readonly string[] | undefined;
  /** The end of the time in which it was heard, in Unix milliseconds; now, if not named. */
  untilMs?: number | undefined;
}

/** Lists that do not depend on routers and peers, as they are of whole domains. */
export const ofDomains: readonly Completed[] = ['domains', 'labels'];

/** Takes over what the back end lists; anything else in the answer is left out. */
export function parseChoices(answer: unknown): Choice[] {
  return Array.isArray(answer) ? answer.flatMap(parseChoice) : [];
}

function parseChoice(entry: unknown): Choice[] {
  if (typeof entry !== 'object' || entry === null || !('value' in entry)) {
    return [];
  }
  const { value, label, description } = entry as Record<string, unknown>;
  if ((typeof value !== 'string' && typeof value !== 'number') || value === '') {
    return [];
  }
  return [
    {
      value: String(value),
      label: typeof label === 'string' && label !== '' ? label : String(value),
      ...(typeof description === 'string' && { description }),
    },
  ];
}
