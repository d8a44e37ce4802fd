/** Something that ends at an instant if it is not done before. */
export abstract class Limited {
  /** The instant, by the clock. */
  due = 0;
  /** Its neighbours among those with the same limit, and their list. Null if it is not waiting. */
  before: Limited | null = null;
  after: Limited | null = null;
  list: Limits | null = null;

  /** The time is over. */
  abstract expire(): void;
}

/** Time, as `Deadlines` measures it. */
export interface Clock {
  /** Milliseconds that never go back. */
  readonly now: () => number;
  readonly start: (action: () => void, milliseconds: number) => NodeJS.Timeout;
  readonly clear: (timer: NodeJS.Timeout) => void;
}

/**
 * The process's own time. The functions are taken once: a program that replaces them for a while, as tests do, would
 * leave a timer that nothing starts again.
 */
const own: Clock = {
  now: performance.now.bind(performance),
  start: globalThis.setTimeout,
  clear: globalThis.clearTimeout,
};

/** Those that wait with the same limit, the first one to end first. */
interface Limits {
  readonly limit: number;
  first: Limited | null;
  last: Limited | null;
}

/**
 * The limits of many calls at once, with one timer for all of them.
 *
 * A timer for each call would cost a good part of a read. Calls of one limit end in the order in which they began, so
 * there is a list for each limit, and the timer waits for the earliest end. A call that is done only leaves its list:
 * the timer finds out when it is over, which is once in a while.
 *
 * Always: what waits keeps the process alive, and nothing else does.
 */
export class Deadlines {
  readonly #lists = new Map<number, Limits>();
  #waiting = 0;
  #timer: NodeJS.Timeout | null = null;
  #due = Number.POSITIVE_INFINITY;

  constructor(private readonly clock: Clock = own) {}

  /** `limit` is in milliseconds. */
  add(limited: Limited, limit: number): void {
    let list = this.#lists.get(limit);
    if (list === undefined) {
      list = { limit, first: null, last: null };
      this.#lists.set(limit, list);
    }
    limited.due = this.clock.now() + limit;
    limited.list = list;
    limited.before = list.last;
    if (list.last === null) list.first = limited;
    else list.last.after = limited;
    list.last = limited;
    if (limited.due < this.#due) this.#arm(limited.due, limit);
    if (this.#waiting++ === 0) this.#timer?.ref();
  }

  /** It is done. Nothing happens if it does not wait. */
  remove(limited: Limited): void {
    const { list, before, after } = limited;
    if (list === null) return;
    if (before === null) list.first = after;
    else before.after = after;
    if (after === null) list.last = before;
    else after.before = before;
    limited.list = null;
    limited.before = null;
    limited.after = null;
    if (--this.#waiting === 0) this.#timer?.unref();
  }

  #arm(due: number, milliseconds: number): void {
    if (this.#timer !== null) this.clock.clear(this.#timer);
    this.#due = due;
    // A timer never fires early, but it counts in whole milliseconds.
    this.#timer = this.clock.start(this.#fire, Math.ceil(milliseconds));
    if (this.#waiting === 0) this.#timer.unref();
  }

  readonly #fire = (): void => {
    this.#timer = null;
    this.#due = Number.POSITIVE_INFINITY;
    const now = this.clock.now();
    let next = Number.POSITIVE_INFINITY;
    for (const [limit, list] of this.#lists) {
      for (let each = list.first; each !== null && each.due <= now; each = list.first) {
        this.remove(each);
        each.expire();
      }
      if (list.first === null) this.#lists.delete(limit);
      else next = Math.min(next, list.first.due);
    }
    if (next < this.#due) this.#arm(next, next - now);
  };
}
