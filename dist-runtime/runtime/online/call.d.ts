import { type StoreError } from "../errors.js";
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
export declare function within<T>(
  { signal, timeout }: CallOptions,
  late: (milliseconds: number) => StoreError,
  work: () => Promise<T>,
): Promise<T>;
