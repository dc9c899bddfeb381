import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

type Labels = Record<string, string | number>

/** Figures of this process for Prometheus. */
export type Metrics = {
  /** Notes one answered request; `route` is the pattern, never the address. */
  request(method: string, route: string, status: number, seconds: number): void
  /** Counts something; the name ends in `_total`. */
  count(name: string, help: string, labels: Labels): void
  /** Notes how long something took. */
  time(name: string, help: string, labels: Labels, seconds: number): void
  /** Notes how something stands now. */
  set(name: string, help: string, labels: Labels, value: number): void
  /** Everything in the format that Prometheus reads, and the content type of that. */
  read(): Promise<{ type: string; text: string }>
}

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

/** Makes the figures of one process, among them the lag of the event loop. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const counters = new Map<string, Counter>()
  const gauges = new Map<string, Gauge>()
  const histograms = new Map<string, Histogram>()
  const registers = [registry]

  function time(name: string, help: string, labels: Labels, seconds: number): void {
    const labelNames = Object.keys(labels)
    const known =
      histograms.get(name) ?? new Histogram({ name, help, labelNames, buckets, registers })
    histograms.set(name, known)
    known.observe(labels, seconds)
  }

  return {
    request(method, route, status, seconds) {
      const help = 'Time from the arrival of a request to the end of its answer.'
      time('http_request_duration_seconds', help, { method, route, status }, seconds)
    },
    count(name, help, labels) {
      const labelNames = Object.keys(labels)
      const known = counters.get(name) ?? new Counter({ name, help, labelNames, registers })
      counters.set(name, known)
      known.inc(labels)
    },
    time,
    set(name, help, labels, value) {
      const labelNames = Object.keys(labels)
      const known = gauges.get(name) ?? new Gauge({ name, help, labelNames, registers })
      gauges.set(name, known)
      known.set(labels, value)
    },
    read: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  }
}
