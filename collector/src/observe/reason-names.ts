/** A name for a reason in words, of which there are only so many: numbers from the input become `n`, as in `mrt_type_n_subtype_n`. */
export function reasonName(words: string): string {
  return words
    .toLowerCase()
    .replace(/\d+/g, 'n')
    .replace(/[^a-z]+/g, '_')
    .replace(/^_|_$/g, '');
}

/** The counts of reasons in words, by those names. */
export function byReasonName(counts: Readonly<Record<string, number>>): Record<string, number> {
  const named: Record<string, number> = {};
  for (const [words, count] of Object.entries(counts)) {
    const name = reasonName(words);
    named[name] = (named[name] ?? 0) + count;
  }
  return named;
}
