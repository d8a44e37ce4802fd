import { setMaxListeners } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import type { DynamoDB } from "@aws-sdk/client-dynamodb";
import { StoreError } from "../../errors.js";
import { type CallOptions, within } from "../call.js";
import { lateText } from "../timeouts.js";
import type { Driver } from "./driver.js";
import { isPassing, isThrottled, type Place, reason } from "./reasons.js";

/** How long to send a request again, in milliseconds, in a call without a timeout. */
const PATIENCE = 60_000;
const FIRST_WAIT = 20;
const LONGEST_WAIT = 1000;
const CONNECT_TIMEOUT = 3000;
const REQUEST_TIMEOUT = 10_000;
/** Requests at a time. */
const SOCKETS = 64;

/** Sends a request, and again where that is safe and may help. */
export type Send = <T>(
  request: (client: DynamoDB, abort: { readonly abortSignal: AbortSignal }) => Promise<T>,
) => Promise<T>;

/**
 * The requests of a store.
 *
 * Always: a request that was throttled, or whose outcome is not known though it may run twice, is sent again after a
 * random wait that grows. When the call ends, its requests are aborted.
 */
export class Calls {
  readonly #client: DynamoDB;
  #closed = false;

  constructor(
    { DynamoDB }: Driver,
    readonly place: Place,
  ) {
    const { region, endpoint } = place;
    const agent = { keepAlive: true, maxSockets: SOCKETS };
    this.#client = new DynamoDB({
      ...(region === null ? {} : { region }),
      ...(endpoint === null ? {} : { endpoint }),
      // The driver would send a swap twice whose first answer is lost, and take the second answer for the first.
      maxAttempts: 1,
      requestHandler: {
        connectionTimeout: CONNECT_TIMEOUT,
        requestTimeout: REQUEST_TIMEOUT,
        throwOnRequestTimeout: true,
        httpAgent: agent,
        httpsAgent: agent,
      },
    });
  }

  get address(): string {
    const { table, region, endpoint } = this.place;
    return `DynamoDB table ${table}${region === null ? "" : ` in ${region}`}${endpoint === null ? "" : ` at ${endpoint}`}`;
  }

  /** `twice` says whether a request may run twice. */
  async run<T>(options: CallOptions, twice: boolean, work: (send: Send) => Promise<T>): Promise<T> {
    if (this.#closed) throw this.problem("this store is closed");
    const over = new AbortController();
    // A call has many requests at a time, and each of them listens.
    setMaxListeners(0, over.signal);
    let note: (error: unknown) => void = () => {};
    const send: Send = async (request) => {
      const end = performance.now() + (options.timeout ?? PATIENCE);
      for (let attempt = 0; ; attempt++) {
        try {
          return await request(this.#client, { abortSignal: over.signal });
        } catch (error) {
          const again = isThrottled(error) || (twice && isPassing(error));
          if (!again || over.signal.aborted || performance.now() >= end) throw error;
          note(error);
        }
        await wait(Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt));
      }
    };
    try {
      return await within(
        options,
        (milliseconds, noted) => this.problem(lateText(milliseconds, noted)),
        async (call) => {
          note = (error) => call.note(reason(error, this.place));
          try {
            return await work(send);
          } catch (error) {
            throw error instanceof StoreError ? error : this.problem(reason(error, this.place), error);
          }
        },
      );
    } finally {
      over.abort();
    }
  }

  problem(what: string, cause?: unknown): StoreError {
    const message = `${this.address}: ${what}`;
    return new StoreError(this.address, message, cause === undefined ? undefined : { cause });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#client.destroy();
  }
}
