import { StoreAround } from "./around.js";
import { type CallOptions, within } from "./call.js";
import { spaceText } from "./meta.js";
import type { OnlineStore, ReadAnswer, ReadRequest, ViewSpace } from "./store.js";

/**
 * A store that asks another one once for all reads of the same turn of the event loop, and once for a key that several of
 * them need. For services with many requests at a time.
 */
export const coalescedReads = (store: OnlineStore): OnlineStore => new Coalesced(store);

/** Reads that wait for the end of the turn, with the same limits. */
class Group {
  readonly #spaces = new Map<string, Merged>();
  readonly #answers: Promise<readonly ReadAnswer[]>;

  constructor(ask: (requests: readonly ReadRequest[]) => Promise<readonly ReadAnswer[]>, closed: () => void) {
    this.#answers = new Promise((resolve) => {
      setImmediate(() => {
        closed();
        resolve(ask([...this.#spaces.values()].map((merged) => merged.request())));
      });
    });
  }

  async add(requests: readonly ReadRequest[]): Promise<readonly ReadAnswer[]> {
    const places = requests.map(({ space, keys, records = [] }) => {
      const text = spaceText(space);
      const merged = this.#spaces.get(text) ?? new Merged(space, this.#spaces.size);
      this.#spaces.set(text, merged);
      return { at: merged.at, rows: merged.rows.add(keys), records: merged.records.add(records) };
    });
    const answers = await this.#answers;
    return places.map(({ at, rows, records }) => {
      const answer = answers[at]!;
      return {
        meta: answer.meta,
        rows: rows.map((place) => answer.rows[place]!),
        records: records.map((place) => answer.records[place]!),
      };
    });
  }
}

/** The keys that the reads of a group want of a space. */
class Merged {
  readonly rows = new Keys();
  readonly records = new Keys();

  constructor(
    private readonly space: ViewSpace,
    readonly at: number,
  ) {}

  request(): ReadRequest {
    return { space: this.space, keys: this.rows.all, records: this.records.all };
  }
}

/** Keys, each once. */
class Keys {
  readonly all: Uint8Array[] = [];
  readonly #places = new Map<string, number>();

  /** The places of these keys. */
  add(keys: readonly Uint8Array[]): readonly number[] {
    return keys.map((key) => {
      const text = Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString("latin1");
      const known = this.#places.get(text);
      if (known !== undefined) return known;
      this.#places.set(text, this.all.length);
      return this.all.push(key) - 1;
    });
  }
}

class Coalesced extends StoreAround {
  readonly #open = new Map<string, Group>();

  override read(requests: readonly ReadRequest[], options: CallOptions = {}): Promise<readonly ReadAnswer[]> {
    const { signal, ...limits } = options;
    const name = `${limits.timeout} ${limits.current === true}`;
    const late = (): never => {
      throw new Error("only the store has a timeout");
    };
    return within({ signal }, late, () => {
      const known = this.#open.get(name);
      if (known !== undefined) return known.add(requests);
      const group = new Group(
        (merged) => this.store.read(merged, limits),
        () => this.#open.delete(name),
      );
      this.#open.set(name, group);
      return group.add(requests);
    });
  }
}
