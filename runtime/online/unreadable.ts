import { StoreError } from "../errors.js";

/** Something in the place of a row or a view's meta that is neither. Only what depends on it fails. */
export class Unreadable {
  constructor(
    /** A clause about it, such as "its bytes are damaged". */
    readonly why: string,
    /** Another program's data, which no write replaces. */
    readonly foreign = false,
  ) {}
}

/** `what` names the row or meta by view and key, so that it can be found. */
export function unreadable(address: string, what: string, { why, foreign }: Unreadable, wayOut?: string): StoreError {
  const then = wayOut ?? (foreign ? "delete that key, then materialize the view again" : "materialize the view again");
  return new StoreError(address, `can't read ${what} in the online store at ${address}: ${why}; ${then}`);
}
