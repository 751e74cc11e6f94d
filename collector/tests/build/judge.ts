import { Judgement } from '../../src/detect/index.ts';
import type { Incident, IncidentKind } from '../../src/detect/incidents/incident.ts';
import type { Observation } from '../../src/detect/observation.ts';
import { type DomainSettings, type JudgementSettings, defaultSettings } from '../../src/detect/settings.ts';
import type { RouteEvent } from '../../src/event/types.ts';
import { Rib } from '../../src/rib/rib.ts';

const SECOND_US = 1_000_000;

/** Settings with another default domain. */
export function settingsWith(
  more: Partial<JudgementSettings>,
  domain: Partial<DomainSettings> = {}
): JudgementSettings {
  const settings = defaultSettings(60 * SECOND_US);
  return { ...settings, domains: [{ ...settings.domains[0]!, ...domain }], ...more };
}

/** Tables and their judgement, to which events and time are given as the pipeline gives them. */
export class Judge {
  readonly rib = new Rib(1);
  readonly judgement: Judgement;
  readonly observations: Observation[] = [];
  #second = 0;

  constructor(settings: JudgementSettings = settingsWith({})) {
    this.judgement = new Judgement(this.rib, settings);
  }

  hear(...events: readonly RouteEvent[]): this {
    for (const event of events) {
      const second = Math.floor(event.timeUs / SECOND_US);
      if (second !== this.#second) {
        this.until(second);
      }
      this.rib.apply(event, this.#observe);
    }
    return this;
  }

  /** Time goes on in one step. */
  until(second: number): this {
    this.#second = second;
    this.rib.tick(second * SECOND_US, this.#observe);
    this.judgement.tick(second * SECOND_US, this.#emit);
    return this;
  }

  /** What was said of incidents of a kind when they opened, changed or were resolved: `state second`, then what `words` gives. */
  incidents(kind: IncidentKind, words: (incident: Incident) => unknown[] = () => []): string[] {
    const lines: string[] = [];
    const last = new Map<string, string>();
    for (const observation of this.observations) {
      if (observation.kind === 'incident' && observation.incident.kind === kind) {
        const { incident, timeNs } = observation;
        const text = [incident.id.slice(kind.length + 1), ...words(incident)].join(' | ');
        const line = `${incident.state} ${text}`;
        if (last.get(incident.id) !== line) {
          lines.push(`${incident.state} ${Number(timeNs) / 1e9} ${text}`);
        }
        last.set(incident.id, line);
      }
    }
    return lines;
  }

  readonly #emit = (observation: Observation): void => {
    this.observations.push(observation);
  };

  readonly #observe = (change: Parameters<Judgement['observe']>[0]): void => {
    this.judgement.observe(change, this.#emit);
  };
}
