/** A value that completes a field, as the back end lists it. */
export interface Choice {
  value: string;
  label: string;
  description?: string;
}

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
