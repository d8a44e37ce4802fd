import { createServer } from "node:http";
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { ReadingState } from "./index.js";

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves `/metrics` for Prometheus, and `/health`. `states` is asked when the metrics are. */
export async function serveMetrics(
  port: number,
  host: string,
  states: () => ReadonlyMap<string, ReadingState>,
): Promise<MetricsServer> {
  const register = metricsOf(states);
  const server = createServer((request, response) => {
    const path = request.url?.split("?")[0];
    if (path === "/health") {
      response.writeHead(200, { "content-type": "application/json" }).end('{"status":"ok"}');
    } else if (path === "/metrics") {
      register.metrics().then(
        (text) => response.writeHead(200, { "content-type": register.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function metricsOf(states: () => ReadonlyMap<string, ReadingState>): Registry {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const counts = [
    ["feat_stream_rows_total", "Rows that were read and are in the store.", "rows"],
    ["feat_stream_dead_letters_total", "Messages that were no rows and went to the dead letters.", "dead"],
    ["feat_stream_skipped_total", "Messages without a value that were left out.", "skipped"],
  ] as const;
  for (const [name, help, field] of counts)
    new Counter({
      name,
      help,
      labelNames: ["source"],
      registers: [register],
      collect() {
        this.reset();
        for (const [source, state] of states()) this.inc({ source }, state[field]);
      },
    });
  new Gauge({
    name: "feat_stream_lag",
    help: "Messages that are in the topic and were not read yet.",
    labelNames: ["source", "partition"],
    registers: [register],
    collect() {
      this.reset();
      for (const [source, { lag }] of states())
        for (const [partition, count] of lag) this.set({ source, partition: String(partition) }, Number(count));
    },
  });
  new Gauge({
    name: "feat_stream_newest_age_seconds",
    help: "Time since the newest message that was read was written.",
    labelNames: ["source"],
    registers: [register],
    collect() {
      this.reset();
      for (const [source, { newest }] of states())
        if (newest !== null) this.set({ source }, (Date.now() - newest) / 1000);
    },
  });
  new Gauge({
    name: "feat_stream_waiting",
    help: "1 while brokers, the registry or the store are away.",
    labelNames: ["source"],
    registers: [register],
    collect() {
      this.reset();
      for (const [source, { trouble }] of states()) this.set({ source }, trouble === null ? 0 : 1);
    },
  });
  return register;
}
