import type { FastifyReply, FastifyRequest } from "fastify";
import { Cancellation, type Cancelling } from "../online/cancellation.js";
import { Deadlines, Limited } from "../online/deadlines.js";
import { HttpError } from "./problem.js";

/** Why nobody waits for a request's work any more. */
export type Cancelled = "timeout" | "caller gone";

export interface LimitOptions {
  /** The most milliseconds of a request. */
  readonly timeout: number;
  /** Work was given up. */
  readonly cancelled: (why: Cancelled) => void;
  /** Work that was given up failed, and not because it was given up. */
  readonly failedLate: (request: FastifyRequest, error: unknown) => void;
}

/**
 * Gives up the work of requests that take too long, or whose caller has gone.
 *
 * Always: work that is given up gets to know it by its signal, so that reads of the store end. A result that comes all
 * the same is dropped.
 */
export class RequestLimits {
  readonly #deadlines = new Deadlines();

  constructor(private readonly options: LimitOptions) {}

  run<T>(request: FastifyRequest, reply: FastifyReply, work: (signal: Cancelling) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const limited = new LimitedWork<T>(resolve, reject, this.options, request, this.#deadlines);
      this.#deadlines.add(limited, this.options.timeout);
      reply.raw.once("close", () => limited.gone());
      limited.follow(work(limited.signal));
    });
  }
}

class LimitedWork<T> extends Limited {
  readonly signal = new Cancellation();
  #over = false;

  constructor(
    private readonly resolve: (value: T) => void,
    private readonly reject: (error: unknown) => void,
    private readonly options: LimitOptions,
    private readonly request: FastifyRequest,
    private readonly deadlines: Deadlines,
  ) {
    super();
  }

  follow(work: Promise<T>): void {
    work.then(
      (value) => {
        if (this.#end()) this.resolve(value);
      },
      (error: unknown) => {
        if (this.#end()) this.reject(error);
        else if (error !== this.signal.reason) this.options.failedLate(this.request, error);
      },
    );
  }

  override expire(): void {
    const { timeout } = this.options;
    this.#cancel("timeout", new HttpError(504, "timeout", `there was no answer within ${timeout} ms`));
  }

  /** The connection is closed, because all was said or because the caller has gone. */
  gone(): void {
    if (!this.#over) this.#cancel("caller gone", new HttpError(499, "caller-gone", "the caller has gone"));
  }

  #cancel(why: Cancelled, error: HttpError): void {
    if (!this.#end()) return;
    this.options.cancelled(why);
    this.signal.cancel(error);
    this.reject(error);
  }

  /** False if it has ended already. */
  #end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.deadlines.remove(this);
    return true;
  }
}
