import type { Type } from "../../../../runtime/types.js";
import {
  all,
  caseOf,
  cast,
  col,
  fillSql,
  float as floatLiteral,
  fn,
  hasExponent,
  id,
  isNotNull,
  lambda,
  lambdaOf,
  list,
  number,
  op,
  type Sql,
  sql,
  text,
  tryCast,
  where,
} from "../../tree/index.js";
import type { ArgumentFacts } from "../cell.js";
import { typeOf } from "./types.js";

/* Helpers for what Spark cannot say in one word. */

export const [ZERO, ONE] = [number(0), number(1)];
const MINUS_ONE = number(-1);
export const [TRUE, FALSE] = [sql`true`, sql`false`];
export const EMPTY = text("");

/** A float literal with its type: Spark reads `0.5` as a decimal. */
export const float = (value: number): Sql =>
  hasExponent(value) ? floatLiteral(value) : cast(floatLiteral(value), "DOUBLE");
export const double = (value: Sql): Sql => cast(value, "DOUBLE");
export const bigint = (value: Sql): Sql => cast(value, "BIGINT");
/** True if values of the type cannot be ordered on Spark. */
export function holdsMap(type: Type): boolean {
  switch (type.kind) {
    case "map":
      return true;
    case "array":
      return holdsMap(type.element);
    case "struct":
      return type.fields.some((of) => holdsMap(of.type));
    default:
      return false;
  }
}
export const isText = ({ kind }: Type): boolean => kind === "string" || kind === "enum" || kind === "json";

export const INFINITE = cast(text("Infinity"), "DOUBLE");
/** NaN is greater than all other numbers. */
export const isFiniteFloat = (x: Sql): Sql => op("<", fn("abs", x), INFINITE);
export const finiteOrNull = (x: Sql): Sql => where(isFiniteFloat(x), x);

/** Binds a value to a name of its own, which the body may read more than once. Spark allows no subquery in it. */
export const boundElement = (name: Sql, value: Sql, body: Sql): Sql =>
  fillSql("transform(array({value}), {lambda})[0]", [], { value, lambda: lambdaOf([name], body) });
export const bound = (name: string, value: Sql, body: (value: Sql) => Sql): Sql =>
  boundElement(id(`~${name}`), value, body(id(`~${name}`)));

/** An int64 as a position or count, which has 32 bits in Spark. No list or text is so long. */
export const small = (value: Sql, facts?: ArgumentFacts): Sql =>
  facts?.literal != null && Math.abs(Number(facts.literal)) < 1_000_000_000
    ? number(String(facts.literal))
    : cast(fn("least", value, number(1_000_000_000)), "INT");
/** A position counted from 1, as in SQL. */
export const fromOne = (position: Sql, facts?: ArgumentFacts): Sql =>
  facts?.literal != null && Math.abs(Number(facts.literal)) < 1_000_000_000
    ? number(BigInt(String(facts.literal)) + 1n)
    : op("+", small(position), ONE);
/** Conditions that these are not negative. A literal that is not negative needs none. */
export const notNegative = (...args: readonly (readonly [Sql, ArgumentFacts | undefined])[]): readonly Sql[] =>
  args.filter(([, facts]) => facts?.literal == null || Number(facts.literal) < 0).map(([arg]) => op(">=", arg, ZERO));
export const whereAll = (conditions: readonly Sql[], value: Sql): Sql =>
  conditions.length === 0 ? value : where(all(conditions), value);

/* Lists */

export const mapped = (of: Sql, name: string, body: (element: Sql) => Sql): Sql =>
  fn(
    "transform",
    of,
    lambda([name], (element) => body(element!)),
  );
export const filtered = (of: Sql, name: string, condition: (element: Sql) => Sql): Sql =>
  fn(
    "filter",
    of,
    lambda([name], (element) => condition(element!)),
  );
export const present = (of: Sql): Sql => filtered(of, "x", isNotNull);
/** Folds a list from the left. */
export const folded = (of: Sql, start: Sql, next: (sum: Sql, element: Sql) => Sql): Sql =>
  fn(
    "aggregate",
    of,
    start,
    lambda(["sum", "x"], (sum, x) => next(sum!, x!)),
  );
export const some = (of: Sql, name: string, condition: (element: Sql) => Sql): Sql =>
  fn(
    "exists",
    of,
    lambda([name], (element) => condition(element!)),
  );
export const every = (of: Sql, name: string, condition: (element: Sql) => Sql): Sql =>
  fn(
    "forall",
    of,
    lambda([name], (element) => condition(element!)),
  );
/** The element at an index from 0; null if there is none. */
export const at = (of: Sql, index: Sql): Sql => fn("get", of, index);
export const size = (of: Sql): Sql => fn("size", of);
export const firstOf = (of: Sql, count: Sql): Sql => fn("slice", of, ONE, count);
/** Structs in the order of one field. `sort_array` compares whole structs, and so takes none that holds a map. */
export const sortedBy = (of: Sql, name: string, direction: "ascending" | "descending"): Sql => {
  const [before, after] = direction === "ascending" ? [MINUS_ONE, ONE] : [ONE, MINUS_ONE];
  const order = lambda(["a", "b"], (a, b) =>
    caseOf(
      [
        [op("<", field(a!, name), field(b!, name)), before],
        [op(">", field(a!, name), field(b!, name)), after],
      ],
      ZERO,
    ),
  );
  return fn("array_sort", of, order);
};
/** The integers from the first up to, not including, the second. */
export const rangeOf = (from: Sql, to: Sql): Sql =>
  caseOf([[op("<", from, to), fn("sequence", from, op("-", to, ONE))]], fn("array"));

/* Structs */

export const struct = (fields: readonly (readonly [name: string, value: Sql])[]): Sql =>
  fn("named_struct", list(fields.flatMap(([name, value]) => [text(name), value])));
export const field = (of: Sql, name: string): Sql => sql`${closedName(of)}.${id(name)}`;
const closedName = (of: Sql): Sql => (of.kind === "IdentifierNode" || of.kind === "ReferenceNode" ? of : sql`(${of})`);

export { col };

/** A number as a decimal, rounded half away from zero; null if it does not fit. */
export const tryDecimal = (value: Sql, type: Type): Sql => tryCast(value, typeOf(type));

/** An error at run time in the place of a value. */
export const raised = (message: Sql): Sql => fn("raise_error", message);
