import { StoreError } from "../errors.js";

/** What stands where a store keeps a row or a view's meta, and is neither. Only what depends on it fails. */
export class Unreadable {
  constructor(
    /** A sentence about it, as "its bytes are damaged". */
    readonly why: string,
    /** Another program's data, which no write replaces. */
    readonly foreign = false,
  ) {}
}

/** `what` is a row or meta, named so that its reader finds it: view and key. */
export function unreadable(address: string, what: string, { why, foreign }: Unreadable, wayOut?: string): StoreError {
  const then = wayOut ?? (foreign ? "delete that key, then materialize the view again" : "materialize the view again");
  return new StoreError(address, `can't read ${what} in the online store at ${address}: ${why}; ${then}`);
}
