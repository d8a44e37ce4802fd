import type { Type } from "../../../runtime/types.js";
import type { Expr } from "../../ir/index.js";

/** How an engine holds the values that tests give, so that reading them as a source needs little. */
export interface GivenForms {
  readonly type: (type: Type) => string;
  /** A constant that is not null. */
  readonly literal: (value: Expr) => string;
}
