import { setMaxListeners } from "node:events";
import { InputError, type StoreError } from "../errors.js";

/** How long a call may take, and what ends it earlier. */
export interface CallOptions {
  /** Ends the call when it aborts. The call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** In milliseconds. The call rejects with a `StoreError` when they are over. The default is the store's. */
  readonly timeout?: number | undefined;
  /**
   * The answer has everything that was written before the call. Without it, a store that reads from replicas may answer
   * as of some moment before.
   */
  readonly current?: boolean | undefined;
}

/** A call in progress, as the work that it does sees it. */
export interface Call {
  /** Nobody waits for the call any more. */
  readonly over: boolean;
  /** Waits so many milliseconds, at most until the call is over. */
  pause(milliseconds: number): Promise<void>;
  /** Notes a problem that the call is trying to overcome. If its time runs out, the error names it. */
  note(problem: string): void;
}

/**
 * Does the work, and stops waiting for it when the signal aborts or the time is over. `late` makes the error of a call
 * that took too long; it gets what the call has noted. What the server has begun by then may still happen.
 */
export function within<T>(
  { signal, timeout }: CallOptions,
  late: (milliseconds: number, noted: string | null) => StoreError,
  work: (call: Call) => Promise<T>,
): Promise<T> {
  if (timeout !== undefined && !(timeout > 0)) return Promise.reject(wrongTimeout(timeout));
  if (signal?.aborted === true) return Promise.reject(signal.reason);
  const call = new Ongoing();
  return new Promise<T>((resolve, reject) => {
    if (signal !== undefined) {
      const abort = () => {
        if (call.end()) reject(signal.reason);
      };
      // Many calls may share a signal, such as that of a service that ends.
      setMaxListeners(0, signal);
      signal.addEventListener("abort", abort);
      call.atEnd(() => signal.removeEventListener("abort", abort));
    }
    if (timeout !== undefined && timeout <= LONGEST)
      call.limit(timeout, () => {
        if (call.end()) reject(late(timeout, call.noted));
      });
    work(call).then(
      (value) => {
        if (call.end()) resolve(value);
      },
      (error: unknown) => {
        if (call.end()) reject(error);
      },
    );
  });
}

class Ongoing implements Call {
  over = false;
  noted: string | null = null;
  #timer: NodeJS.Timeout | undefined;
  #ending: Set<() => void> | null = null;

  note(problem: string): void {
    this.noted = problem;
  }

  pause(milliseconds: number): Promise<void> {
    if (this.over) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#ending?.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.atEnd(wake);
    });
  }

  /** Runs when the call is over. */
  atEnd(action: () => void): void {
    this.#ending ??= new Set();
    this.#ending.add(action);
  }

  limit(milliseconds: number, expired: () => void): void {
    // An answer that arrived while this process was busy is read before the immediate runs.
    this.#timer = setTimeout(() => setImmediate(expired), milliseconds);
  }

  /** False if the call is over already. */
  end(): boolean {
    if (this.over) return false;
    this.over = true;
    clearTimeout(this.#timer);
    if (this.#ending !== null) for (const action of this.#ending) action();
    return true;
  }
}

/** A timer takes no more milliseconds than this. That is 24 days. */
const LONGEST = 2 ** 31 - 1;

const wrongTimeout = (timeout: number): InputError =>
  new InputError(`a timeout is a number of milliseconds above 0, not ${timeout}`);
