import type { StoreError } from "../../errors.js";
import type { Call } from "../call.js";
import { Connection } from "./connection.js";
import { RedisFailure } from "./failure.js";
import type { Place } from "./place.js";
import { persist } from "./retry.js";
import type { Answered, Argument, Send } from "./send.js";
import type { Route, Servers } from "./servers.js";

/** One server: that of the URL, or the primary that Sentinels name and its replicas. */
export class SingleServer implements Servers {
  readonly #primary: Connection;
  /** For reads that may be a moment behind. Null if all go to the primary. */
  readonly #replica: Connection | null;
  /** For reads that are asked again: to a replica where one may be known, and to the primary. */
  readonly #again: { readonly replica: Connection | null; readonly primary: Connection };
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
    this.#again = {
      replica: place.mode === "sentinel" ? new Connection(place, target(true)) : null,
      primary: new Connection(place, target(false)),
    };
  }

  run<T>(call: Call, route: Route, command: (send: Send) => Promise<T>): Promise<T> {
    const replica = this.#replicaFor(route);
    if (replica !== null) return this.#fromReplica(call, route, replica, command);
    const primary = this.#primaryFor(route);
    return persist(call, { ...route, worked: () => primary.worked }, () => primary.run(command));
  }

  ask(route: Route, name: string, args: readonly Argument[], answered: Answered): boolean {
    return (this.#replicaFor(route) ?? this.#primaryFor(route)).ask(name, args, answered);
  }

  #replicaFor({ replica, again }: Route): Connection | null {
    if (!replica) return null;
    return again === true ? this.#again.replica : this.#replica;
  }

  #primaryFor({ again }: Route): Connection {
    return again === true ? this.#again.primary : this.#primary;
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
    const known = this.#all.map((connection) => connection.late());
    return known.find((problem) => problem !== null) ?? null;
  }

  get #all(): readonly Connection[] {
    const all = [this.#replica, this.#primary, this.#again.replica, this.#again.primary];
    return all.filter((connection) => connection !== null);
  }

  problem(what: string, cause?: unknown): StoreError {
    return this.#primary.problem(what, cause);
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((connection) => connection.close()));
  }
}
