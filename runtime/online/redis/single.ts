import type { StoreError } from "../../errors.js";
import type { Call } from "../call.js";
import { Connection } from "./connection.js";
import { RedisFailure } from "./failure.js";
import type { Place } from "./place.js";
import { persist } from "./retry.js";
import type { Send } from "./send.js";
import type { Route, Servers } from "./servers.js";

/** One server: that of the URL, or the primary that Sentinels name and its replicas. */
export class SingleServer implements Servers {
  readonly #primary: Connection;
  readonly #replica: Connection | null;
  readonly topology = "";
  readonly address: string;

  constructor(place: Place) {
    this.address = place.address;
    const target = (replica: boolean) =>
      place.mode === "sentinel"
        ? ({ kind: "sentinel", replica } as const)
        : ({ kind: "node", node: place.nodes[0]!, replica } as const);
    this.#primary = new Connection(place, target(false));
    this.#replica = place.readFrom === "replica" ? new Connection(place, target(true)) : null;
  }

  run<T>(call: Call, route: Route, command: (send: Send) => Promise<T>): Promise<T> {
    if (route.replica && this.#replica !== null) return this.#fromReplica(call, route, this.#replica, command);
    return persist(call, { ...route, worked: () => this.#primary.worked }, () => this.#primary.run(command));
  }

  async #fromReplica<T>(
    call: Call,
    route: Route,
    replica: Connection,
    command: (send: Send) => Promise<T>,
  ): Promise<T> {
    try {
      return await replica.run(command);
    } catch (error) {
      // There may be no replica. The primary has everything.
      if (!(error instanceof RedisFailure) || call.over) throw error;
      return this.run(call, { ...route, replica: false }, command);
    }
  }

  async onEach<T>(call: Call, command: (send: Send) => Promise<T>): Promise<readonly T[]> {
    return [await this.run(call, { slot: null, replica: false }, command)];
  }

  late(): string | null {
    return this.#replica?.late() ?? this.#primary.late();
  }

  problem(what: string, cause?: unknown): StoreError {
    return this.#primary.problem(what, cause);
  }

  async close(): Promise<void> {
    await Promise.all([this.#primary.close(), this.#replica?.close()]);
  }
}
