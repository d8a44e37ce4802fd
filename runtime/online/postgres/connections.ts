import { setTimeout as wait } from "node:timers/promises";
import { Client, Pool, type PoolClient } from "pg";
import { messageOf, StoreError } from "../../errors.js";
import { urlProblem, withSslModes } from "../../postgres-url.js";
import { type CallOptions, within } from "../call.js";
import { lateText } from "../timeouts.js";
import { isConflict, isLost, type Place, reason } from "./reasons.js";

export interface ConnectionSettings {
  readonly url: string;
  readonly connections: number;
  readonly tables: Pick<Place, "rows" | "views">;
}

/** How long to wait for a connection, in milliseconds. */
const CONNECT_TIMEOUT = 5000;
const ATTEMPTS = 5;

/**
 * The connections of a store. They are made when they are first needed.
 *
 * Always: a call that ends before its statement closes the connection, so that no later call waits for that statement.
 * A call whose connection is lost is tried once more on another one, if it may run twice.
 */
export class Connections {
  readonly place: Place;
  readonly #pool: Pool;
  #closed = false;

  constructor({ url, connections, tables }: ConnectionSettings) {
    try {
      // The driver takes any other text for the name of a host.
      if (!/^postgres(?:ql)?:\/\//.test(url)) throw new Error("no URL");
      const connectionString = withSslModes(url);
      const { host, port, database = "", user = "" } = new Client({ connectionString });
      this.place = { host, port, database, user, ...tables };
      this.#pool = new Pool({
        connectionString,
        max: connections,
        connectionTimeoutMillis: CONNECT_TIMEOUT,
        keepAlive: true,
        allowExitOnIdle: true,
        application_name: "feat",
      });
    } catch (error) {
      const problem = urlProblem(error);
      throw new StoreError("", problem.message, { cause: problem.cause });
    }
    // A connection that is lost while no call uses it has left the pool already. One that is lost in a call fails the
    // call's statement.
    this.#pool.on("error", () => undefined);
    this.#pool.on("connect", (client) => client.on("error", () => undefined));
  }

  get address(): string {
    const { host, port, database, rows } = this.place;
    return `${host}:${port}/${database} (table ${rows})`;
  }

  /** `twice` says whether the work may run twice. */
  async run<T>(options: CallOptions, twice: boolean, work: (client: PoolClient) => Promise<T>): Promise<T> {
    if (this.#closed) throw this.problem("this store is closed");
    const call = new Call(this.#pool);
    try {
      return await within(
        options,
        (milliseconds, noted) => this.problem(lateText(milliseconds, noted)),
        () => this.#attempts(call, twice, work),
      );
    } finally {
      call.end();
    }
  }

  problem(what: string, cause?: unknown): StoreError {
    const message = `Postgres at ${this.address}: ${what}`;
    return new StoreError(this.address, message, cause === undefined ? undefined : { cause });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#pool.end();
  }

  async #attempts<T>(call: Call, twice: boolean, work: (client: PoolClient) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await call.use(work);
      } catch (error) {
        if (error instanceof StoreError) throw error;
        const again = isConflict(error) ? attempt < ATTEMPTS : attempt === 1 && twice && call.lost;
        if (!again || this.#closed || call.over) throw this.problem(reason(error, this.place), error);
        if (isConflict(error)) await wait(Math.random() * 20 * attempt);
      }
    }
  }
}

/** One call, which has a connection while it runs a statement. */
class Call {
  over = false;
  /** True if the last failure was that of an open connection. */
  lost = false;
  #held: PoolClient | null = null;

  constructor(private readonly pool: Pool) {}

  async use<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    this.lost = false;
    const client = await this.pool.connect();
    this.#held = client;
    if (this.over) {
      this.#release();
      throw new Error("the call is over");
    }
    try {
      const result = await work(client);
      this.#release();
      return result;
    } catch (error) {
      this.lost = isLost(error);
      this.#release(this.lost ? error : undefined);
      throw error;
    }
  }

  /** Closes the connection if a statement still runs on it. */
  end(): void {
    this.over = true;
    this.#release(new Error("the call is over"));
  }

  #release(error?: unknown): void {
    const client = this.#held;
    this.#held = null;
    if (error === undefined) client?.release();
    else client?.release(error instanceof Error ? error : new Error(messageOf(error)));
  }
}
