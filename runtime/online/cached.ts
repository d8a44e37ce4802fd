import { InputError } from "../errors.js";
import { StoreAround } from "./around.js";
import { leastMeta, spaceText, viewText } from "./meta.js";
import type {
  CallOptions,
  OnlineStore,
  ReadAnswer,
  ReadRequest,
  StoredRow,
  ViewMeta,
  ViewName,
  ViewSpace,
} from "./store.js";
import { Unreadable } from "./unreadable.js";

export interface CacheOptions {
  /** How long a row may be served after it was read, in milliseconds. */
  readonly ttl: number;
  /** How many rows are kept at most. The default is 10,000. */
  readonly rows?: number | undefined;
}

/**
 * A store that keeps the rows that another one read in this process for a while.
 *
 * Always: an answer is at most `ttl` old. A row is kept with the metadata that was read with it, and an answer of several
 * rows has the least of their metadata, so that it is not newer than a row. Records, and reads that must be current, are
 * never taken from the cache. What this store itself writes is not in the cache any more. Nothing is served when the
 * time is over, also if the other store fails.
 */
export function cachedReads(store: OnlineStore, options: CacheOptions): OnlineStore {
  const { ttl, rows = 10_000 } = options;
  if (!(ttl > 0) || !(rows >= 1)) throw new InputError("a cache has a `ttl` above 0 ms, and room for a row or more");
  return new Cached(store, ttl, rows);
}

interface Kept {
  readonly view: string;
  readonly row: Uint8Array | null;
  readonly meta: ViewMeta;
  readonly until: number;
}

class Cached extends StoreAround {
  /** By space and key, the row that was used last at the end. */
  readonly #kept = new Map<string, Kept>();
  /** How often views were changed by this store. A read from before a change keeps nothing. */
  #changes = 0;

  constructor(
    store: OnlineStore,
    private readonly ttl: number,
    private readonly most: number,
  ) {
    super(store);
  }

  override async read(requests: readonly ReadRequest[], options: CallOptions = {}): Promise<readonly ReadAnswer[]> {
    if (options.current === true) return this.store.read(requests, options);
    if (options.signal?.aborted === true) throw options.signal.reason;
    const since = performance.now();
    const plans = requests.map((request) => this.#plan(request, since));
    const asked = plans.flatMap(({ rest }) => (rest === null ? [] : [rest]));
    const before = this.#changes;
    const found = asked.length === 0 ? [] : await this.store.read(asked, options);
    let next = 0;
    return plans.map(({ space, names, known, rest }) => {
      const answer = rest === null ? null : found[next++]!;
      const until = since + this.ttl;
      let row = 0;
      const rows = names.map((name, index) => {
        const kept = known[index];
        if (kept) return kept.row;
        const fresh = answer!.rows[row++]!;
        const unchanged = before === this.#changes;
        if (unchanged && !(fresh instanceof Unreadable) && !(answer!.meta instanceof Unreadable))
          this.#keep(name, { view: viewText(space), row: fresh, meta: answer!.meta, until });
        return fresh;
      });
      const metas: (ViewMeta | Unreadable)[] = known.flatMap((kept) => (kept ? [kept.meta] : []));
      if (answer !== null) metas.push(answer.meta);
      return { meta: metas.reduce(leastMeta), rows, records: answer?.records ?? [] };
    });
  }

  override async write(space: ViewSpace, rows: readonly StoredRow[], options?: CallOptions): Promise<number> {
    return this.store.write(space, rows, options).finally(() => this.#forget(space));
  }

  override async advance(space: ViewSpace, meta: ViewMeta, mark?: string): Promise<boolean> {
    return this.store.advance(space, meta, mark).finally(() => this.#forget(space));
  }

  override async clear(view: ViewName): Promise<number> {
    return this.store.clear(view).finally(() => this.#forget(view));
  }

  override async drop(space: ViewSpace): Promise<number> {
    return this.store.drop(space).finally(() => this.#forget(space));
  }

  /** The known part of a request's answer, and a request for the rest; null if nothing is left to ask. */
  #plan({ space, keys, records = [] }: ReadRequest, now: number) {
    const text = spaceText(space);
    const names = keys.map((key) => `${text}\0${Buffer.from(key).toString("latin1")}`);
    const known = names.map((name) => this.#find(name, now));
    const rest = keys.filter((_, index) => known[index] === null);
    // A request without keys asks for the metadata.
    const all = rest.length === 0 && records.length === 0 && keys.length > 0;
    return { space, names, known, rest: all ? null : { space, keys: rest, records } };
  }

  #find(name: string, now: number): Kept | null {
    const kept = this.#kept.get(name);
    if (kept === undefined) return null;
    this.#kept.delete(name);
    if (kept.until <= now) return null;
    this.#kept.set(name, kept);
    return kept;
  }

  #keep(name: string, kept: Kept): void {
    this.#kept.delete(name);
    this.#kept.set(name, kept);
    if (this.#kept.size <= this.most) return;
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest);
      return;
    }
  }

  #forget(view: ViewName): void {
    this.#changes++;
    const text = viewText(view);
    for (const [name, kept] of this.#kept) if (kept.view === text) this.#kept.delete(name);
  }
}
