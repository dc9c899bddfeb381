import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** Figures of this process for Prometheus. Further ones are registered on `registry`. */
export type Metrics = {
  registry: Registry
  /** Notes one answered request; `route` is the pattern, never the address. */
  request(method: string, route: string, status: number, seconds: number): void
}

/** Makes the figures of one process, among them the lag of the event loop. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  return {
    registry,
    request(method, route, status, seconds) {
      requests.observe({ method, route, status }, seconds)
    },
  }
}
