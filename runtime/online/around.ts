import type {
  CallOptions,
  OnlineStore,
  ReadAnswer,
  ReadRequest,
  StoredRow,
  Swap,
  ViewMeta,
  ViewName,
  ViewSpace,
} from "./store.js";

/** A store that does what another one does. Classes that extend it do some of it in another way. */
export class StoreAround implements OnlineStore {
  constructor(protected readonly store: OnlineStore) {}

  get address(): string {
    return this.store.address;
  }
  read(requests: readonly ReadRequest[], options?: CallOptions): Promise<readonly ReadAnswer[]> {
    return this.store.read(requests, options);
  }
  write(space: ViewSpace, rows: readonly StoredRow[], options?: CallOptions): Promise<number> {
    return this.store.write(space, rows, options);
  }
  swap(space: ViewSpace, swaps: readonly Swap[], options?: CallOptions): Promise<readonly boolean[]> {
    return this.store.swap(space, swaps, options);
  }
  begin(view: ViewName): Promise<string> {
    return this.store.begin(view);
  }
  advance(space: ViewSpace, meta: ViewMeta, mark?: string): Promise<boolean> {
    return this.store.advance(space, meta, mark);
  }
  clear(view: ViewName): Promise<number> {
    return this.store.clear(view);
  }
  definitions(view: ViewName): Promise<readonly string[]> {
    return this.store.definitions(view);
  }
  drop(space: ViewSpace): Promise<number> {
    return this.store.drop(space);
  }
  get sweep(): OnlineStore["sweep"] {
    const { sweep } = this.store;
    return sweep === null ? null : (...args) => sweep.apply(this.store, args);
  }
  close(): Promise<void> {
    return this.store.close();
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
