import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** The process's figures for Prometheus. Services register their own under `registry`. */
export type Metrics = {
  readonly registry: Registry;
  /** Counts one answered request. `operationId` is `none` where no route was found. */
  observeRequest(operationId: string, status: number, seconds: number): void;
  /** Adds one to a counter, which is made when it is first heard of; always with the same labels. */
  count(name: string, help: string, labels: Readonly<Record<string, string>>): void;
  /** The exposition text and its content type. */
  expose(): Promise<{ contentType: string; text: string }>;
};

/** @param options.process also measures the process itself: memory, garbage collection, event loop. */
export function createMetrics(options: { readonly process?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.process === true) collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'souk_http_request_seconds',
    help: 'Time from the arrival of a request to the end of its answer.',
    labelNames: ['operation', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    registers: [registry],
  });
  const counters = new Map<string, Counter>();
  // Looking up the child once per operation and status is cheaper than hashing labels on each request.
  const children = new Map<string, Histogram.Internal<'operation' | 'status'>>();
  return {
    registry,
    observeRequest: (operation, status, seconds) => {
      const key = `${operation} ${status}`;
      let child = children.get(key);
      if (child === undefined) {
        child = requests.labels(operation, String(status));
        children.set(key, child);
      }
      child.observe(seconds);
    },
    count: (name, help, labels) => {
      const labelNames = Object.keys(labels);
      const counter = counters.get(name) ?? new Counter({ name, help, labelNames, registers: [registry] });
      counters.set(name, counter);
      counter.inc(labels);
    },
    expose: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}
