import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import { plainText } from '../bytes/text.ts';
import type { CollectorState } from './collector-state.ts';
import { METRICS, type MetricOfState, type Sample } from './metric-list.ts';

/** The metrics of one collector and of its process, in the text format of Prometheus. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #metrics: readonly [MetricOfState, Counter | Gauge][];

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    this.#metrics = METRICS.map((metric) => {
      const options = {
        name: metric.name,
        help: metric.help,
        labelNames: metric.labels,
        registers: [this.#registry],
      };
      return [metric, metric.type === 'counter' ? new Counter(options) : new Gauge(options)];
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(state: CollectorState): Promise<string> {
    for (const [{ labels, samples }, metric] of this.#metrics) {
      // Whatever is gone has no sample any more; what is counted is counted elsewhere, from the start of the process.
      metric.reset();
      if (labels.length === 0) {
        metric.remove();
      }
      for (const sample of samples(state)) {
        add(metric, sample);
      }
    }
    return this.#registry.metrics();
  }
}

function add(metric: Counter | Gauge, { labels, value }: Sample): void {
  const plain = Object.fromEntries(Object.entries(labels).map(([name, text]) => [name, plainText(text)]));
  if (metric instanceof Gauge) {
    metric.set(plain, value);
  } else {
    metric.inc(plain, value);
  }
}
