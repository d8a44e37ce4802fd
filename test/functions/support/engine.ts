import type { Dialect } from "../../../compiler/sql/dialects/dialect.js";
import type { Type } from "../../../runtime/types.js";
import type { Value } from "../../../runtime/values.js";

/** A real engine that runs expressions over values of a plan. */
export interface Engine {
  readonly dialect: Dialect;
  /** True if the engine can hold the value. */
  readonly holds: (value: Value) => boolean;
  /** A value as a typed literal. */
  readonly literal: (value: Value, type: Type) => string;
  /** Wraps an expression so that `decode` can read its value. */
  readonly encode: (sql: string, type: Type) => string;
  readonly decode: (value: unknown, type: Type) => Value;
  readonly query: (sql: string) => Promise<readonly (readonly unknown[])[]>;
}
