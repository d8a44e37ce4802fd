import { Redis } from "ioredis";
import { messageOf, StoreError } from "../../errors.js";

/**
 * One connection, made when it is first needed and again when it was lost.
 *
 * Nothing is retried without end: a call finds a connection or makes one, and a call that loses its connection is tried once more
 * on a new one (all our commands may run twice). What fails then is a `StoreError` that names the address, never the password.
 */
export interface ConnectionOptions {
  /** How long to wait for a connection, in milliseconds. */
  readonly connectTimeout: number;
  /** How long the server may be silent while it owes an answer, in milliseconds. */
  readonly commandTimeout: number;
}

export class Connection {
  readonly address: string;
  readonly #client: Redis;
  #connecting: Promise<void> | null = null;
  #closed = false;
  /** How many connections there were: who lost an old one must not end its successor. */
  #made = 0;
  /** ioredis tells why a connection failed only in an event. */
  #lastError: Error | null = null;

  constructor(url: string, options: ConnectionOptions) {
    this.address = addressOf(url);
    this.#client = new Redis(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
      connectTimeout: options.connectTimeout,
      socketTimeout: options.commandTimeout,
      commandTimeout: options.commandTimeout,
      disableClientInfo: true,
    });
    this.#client.on("error", (error: Error) => {
      this.#lastError = error;
    });
  }

  async run<T>(command: (client: Redis) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      await this.#ready();
      const made = this.#made;
      try {
        return await command(this.#client);
      } catch (error) {
        if (attempt === 1 && !this.#closed && isLost(error)) {
          // A dead stream is noticed here before the client's own status says so.
          if (made === this.#made && this.#client.status === "ready") await this.#ended();
          continue;
        }
        throw this.#failure(error);
      }
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    // QUIT lets commands in flight end; a connection that is none has nothing to end.
    if (this.#client.status === "ready") await this.#client.quit().catch(() => this.#client.disconnect());
    else this.#client.disconnect();
  }

  async #ready(): Promise<void> {
    if (this.#closed) throw new StoreError(this.address, `the connection to Redis at ${this.address} is closed`);
    if (this.#client.status === "ready") return;
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = null;
    });
    await this.#connecting;
  }

  async #connect(): Promise<void> {
    this.#lastError = null;
    try {
      // A connection that is just ending must be over before a new one can begin.
      if (this.#client.status !== "wait" && this.#client.status !== "end") await this.#ended();
      await this.#client.connect();
      this.#made++;
    } catch (error) {
      throw this.#failure(this.#lastError ?? error);
    }
  }

  #ended(): Promise<void> {
    return new Promise((resolve) => {
      this.#client.once("end", resolve);
      this.#client.disconnect();
    });
  }

  #failure(error: unknown): StoreError {
    return new StoreError(this.address, `Redis at ${this.address}: ${reason(error)}`, { cause: error });
  }
}

/** Host, port and database of a URL, without user and password. */
function addressOf(url: string): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new StoreError("", "the Redis URL can't be read: it is redis://HOST:PORT or rediss://HOST:PORT");
  }
  if (parsed.protocol !== "redis:" && parsed.protocol !== "rediss:")
    throw new StoreError("", "the Redis URL must begin with redis:// or rediss://");
  const database = parsed.pathname.length > 1 ? parsed.pathname : "";
  return `${parsed.hostname || "localhost"}:${parsed.port || "6379"}${database}`;
}

const lostMessages = /Connection is closed|Stream isn't writeable|ECONNRESET|EPIPE|Socket closed/i;
const isLost = (error: unknown): boolean => lostMessages.test(messageOf(error));

const reasons: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, "connection refused"],
  [/ENOTFOUND|EAI_AGAIN/, "no such host"],
  [/EHOSTUNREACH|ENETUNREACH/, "host not reachable"],
  [/ETIMEDOUT|Command timed out|Socket timeout/i, "no answer in time"],
  [lostMessages, "the connection was lost"],
  [/^WRONGPASS|^NOAUTH|invalid password/i, "it refused the user or password"],
];

function reason(error: unknown): string {
  const message = messageOf(error) || (error as { code?: string }).code || "the connection failed";
  return reasons.find(([pattern]) => pattern.test(message))?.[1] ?? message;
}
