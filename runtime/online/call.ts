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
  /** What the call is trying to get over. If its time runs out, the error names it. */
  note(problem: string): void;
  /** Runs if the time runs out before the returned function is called. */
  whenLate(action: () => void): () => void;
}

/**
 * Does the work, and stops waiting for it when the signal aborts or the time is over. `late` makes the error of a call
 * that took too long. What the server has begun by then may still happen.
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
    let timer: NodeJS.Timeout | undefined;
    let over: NodeJS.Immediate | undefined;
    const abort = () => end(() => reject(signal?.reason));
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      clearImmediate(over);
      signal?.removeEventListener("abort", abort);
      call.end();
      settle();
    };
    // An answer that arrived while this process was busy is read before the immediate runs.
    const expire = (milliseconds: number) => {
      over = setImmediate(() => {
        call.late();
        end(() => reject(late(milliseconds, call.noted)));
      });
    };
    if (timeout !== undefined && timeout <= LONGEST) timer = setTimeout(expire, timeout, timeout);
    signal?.addEventListener("abort", abort);
    work(call).then(
      (value) => end(() => resolve(value)),
      (error: unknown) => end(() => reject(error)),
    );
  });
}

class Ongoing implements Call {
  over = false;
  noted: string | null = null;
  readonly #waiting = new Set<() => void>();
  readonly #ifLate = new Set<() => void>();

  note(problem: string): void {
    this.noted = problem;
  }

  whenLate(action: () => void): () => void {
    this.#ifLate.add(action);
    return () => this.#ifLate.delete(action);
  }

  pause(milliseconds: number): Promise<void> {
    if (this.over) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.#waiting.add(wake);
    });
  }

  late(): void {
    for (const action of this.#ifLate) action();
  }

  end(): void {
    this.over = true;
    for (const wake of this.#waiting) wake();
  }
}

/** A timer takes no more milliseconds than this. That is 24 days. */
const LONGEST = 2 ** 31 - 1;

const wrongTimeout = (timeout: number): InputError =>
  new InputError(`a timeout is a number of milliseconds above 0, not ${timeout}`);
