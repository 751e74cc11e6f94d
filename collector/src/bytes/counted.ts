/** A count with its noun: `1 peer`, `2 peers`, `2 prefixes`. */
export function counted(count: number, noun: string): string {
  return `${count} ${inNumber(count, noun)}`;
}

/** A noun as it stands behind a count. */
export function inNumber(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}${/[sx]$/.test(noun) ? 'es' : 's'}`;
}
