import { StoreError } from "../errors.js";
/** Something in the place of a row or a view's meta that is neither. Only what depends on it fails. */
export declare class Unreadable {
  /** A clause about it, such as "its bytes are damaged". */
  readonly why: string;
  /** Another program's data, which no write replaces. */
  readonly foreign: boolean;
  constructor(
    /** A clause about it, such as "its bytes are damaged". */
    why: string,
    /** Another program's data, which no write replaces. */
    foreign?: boolean,
  );
}
/** `what` names the row or meta by view and key, so that it can be found. */
export declare function unreadable(
  address: string,
  what: string,
  { why, foreign }: Unreadable,
  wayOut?: string,
): StoreError;
