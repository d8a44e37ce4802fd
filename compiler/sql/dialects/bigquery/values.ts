import { ParensNode, type RawNode } from "kysely";
import { isNested, type Type } from "../../../../runtime/types.js";
import {
  all,
  as,
  caseOf,
  cast,
  closed,
  float as floatLiteral,
  fn,
  hasExponent,
  id,
  isNotNull,
  list,
  number,
  op,
  type SelectParts,
  type Sql,
  select,
  sql,
  text,
  walkSql,
  where,
} from "../../tree/index.js";
import { elementType, entryType, parts, typeOf } from "./types.js";

/*
 * Helpers for what BigQuery cannot say in one word. A list is STRUCT(ARRAY of STRUCT(v) AS l), a map is
 * STRUCT(ARRAY of STRUCT(k, v) AS m), in ascending order of the keys.
 */

/** A scalar subquery. */
export const query = (of: SelectParts): Sql => ParensNode.create(select(of));

/** A field of a struct. */
export const member = (struct: Sql, name: string): Sql => sql`${closed(struct)}.${id(name)}`;

/** A float literal with its type: `5` alone is an INT64. */
export const float = (value: number): Sql =>
  Number.isFinite(value)
    ? hasExponent(value) || !Number.isInteger(value)
      ? floatLiteral(value)
      : cast(floatLiteral(value), "FLOAT64")
    : cast(text(String(value)), "FLOAT64");

export const LARGEST = float(Number.MAX_VALUE);
/** Null for null, false for NaN. */
export const isFiniteFloat = (x: Sql): Sql => op("<=", fn("abs", x), LARGEST);
/** The float; null if it is infinite or NaN. */
export const finiteOrNull = (x: Sql): Sql => once("f", x, (own) => where(isFiniteFloat(own), own));
export const NAN = float(Number.NaN);
export const equalsNaN = (x: Sql): Sql => fn("IS_NAN", x);

/** `WITH(name AS value, body)`: binds a value to a name, which the body may read more than once. */
export const boundAs = (name: string, value: Sql, body: Sql): Sql => sql`WITH(${id(name)} AS ${value}, ${body})`;
export const bound = (name: string, value: Sql, body: (value: Sql) => Sql): Sql =>
  boundAs(`~${name}`, value, body(id(`~${name}`)));

/** Binds the value, unless it is a name or a literal. */
export const once = (name: string, value: Sql, body: (value: Sql) => Sql): Sql =>
  isAtom(value) ? body(value) : bound(name, value, body);
function isAtom(value: Sql): boolean {
  switch (value.kind) {
    case "IdentifierNode":
    case "ReferenceNode":
    case "ValueNode":
      return true;
    case "RawNode":
      return (value as RawNode).parameters.length === 0;
    case "CastNode": {
      let plain = true;
      walkSql(value, (part) => {
        plain &&= part === value || isAtom(part);
      });
      return plain;
    }
    default:
      return false;
  }
}

/** The rows of a list's elements: `alias` is a struct of the value, `alias.v`. */
export const elements = (of: Sql, alias: string, place?: string): Sql =>
  place === undefined
    ? sql`UNNEST(${member(of, parts.list)}) AS ${id(alias)}`
    : sql`UNNEST(${member(of, parts.list)}) AS ${id(alias)} WITH OFFSET AS ${id(place)}`;
/** The rows of a map's entries: `alias.k` and `alias.v`. */
export const entries = (of: Sql, alias: string, place?: string): Sql =>
  place === undefined
    ? sql`UNNEST(${member(of, parts.map)}) AS ${id(alias)}`
    : sql`UNNEST(${member(of, parts.map)}) AS ${id(alias)} WITH OFFSET AS ${id(place)}`;
export const valueIn = (alias: string): Sql => member(id(alias), parts.value);
export const keyIn = (alias: string): Sql => member(id(alias), parts.key);

/** A list of the values in the only column of a query. */
export const listOfRows = (rows: SelectParts): Sql => {
  const [value, ...others] = rows.columns;
  if (value === undefined || others.length > 0) throw new Error("a list is made of one column");
  return asList(sql`ARRAY${structRows({ ...rows, columns: [as(value, parts.value)] })}`);
};
/** A query whose rows are structs of its columns. */
export const structRows = (of: SelectParts): Sql => {
  const [first, ...others] = of.columns;
  // The printer writes what stands before the first column as a part of it.
  return select({ ...of, columns: [sql`AS STRUCT ${first!}`, ...others] });
};
/** A list from an array of structs. */
export const asList = (array: Sql): Sql => sql`STRUCT(${array} AS ${id(parts.list)})`;
/** A struct for an element. */
export const elementStruct = (value: Sql): Sql => sql`STRUCT(${value} AS ${id(parts.value)})`;

/** A list of values of the type. */
export const listed = (values: readonly Sql[], element: Type): Sql =>
  asList(sql`ARRAY<${elementType(element)}>[${list(values.map((each) => sql`${elementType(element)}(${each})`))}]`);
export const mapOf = (of: readonly (readonly [key: Sql, value: Sql])[], key: Type, value: Type): Sql =>
  sql`STRUCT(ARRAY<${entryType(key, value)}>[${list(of.map((entry) => sql`${entryType(key, value)}(${list(entry)})`))}] AS ${id(parts.map)})`;

/** A function's results for the elements of a list, in their order; null for null. */
export const mapped = (of: Sql, name: string, body: (element: Sql) => Sql): Sql =>
  once(`${name}s`, of, (own) =>
    where(
      isNotNull(own),
      listOfRows({
        columns: [body(valueIn(`~${name}`))],
        from: elements(own, `~${name}`, `@${name}`),
        orderBy: [id(`@${name}`)],
      }),
    ),
  );

/** The element of an array at an index from 0; null beyond its end. */
export const arrayElement = (array: Sql, index: Sql): Sql => sql`${closed(array)}[SAFE_OFFSET(${index})]`;
/** The first elements of an array that is not ordered anew. */
export const firstOf = (array: Sql, count: Sql): Sql =>
  sql`ARRAY(SELECT ${id("~h")} FROM UNNEST(${array}) AS ${id("~h")} WITH OFFSET AS ${id("@h")} WHERE ${op("<", id("@h"), count)} ORDER BY ${id("@h")})`;

export const unlessNull = (conditions: readonly Sql[], value: Sql): Sql =>
  conditions.length === 0 ? value : where(all(conditions), value);

/** Rounds half away from zero; null if it does not fit. */
export function tryDecimal(value: Sql, type: Type): Sql {
  if (type.kind !== "decimal") throw new Error("a decimal's type has digits");
  const limit = cast(text(`1${"0".repeat(type.precision - type.scale)}`), "BIGNUMERIC");
  const rounded = sql`ROUND(SAFE_CAST(${value} AS BIGNUMERIC), ${number(type.scale)})`;
  return bound("d", rounded, (own) => where(op("<", fn("abs", own), limit), own));
}

/** BigQuery groups no nested values. They are grouped by this text, which differs where they do. */
export const groupText = (value: Sql): Sql => fn("TO_JSON_STRING", value);
export const isGroupable = (type: Type): boolean => !isNested(type);

/** An error in the place of a value. */
export const raised = (message: Sql, type: Sql): Sql => cast(fn("ERROR", message), type);
export const orNull = (condition: Sql, value: Sql, otherwise: Sql): Sql => caseOf([[condition, value]], otherwise);
export { typeOf };
