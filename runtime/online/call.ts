import { setMaxListeners } from "node:events";
import { InputError, type StoreError } from "../errors.js";
import type { Cancelling } from "./cancellation.js";
import { Deadlines, Limited } from "./deadlines.js";

/** How long a call may take, and what ends it earlier. */
export interface CallOptions {
  /** Ends the call when it aborts. The call rejects with the signal's reason. */
  readonly signal?: Cancelling | undefined;
  /** In milliseconds. The call rejects with a `StoreError` when they are over. The default is the store's. */
  readonly timeout?: number | undefined;
  /**
   * The answer has everything that was written before the call. Without it, a store that reads from replicas may answer
   * as of some moment before.
   */
  readonly current?: boolean | undefined;
  /**
   * A read that was asked already and has no answer yet. A store that can goes another way with it: to a replica, or over
   * another connection.
   */
  readonly again?: boolean | undefined;
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

/** Makes the error of a call that took too long. It gets what the call has noted. */
export type Late = (milliseconds: number, noted: string | null) => StoreError;

/**
 * Does the work, and stops waiting for it when the signal aborts or the time is over. What the server has begun by then
 * may still happen.
 */
export function within<T>(
  options: CallOptions,
  late: Late,
  work: (call: Call) => Promise<T>,
  deadlines = new Deadlines(),
): Promise<T> {
  return begun<T>(options, late, deadlines, (call) => call.follow(work(call)));
}

/** The same for work that ends its call itself. */
export function begun<T>(
  { signal, timeout }: CallOptions,
  late: Late,
  deadlines: Deadlines,
  begin: (call: Ongoing<T>) => void,
): Promise<T> {
  if (timeout !== undefined && !(timeout > 0)) return Promise.reject(wrongTimeout(timeout));
  if (signal?.aborted === true) return Promise.reject(signal.reason);
  return new Promise<T>((resolve, reject) => {
    const call = new Ongoing<T>(resolve, reject, late, deadlines);
    if (signal !== undefined) call.obey(signal);
    if (timeout !== undefined && timeout <= LONGEST) call.limit(timeout);
    begin(call);
  });
}

/** Ends once. What comes after that is dropped. */
export class Ongoing<T> extends Limited implements Call {
  over = false;
  #noted: string | null = null;
  #limit = 0;
  /** Runs when the call is over. */
  #ending: Set<() => void> | null = null;

  constructor(
    private readonly resolve: (value: T) => void,
    private readonly reject: (error: unknown) => void,
    private readonly late: Late,
    private readonly deadlines: Deadlines,
  ) {
    super();
  }

  succeed(value: T): void {
    if (this.#end()) this.resolve(value);
  }

  fail(error: unknown): void {
    if (this.#end()) this.reject(error);
  }

  /** Ends as the work does. */
  follow(work: Promise<T>): void {
    work.then(
      (value) => this.succeed(value),
      (error: unknown) => this.fail(error),
    );
  }

  note(problem: string): void {
    this.#noted = problem;
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
      this.#atEnd(wake);
    });
  }

  obey(signal: Cancelling): void {
    const abort = () => this.fail(signal.reason);
    // Many calls may share a signal, such as that of a service that ends.
    if (signal instanceof EventTarget) setMaxListeners(0, signal);
    signal.addEventListener("abort", abort);
    this.#atEnd(() => signal.removeEventListener("abort", abort));
  }

  limit(milliseconds: number): void {
    this.#limit = milliseconds;
    this.deadlines.add(this, milliseconds);
  }

  expire(): void {
    // An answer that arrived while this process was busy is read before the immediate runs.
    setImmediate(() => {
      if (this.#end()) this.reject(this.late(this.#limit, this.#noted));
    });
  }

  #atEnd(action: () => void): void {
    this.#ending ??= new Set();
    this.#ending.add(action);
  }

  /** False if the call is over already. */
  #end(): boolean {
    if (this.over) return false;
    this.over = true;
    this.deadlines.remove(this);
    if (this.#ending !== null) for (const action of this.#ending) action();
    return true;
  }
}

/** A timer takes no more milliseconds than this. That is 24 days. */
const LONGEST = 2 ** 31 - 1;

const wrongTimeout = (timeout: number): InputError =>
  new InputError(`a timeout is a number of milliseconds above 0, not ${timeout}`);
