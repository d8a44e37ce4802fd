import type { OnlineStore, ViewSpace } from "../../runtime/index.js";

/** One store for all tests: what is written and read belongs to the name that was entered last. */
export class Spaces implements OnlineStore {
  #name = "";

  constructor(private readonly store: OnlineStore) {}

  enter(name: string): void {
    this.#name = name;
  }

  get address(): string {
    return this.store.address;
  }
  read: OnlineStore["read"] = (requests) =>
    this.store.read(requests.map((request) => ({ ...request, space: this.#own(request.space) })));
  write: OnlineStore["write"] = (space, rows) => this.store.write(this.#own(space), rows);
  advance: OnlineStore["advance"] = (space, meta) => this.store.advance(this.#own(space), meta);
  close: OnlineStore["close"] = () => this.store.close();
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #own(space: ViewSpace): ViewSpace {
    return { ...space, project: `${space.project} ${this.#name}` };
  }
}
