import { InputError, type StoreError } from "../errors.js";

/** How long a call may take, and what ends it earlier. */
export interface CallOptions {
  /** Ends the call when it aborts. The call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** In milliseconds. The call rejects with a `StoreError` when they are over. */
  readonly timeout?: number | undefined;
}

/**
 * Does the work, and stops waiting for it when the signal aborts or the time is over. `late` makes the error of a call
 * that took too long. What the server has begun by then may still happen.
 */
export function within<T>(
  { signal, timeout }: CallOptions,
  late: (milliseconds: number) => StoreError,
  work: () => Promise<T>,
): Promise<T> {
  if (timeout !== undefined && !(timeout > 0)) return Promise.reject(wrongTimeout(timeout));
  if (signal?.aborted === true) return Promise.reject(signal.reason);
  if (signal === undefined && (timeout === undefined || timeout > LONGEST)) return work();
  return new Promise<T>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    let over: NodeJS.Immediate | undefined;
    const abort = () => end(() => reject(signal?.reason));
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      clearImmediate(over);
      signal?.removeEventListener("abort", abort);
      settle();
    };
    // An answer that arrived while this process was busy is read before the immediate runs.
    const expire = (milliseconds: number) => {
      over = setImmediate(() => end(() => reject(late(milliseconds))));
    };
    if (timeout !== undefined && timeout <= LONGEST) timer = setTimeout(expire, timeout, timeout);
    signal?.addEventListener("abort", abort);
    work().then(
      (value) => end(() => resolve(value)),
      (error: unknown) => end(() => reject(error)),
    );
  });
}

/** A timer takes no more milliseconds than this. That is 24 days. */
const LONGEST = 2 ** 31 - 1;

const wrongTimeout = (timeout: number): InputError =>
  new InputError(`a timeout is a number of milliseconds above 0, not ${timeout}`);
