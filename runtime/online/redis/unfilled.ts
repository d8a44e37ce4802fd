import type { ViewSpace } from "../store.js";

/**
 * The definitions of which no stored row was met yet. Their rows are first tried by MSETNX: it sets all keys or none, and costs the server a third of
 * what the script costs, which compares each row with what is stored.
 */
export class Unfilled {
  readonly #filled = new WeakSet<ViewSpace>();

  mayBe(space: ViewSpace): boolean {
    return !this.#filled.has(space);
  }

  isNot(space: ViewSpace): void {
    this.#filled.add(space);
  }
}
