import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { JsonRow } from "../client/surface.js";
import type { ViewState } from "./readiness.js";
import type { Cancelled } from "./request-limits.js";
import { StatusCounts } from "./status-counts.js";

/** What a server counts. */
export interface Metrics {
  readonly contentType: string;
  readonly text: () => Promise<string>;
  readonly answered: (route: string, status: number, seconds: number) => void;
  readonly rows: (service: string, rows: readonly JsonRow[], viewOf: ReadonlyMap<string, string>) => void;
  readonly storeFailed: () => void;
  /** Nobody waits for a request's work any more. */
  readonly cancelled: (why: Cancelled) => void;
  /** Says how the state of each view is read. It is read when the metrics are. */
  readonly watch: (views: () => Promise<readonly ViewState[]>) => void;
  /** For a server of several processes, which adds up what each of them counts. */
  readonly register: Registry;
}

/** From an answer from memory to one that nobody waits for, in seconds. */
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

export function metricsOf(): Metrics {
  let views = async (): Promise<readonly ViewState[]> => [];
  const register = new Registry();
  collectDefaultMetrics({ register });
  const latency = new Histogram({
    name: "feat_request_duration_seconds",
    help: "Time to answer a request.",
    labelNames: ["route", "status"],
    buckets,
    registers: [register],
  });
  const rows = new Counter({
    name: "feat_rows_total",
    help: "Rows that were answered.",
    labelNames: ["service", "outcome"],
    registers: [register],
  });
  const statuses = new Counter({
    name: "feat_feature_statuses_total",
    help: "Features in answers, by the view or transform that they come from and their status.",
    labelNames: ["service", "step", "status"],
    registers: [register],
    collect: () => counts.flush(),
  });
  const failures = new Counter({
    name: "feat_store_errors_total",
    help: "Requests that failed because of the online store.",
    registers: [register],
  });
  const cancellations = new Counter({
    name: "feat_reads_cancelled_total",
    help: "Requests whose work was given up, because it took too long or the caller had gone.",
    labelNames: ["why"],
    registers: [register],
  });
  const counts = new StatusCounts((service, step, status, count) => statuses.inc({ service, step, status }, count));
  const observers = new Map<string, (seconds: number) => void>();
  new Gauge({
    name: "feat_view_age_seconds",
    help: "Time since the instant that a view was last materialized for. A view that was never filled has none.",
    labelNames: ["view"],
    // Every process of a server sees the same store.
    aggregator: "max",
    registers: [register],
    async collect() {
      this.reset();
      const now = Date.now();
      // A store that cannot be reached has no ages. `feat_store_errors_total` and /ready tell about it.
      for (const { view, asOf } of await views().catch(() => []))
        if (asOf !== null) this.set({ view }, (now - asOf.getTime()) / 1000);
    },
  });
  return {
    contentType: register.contentType,
    text: () => register.metrics(),
    answered: (route, status, seconds) => {
      const name = `${status} ${route}`;
      let observe = observers.get(name);
      if (observe === undefined) {
        const observer = latency.labels({ route, status: String(status) });
        observe = (found) => observer.observe(found);
        observers.set(name, observe);
      }
      observe(seconds);
    },
    rows: (service, answers, stepOf) => {
      let failed = 0;
      for (const { error, statuses: found } of answers) {
        if (error === undefined) counts.add(service, found, stepOf);
        else failed++;
      }
      if (failed > 0) rows.inc({ service, outcome: "failed" }, failed);
      if (failed < answers.length) rows.inc({ service, outcome: "answered" }, answers.length - failed);
    },
    storeFailed: () => failures.inc(),
    cancelled: (why) => cancellations.inc({ why }),
    watch: (read) => {
      views = read;
    },
    register,
  };
}
