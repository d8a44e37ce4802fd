import { InputError } from "../errors.js";
import { StoreAround } from "./around.js";
import { Cancellation, type Cancelling } from "./cancellation.js";
import type { CallOptions, OnlineStore, ReadAnswer, ReadRequest } from "./store.js";
import { HEDGE_SHARE, READ_TIMEOUT } from "./timeouts.js";

export interface HedgeOptions {
  /** How long a read may have no answer before it is asked again, in milliseconds. */
  readonly after: number;
  /** How many of the reads may be asked again, over time. The default is 0.05, one in twenty. */
  readonly share?: number | undefined;
  /** How long a read may take, in milliseconds, if the call does not say it: the store's own timeout. The default is 250. */
  readonly timeout?: number | undefined;
}

/** So many reads may be asked again at once, after a time without any. */
const BURST = 10;

/**
 * A store that asks another one again for a read that has no answer after a while, and takes the first answer. It helps
 * where some reads are much slower than most. The second read goes to a replica where the store knows one, else over
 * another connection.
 *
 * Always: a read is asked again at most once, and only for a share of all reads, so that a store in which every read is
 * slow does not get twice the load. The read that is not needed any more is cancelled. A read that fails before it is
 * asked again fails at once; one that was asked again fails only if both do. Writes are never done twice.
 */
export function hedgedReads(store: OnlineStore, options: HedgeOptions): OnlineStore {
  const { after, share = HEDGE_SHARE, timeout = READ_TIMEOUT } = options;
  if (!(after > 0)) throw new InputError("a read is asked again `after` so many milliseconds, more than 0");
  if (!(share > 0 && share <= 1))
    throw new InputError("the `share` of reads that are asked again is above 0, and 1 at most");
  return new Hedged(store, after, share, timeout);
}

class Hedged extends StoreAround {
  /** How many reads may be asked again now. Each read adds its share. */
  #budget = BURST;

  constructor(
    store: OnlineStore,
    private readonly after: number,
    private readonly share: number,
    private readonly timeout: number,
  ) {
    super(store);
  }

  override read(requests: readonly ReadRequest[], options: CallOptions = {}): Promise<readonly ReadAnswer[]> {
    const limit = options.timeout ?? this.timeout;
    this.#budget = Math.min(BURST, this.#budget + this.share);
    if (!(limit > this.after) || options.signal?.aborted === true) return this.store.read(requests, options);
    return new Promise((resolve, reject) => {
      new Race(resolve, reject, options.signal).begin(
        (signal) => this.store.read(requests, { ...options, signal }),
        (signal) => {
          if (this.#budget < 1) return null;
          this.#budget--;
          return this.store.read(requests, { ...options, signal, timeout: limit - this.after, again: true });
        },
        this.after,
      );
    });
  }
}

type Read = Promise<readonly ReadAnswer[]>;

/** Why a read that lost is given up. Nobody hears it. */
const LOST = new Error("another read of the same was answered first");

/** Two reads of the same. */
class Race {
  readonly #losing = new Cancellation();
  #running = 1;
  #over = false;
  #failure: { readonly error: unknown } | null = null;
  #timer: NodeJS.Timeout | undefined;
  readonly #aborted = () => {
    clearTimeout(this.#timer);
    this.#losing.cancel(this.signal?.reason);
  };

  constructor(
    private readonly resolve: (answers: readonly ReadAnswer[]) => void,
    private readonly reject: (error: unknown) => void,
    private readonly signal: Cancelling | undefined,
  ) {}

  begin(first: (signal: Cancelling) => Read, second: (signal: Cancelling) => Read | null, after: number): void {
    this.signal?.addEventListener("abort", this.#aborted);
    this.#follow(first(this.#losing));
    this.#timer = setTimeout(() => {
      const read = second(this.#losing);
      if (read === null) return;
      this.#running++;
      this.#follow(read);
    }, after);
  }

  #follow(read: Read): void {
    read.then(
      (answers) => {
        if (this.#end()) this.resolve(answers);
      },
      (error: unknown) => {
        this.#running--;
        // The first failure says more: the second read has less time.
        this.#failure ??= { error };
        if (this.#running === 0 && this.#end()) this.reject(this.#failure.error);
      },
    );
  }

  /** False if it has ended already. */
  #end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    clearTimeout(this.#timer);
    this.signal?.removeEventListener("abort", this.#aborted);
    this.#losing.cancel(LOST);
    return true;
  }
}
