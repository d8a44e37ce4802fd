import type { Type } from "../../../runtime/types.js";
import type { WindowAggregate } from "../../plan/algebra.js";
import type { Sql } from "../tree/index.js";

/** A form of a query that an engine may lack: `rewrite/` has a file for each. */
export type Form = "star except" | "qualify" | "semi join" | "unnamed subquery";

/** How an engine relates rows: what it lacks is written in another way, and plans that need it are not taken. */
export interface Capabilities {
  readonly lacks: ReadonlySet<Form>;
  /** Statements that a session runs once, before it runs any other. */
  readonly prelude?: (() => readonly string[]) | undefined;
  /** `ASOF JOIN`. Without it the rows that an instant can see are counted, and the last one is found by its number. */
  readonly asOfJoins: boolean;
  /** Structs that compare field by field, of which `max` gives the greatest. */
  readonly orderedStructs: boolean;
  /** Subqueries for each row, which can use an index, are worth a plan. */
  readonly lateral: boolean;
  /** Rows that come and go can be gathered by spans (`lower/gathered-by-spans.ts`). */
  readonly spans: boolean;
  /** Can a frame of a window be over this aggregate? */
  readonly frames: (aggregate: WindowAggregate) => boolean;
  /** Are the labels' own columns in the warehouse, so that the training set's statement gives them too? */
  readonly labelColumns: boolean;
  /** Lists can be taken apart only behind FROM. */
  readonly listsBehindFrom: boolean;
  /** A value as rows are ordered by it: texts by their code points. */
  readonly inOrder: (value: Sql, type: Type) => Sql;
  /** A number as a decimal, rounded half away from zero; null where it does not fit. */
  readonly tryDecimal: (value: Sql, type: Type) => Sql;
  /** A value by this name, which the body reads as a name by itself. */
  readonly boundElement: (name: string, value: Sql, body: Sql) => Sql;
  /** The quotient of two integers, toward zero. */
  readonly quotient: (dividend: Sql, divisor: Sql) => Sql;
  /** Among the columns of a query: a row for each of these values, or for each different one. */
  readonly rowPerValue: (values: readonly Sql[], how: "all" | "different") => Sql;
  /** Among the columns of a query: a row for each integer from the first to before the second. */
  readonly rowPerInteger: (from: Sql, to: Sql) => Sql;
}
