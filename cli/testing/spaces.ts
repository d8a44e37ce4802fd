import type { OnlineStore, ViewName } from "../../runtime/index.js";

/** One store for all tests. Reads and writes belong to the name that was entered last. */
export class Spaces implements OnlineStore {
  #name = "";

  constructor(private readonly store: OnlineStore) {}

  enter(name: string): void {
    this.#name = name;
  }

  get address(): string {
    return this.store.address;
  }
  read: OnlineStore["read"] = (requests, options) =>
    this.store.read(
      requests.map((request) => ({ ...request, space: this.#own(request.space) })),
      options,
    );
  write: OnlineStore["write"] = (space, rows, options) => this.store.write(this.#own(space), rows, options);
  swap: OnlineStore["swap"] = (space, swaps, options) => this.store.swap(this.#own(space), swaps, options);
  begin: OnlineStore["begin"] = (view) => this.store.begin(this.#own(view));
  advance: OnlineStore["advance"] = (space, meta, mark) => this.store.advance(this.#own(space), meta, mark);
  clear: OnlineStore["clear"] = (view) => this.store.clear(this.#own(view));
  definitions: OnlineStore["definitions"] = (view) => this.store.definitions(this.#own(view));
  drop: OnlineStore["drop"] = (space) => this.store.drop(this.#own(space));
  get sweep(): OnlineStore["sweep"] {
    const { sweep } = this.store;
    return sweep === null ? null : (space, ...args) => sweep.call(this.store, this.#own(space), ...args);
  }
  close: OnlineStore["close"] = () => this.store.close();
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #own<Of extends ViewName>(space: Of): Of {
    return { ...space, project: `${space.project} ${this.#name}` };
  }
}
