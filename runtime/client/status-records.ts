import { recordBuilder } from "../codec/index.js";
import type { Status } from "./surface.js";

export type Statuses = Readonly<Record<string, Status>>;

/**
 * The statuses of features as records, each combination once. Rows differ in their values far more than in their
 * statuses, and making a record for every row is a good part of what a batch costs. The records are frozen, because rows
 * share them.
 *
 * The statuses are added in the order of the names, and `end` gives the record.
 */
export class StatusRecords {
  readonly #build: (values: readonly Status[]) => Record<string, Status>;
  #root = new Node(null, "present");
  #at = this.#root;
  #known = 0;

  constructor(names: readonly string[]) {
    this.#build = recordBuilder<Status>(names);
  }

  begin(): void {
    this.#at = this.#root;
  }

  add(status: Status): void {
    this.#at = this.#at.next(status);
  }

  end(): Statuses {
    const at = this.#at;
    if (at.record !== null) return at.record;
    const record = Object.freeze(this.#build(at.path()));
    at.record = record;
    if (++this.#known > MOST) {
      this.#root = new Node(null, "present");
      this.#known = 0;
    }
    return record;
  }
}

/** So many combinations are kept. Rows that have more of them would fill the memory. */
export const MOST = 1000;

/** The statuses so far. */
class Node {
  record: Statuses | null = null;
  #present: Node | null = null;
  #null: Node | null = null;
  #missing: Node | null = null;
  #stale: Node | null = null;

  constructor(
    private readonly before: Node | null,
    private readonly status: Status,
  ) {}

  next(status: Status): Node {
    switch (status) {
      case "present":
        this.#present ??= new Node(this, status);
        return this.#present;
      case "null":
        this.#null ??= new Node(this, status);
        return this.#null;
      case "missing":
        this.#missing ??= new Node(this, status);
        return this.#missing;
      case "stale":
        this.#stale ??= new Node(this, status);
        return this.#stale;
    }
  }

  path(): readonly Status[] {
    const statuses: Status[] = [];
    for (let node: Node = this; node.before !== null; node = node.before) statuses.push(node.status);
    return statuses.reverse();
  }
}
