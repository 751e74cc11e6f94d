/** `12 paths`, `1 prefix`, or `12 of 40 paths` where some are left out. */
export function shownOf(shown: number, total: number, noun: string): string {
  const counted = `${total.toLocaleString('en-US')} ${total === 1 ? noun : pluralOf(noun)}`;
  return shown === total ? counted : `${shown.toLocaleString('en-US')} of ${counted}`;
}

function pluralOf(noun: string): string {
  return noun + (noun.endsWith('x') ? 'es' : 's');
}
