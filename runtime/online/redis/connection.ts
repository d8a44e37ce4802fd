import { Redis } from "ioredis";
import { messageOf, StoreError } from "../../errors.js";
import { isLost, reason } from "./reasons.js";
import { type RedisUrl, readRedisUrl } from "./url.js";

/**
 * One connection. It is made when it is first needed, and again after it was lost.
 *
 * Always: one client of the driver serves one connection and never reconnects. It is used only when the server has
 * confirmed the URL's database, so no command runs on another database. There are no endless retries: a call uses a
 * connection or makes one, and a call that loses its connection is tried once more on a new one (all our commands may
 * run twice). If that fails too, the error is a `StoreError` that names the address, never the password.
 */
export interface ConnectionOptions {
  /** How long to wait for a connection, in milliseconds. */
  readonly connectTimeout: number;
  /** How long the server may take to answer, in milliseconds. */
  readonly commandTimeout: number;
}

export class Connection {
  readonly #url: RedisUrl;
  readonly #options: ConnectionOptions;
  /** The connection that calls use, or that is being made. */
  #current: { readonly client: Redis; readonly ready: Promise<void> } | null = null;
  #closed = false;

  constructor(url: string, options: ConnectionOptions) {
    this.#url = readRedisUrl(url);
    this.#options = options;
  }

  get address(): string {
    return this.#url.address;
  }

  async run<T>(command: (client: Redis) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const client = await this.#client();
      try {
        return await command(client);
      } catch (error) {
        if (error instanceof StoreError) throw error;
        const lost = isLost(error);
        if (lost) this.#drop(client);
        if (attempt > 1 || !lost || this.#closed) throw this.#failure(error, false);
      }
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const client = this.#current?.client;
    this.#current = null;
    // QUIT lets commands in flight finish. A client without a connection has none.
    if (client?.status === "ready") await client.quit().catch(() => client.disconnect());
    else client?.disconnect();
  }

  /** A `StoreError` of this store, for problems that a call finds itself. */
  problem(what: string, cause?: unknown): StoreError {
    return new StoreError(
      this.address,
      `Redis at ${this.address}: ${what}`,
      cause === undefined ? undefined : { cause },
    );
  }

  async #client(): Promise<Redis> {
    if (this.#closed) throw new StoreError(this.address, `the connection to Redis at ${this.address} is closed`);
    this.#current ??= this.#connect();
    const { client, ready } = this.#current;
    await ready;
    return client;
  }

  #connect(): { client: Redis; ready: Promise<void> } {
    const { host, port, username, password, tls, family } = this.#url;
    const client = new Redis({
      host,
      port,
      ...(username === null ? {} : { username }),
      ...(username === null && password === null ? {} : { password: password ?? "" }),
      ...(tls ? { tls: {} } : {}),
      ...(family === null ? {} : { family }),
      lazyConnect: true,
      // The first command shows whether the server is still loading its data.
      enableReadyCheck: false,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
      connectTimeout: this.#options.connectTimeout,
      socketTimeout: this.#options.commandTimeout,
      commandTimeout: this.#options.commandTimeout,
      disableClientInfo: true,
    });
    // ioredis reports why a connection failed only in an event.
    let reported: Error | null = null;
    client.on("error", (error: Error) => {
      reported ??= error;
    });
    client.once("end", () => this.#drop(client));
    const ready = (async () => {
      try {
        await client.connect();
      } catch (error) {
        this.#drop(client);
        throw this.#failure(reported ?? error, true);
      }
      try {
        await this.#select(client);
      } catch (error) {
        this.#drop(client);
        throw error;
      }
    })();
    return { client, ready };
  }

  /**
   * A new connection uses database 0. If the driver's own SELECT fails, it stays there without an error, so we send
   * SELECT ourselves.
   */
  async #select(client: Redis): Promise<void> {
    const { database } = this.#url;
    if (database === null || database === 0) return;
    let answer: unknown;
    try {
      answer = await client.select(database);
    } catch (error) {
      if (isLost(error)) throw this.#failure(error, true);
      throw this.problem(
        `database ${database} can't be selected: ${reason(error, { connecting: false, tls: this.#url.tls })}`,
        error,
      );
    }
    if (answer !== "OK") throw this.problem(`database ${database} can't be selected: it answered ${messageOf(answer)}`);
  }

  #drop(client: Redis): void {
    if (this.#current?.client !== client) return;
    this.#current = null;
    client.disconnect();
  }

  #failure(error: unknown, connecting: boolean): StoreError {
    return this.problem(reason(error, { connecting, tls: this.#url.tls }), error);
  }
}
