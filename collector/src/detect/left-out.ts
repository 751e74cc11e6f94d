/** What is left out where there is too much of something, in words; the keys are the names in metrics and rows. */
export const LEFT_OUT = {
  routes_refused: 'announcements of one path more to a prefix than are kept',
  incidents_left_out: 'troubles without an incident, since too many are followed',
  overlaps_unfollowed: 'overlaps that are counted and not told, since too many are followed',
  overlaps_unwritten: 'overlaps without a row, since too many have one',
  path_losses_unfollowed: 'changes of the number of paths that are not followed, since too many prefixes are',
  min_paths_unfollowed: 'prefixes with too few paths that are not followed, since too many are',
  origins_left_out: 'prefixes with several or changed origins that are not followed, since too many are',
  arrivals_left_out: 'new or vanished prefixes that are not told, since too many sorts of them are',
  flaps_given_up: 'routes that may flap and are no longer followed, since too many do',
  flap_ranks_given_up: 'routes that changed and are counted anew, since too many did',
  watched_refused: 'prefixes that are not watched, since too many are',
  attributes_unclassified: 'sets of attributes that go by their first label rules alone, since they meet too many',
} as const;

export type LeftOutName = keyof typeof LEFT_OUT;
export type LeftOut = Readonly<Record<LeftOutName, number>>;

/** The sum of all parts, with a zero for what none of them speaks of. */
export function sumLeftOut(parts: Iterable<Partial<LeftOut> | undefined>): LeftOut {
  const sum = Object.fromEntries(Object.keys(LEFT_OUT).map((name) => [name, 0])) as Record<LeftOutName, number>;
  for (const part of parts) {
    for (const [name, count] of Object.entries(part ?? {}) as [LeftOutName, number][]) {
      sum[name] += count;
    }
  }
  return sum;
}
