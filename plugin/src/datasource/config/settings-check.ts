/** What is wrong with the address of InfluxDB. */
export function checkUrl(text: string): string | undefined {
  if (text.trim() === '') {
    return undefined;
  }
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return 'not an address: write it as http://127.0.0.1:8086';
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return 'must begin with http:// or https://';
  }
  if (url.username || url.password) {
    return 'holds a user or password: move them to their own fields below';
  }
  return url.search || url.hash ? 'must end with the path: leave out what follows ? or #' : undefined;
}

/** What is wrong with the interval of the collector: whole seconds up to a day, as the back end takes it. */
export function checkInterval(text: string): string | undefined {
  const [, count = '', unit = ''] = /^(\d+)(s|m|h|d)$/.exec(text.trim()) ?? [];
  const seconds = Number(count) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[unit] ?? 0);
  return text.trim() === '' || (seconds >= 1 && seconds <= 86_400)
    ? undefined
    : 'not an interval: write whole seconds or minutes, such as 60s or 5m';
}

/** What is wrong with a number that nobody has to set. */
export function checkWhole(text: string, most: number): string | undefined {
  const isWhole = /^[1-9]\d{0,8}$/.test(text.trim()) && Number(text) <= most;
  return text.trim() === '' || isWhole ? undefined : `not a whole number from 1 to ${most}`;
}
