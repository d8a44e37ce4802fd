import { setTimeout as wait } from "node:timers/promises";
import type { Client, types } from "cassandra-driver";
import { StoreError } from "../../errors.js";
import { type CallOptions, within } from "../call.js";
import { lateText } from "../timeouts.js";
import type { Driver } from "./driver.js";
import { isUndecided, isUnreached, type Place, reason } from "./reasons.js";

export interface SessionSettings extends Place {
  readonly user: string | null;
  readonly password: string | null;
  readonly tls: boolean;
}

const CONNECT_TIMEOUT = 5000;
const READ_TIMEOUT = 10_000;
const ATTEMPTS = 8;
const ROWS_PER_PAGE = 5000;

export type Parameters = readonly (string | number | bigint | Buffer | null | readonly number[])[];
export interface Statement {
  readonly query: string;
  readonly params: Parameters;
}
type Row = types.Row;

/**
 * The cluster, as a call sees it.
 *
 * Always: the driver sends each statement to a replica of what it asks for (token-aware). A client that could not connect
 * is not used again. A change with a condition whose outcome is not known is tried again only where it may be done twice.
 */
export class Session {
  readonly #settings: SessionSettings;
  readonly #driver: Driver;
  #client: Promise<Client> | null = null;
  #closed = false;

  constructor(driver: Driver, settings: SessionSettings) {
    this.#driver = driver;
    this.#settings = settings;
  }

  get address(): string {
    const { hosts, keyspace } = this.#settings;
    return `${hosts} (keyspace ${keyspace})`;
  }

  run<T>(options: CallOptions, work: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(this.problem("this store is closed"));
    return within(
      options,
      (milliseconds, noted) => this.problem(lateText(milliseconds, noted)),
      async () => {
        try {
          return await work();
        } catch (error) {
          throw error instanceof StoreError ? error : this.problem(reason(error, this.#settings), error);
        }
      },
    );
  }

  /** Runs a statement without a condition. It may run twice. */
  async query({ query, params }: Statement, consistency: types.consistencies): Promise<readonly Row[]> {
    const options = this.#with(consistency);
    return (await this.#asked((client) => client.execute(query, [...params], options))).rows;
  }

  /** All rows of a statement, a page after the other. */
  async *pages({ query, params }: Statement, consistency: types.consistencies): AsyncGenerator<readonly Row[]> {
    let pageState: string | undefined;
    do {
      const options = { ...this.#with(consistency), fetchSize: ROWS_PER_PAGE };
      const paged = pageState === undefined ? options : { ...options, pageState };
      const page = await this.#asked((client) => client.execute(query, [...params], paged));
      yield page.rows;
      pageState = page.pageState ?? undefined;
    } while (pageState !== undefined);
  }

  /** Changes of one partition, done together. They may run twice. */
  async batch(statements: readonly Statement[], consistency: types.consistencies): Promise<void> {
    const queries = statements.map(({ query, params }) => ({ query, params: [...params] }));
    await this.#asked((client) => client.batch(queries, { ...this.#with(consistency), logged: false }));
  }

  /** A change with a condition, tried again where its outcome is not known: for one that may be done twice. */
  async decide(statement: Statement, consistency: types.consistencies): Promise<Decision> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.decideOnce(statement, consistency);
      } catch (error) {
        if (!isUndecided(error) || attempt === ATTEMPTS) throw error;
      }
      await wait(Math.random() * 50 * attempt);
    }
  }

  async decideOnce({ query, params }: Statement, consistency: types.consistencies): Promise<Decision> {
    const options = {
      ...this.#with(consistency),
      serialConsistency: this.consistencies.localSerial,
      isIdempotent: false,
    };
    const { rows } = await this.#asked((client) => client.execute(query, [...params], options));
    const row = rows[0];
    return { applied: row?.["[applied]"] === true, found: row };
  }

  get consistencies(): typeof types.consistencies {
    return this.#driver.types.consistencies;
  }

  problem(what: string, cause?: unknown): StoreError {
    const message = `Cassandra at ${this.address}: ${what}`;
    return new StoreError(this.address, message, cause === undefined ? undefined : { cause });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    // A client that could not connect has told so to its caller, and has nothing to close.
    const client = await this.#client?.catch(() => null);
    await client?.shutdown();
  }

  #with(consistency: types.consistencies) {
    return { prepare: true, isIdempotent: true, consistency, keyspace: this.#settings.keyspace };
  }

  async #asked<T>(ask: (client: Client) => Promise<T>): Promise<T> {
    this.#client ??= this.#connect();
    const asked = this.#client;
    const client = await asked;
    try {
      return await ask(client);
    } catch (error) {
      // The driver takes all nodes for dead, and would try them again only after a while. A new client tries at once.
      if (isUnreached(error) && this.#client === asked) {
        this.#client = null;
        // The caller gets the error that matters; one of closing would hide it.
        client.shutdown().catch(() => undefined);
      }
      throw error;
    }
  }

  async #connect(): Promise<Client> {
    const { hosts, datacenter, user, password, tls } = this.#settings;
    const { Client, policies } = this.#driver;
    const client = new Client({
      contactPoints: hosts.split(",").map((host) => host.trim()),
      localDataCenter: datacenter,
      ...(user === null ? {} : { credentials: { username: user, password: password ?? "" } }),
      ...(tls ? { sslOptions: {} } : {}),
      encoding: { useBigIntAsLong: true },
      socketOptions: { connectTimeout: CONNECT_TIMEOUT, readTimeout: READ_TIMEOUT },
      // A node that is back is used soon.
      policies: { reconnection: new policies.reconnection.ExponentialReconnectionPolicy(200, 5000, false) },
    });
    try {
      await client.connect();
      return client;
    } catch (error) {
      this.#client = null;
      // The error of connecting is the one to tell.
      await client.shutdown().catch(() => undefined);
      throw error;
    }
  }
}

export interface Decision {
  readonly applied: boolean;
  /** If it was not applied, the columns of the condition as they are. */
  readonly found: Row | undefined;
}
