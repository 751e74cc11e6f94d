import { Judgement } from '../../src/detect/index.ts';
import type { Incident } from '../../src/detect/incidents/incident.ts';
import type { Observation } from '../../src/detect/observation.ts';
import { SecondClock } from '../../src/detect/second-clock.ts';
import { type JudgementSettings, defaultDomain, defaultSettings } from '../../src/detect/settings.ts';
import type { RouteEvent } from '../../src/event/types.ts';
import { Rib } from '../../src/rib/rib.ts';

const S = 1_000_000;

/** Default settings with an interval of a minute, and others. */
export function settingsWith(more: Partial<JudgementSettings> = {}): JudgementSettings {
  return { ...defaultSettings(60 * S), ...more };
}

/** One domain of profile `internet`. */
export const INTERNET = { domains: [defaultDomain('internet', 'internet')] };

/**
 * Judges events as the pipeline does: time goes on to each event, and at last to `untilSecond`, which no event may lie
 * behind.
 */
export function judge(
  events: readonly RouteEvent[],
  untilSecond: number,
  settings: JudgementSettings = settingsWith()
): Observation[] {
  const observations: Observation[] = [];
  const judged = new Judged(settings, observations);
  for (const event of events) {
    judged.take(event);
  }
  judged.advance(untilSecond * S);
  return observations;
}

class Judged {
  readonly #rib = new Rib();
  readonly #judgement: Judgement;
  readonly #observations: Observation[];
  readonly #clock: SecondClock;

  constructor(settings: JudgementSettings, observations: Observation[]) {
    this.#judgement = new Judgement(this.#rib, settings);
    this.#observations = observations;
    this.#clock = new SecondClock(settings.intervalUs);
  }

  take(event: RouteEvent): void {
    this.advance(event.timeUs);
    this.#rib.apply(event, (change) => this.#judgement.observe(change, (one) => this.#observations.push(one)));
  }

  advance(timeUs: number): void {
    this.#clock.advance(timeUs).forEach((tickUs) => this.#tick(tickUs));
  }

  #tick(timeUs: number): void {
    const emit = (one: Observation): number => this.#observations.push(one);
    this.#rib.tick(timeUs, (change) => this.#judgement.observe(change, emit));
    this.#judgement.tick(timeUs, emit);
  }
}

export function incidentsOf(observations: readonly Observation[], kind?: Incident['kind']): Incident[] {
  return observations.flatMap((one) =>
    one.kind === 'incident' && (kind === undefined || one.incident.kind === kind) ? [one.incident] : []
  );
}

/** When incidents of a kind opened and were resolved, as `second state key prefixes`; repetitions are left out. */
export function courseOf(observations: readonly Observation[], kind: Incident['kind']): string[] {
  const open = new Set<string>();
  const course: string[] = [];
  for (const one of observations) {
    if (one.kind !== 'incident' || one.incident.kind !== kind) {
      continue;
    }
    const { id, state, prefixes, key } = one.incident;
    if (state === 'resolved' || !open.has(id)) {
      course.push(`${Number(one.timeNs) / 1e9} ${state} ${key} ${prefixes}`);
    }
    open[state === 'open' ? 'add' : 'delete'](id);
  }
  return course;
}

/** Heartbeats of time: something that concerns no route, each second from one to another. */
export function everySecond(from: number, to: number, event: (second: number) => RouteEvent): RouteEvent[] {
  return Array.from({ length: to - from + 1 }, (_, index) => event(from + index));
}

/** Events of several peers in the order of their times. */
export function inOrder(...events: readonly (readonly RouteEvent[])[]): RouteEvent[] {
  return events.flat().sort((a, b) => a.timeUs - b.timeUs);
}
