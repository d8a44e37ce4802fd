import { ParensNode, type RawNode } from "kysely";
import { isNested, type Type } from "../../../../runtime/types.js";
import {
  as,
  caseOf,
  cast,
  closed,
  col,
  fillSql,
  float as floatLiteral,
  fn,
  id,
  isNotNull,
  list,
  number,
  op,
  open,
  type SelectParts,
  type Sql,
  select,
  sql,
  text,
  walkSql,
  where,
} from "../../tree/index.js";
import { typeOf } from "./types.js";

/*
 * Helpers for what Postgres cannot say in one word. Structs and maps are jsonb objects, and values nested in a list are
 * jsonb. Postgres converts its own values to jsonb exactly: numbers become decimals, and floats have the digits that
 * read back.
 */

/** A scalar subquery. */
export const query = (parts: SelectParts): Sql => ParensNode.create(select(parts));

/** A function of the prelude. */
export const helper = (name: string, ...args: readonly Sql[]): Sql => fn(`pg_temp.feat_${name}`, ...args);

/**
 * A call of a function that Postgres inlines, if the arguments are short. Else a call of one that it does not inline,
 * which is faster than calling the first.
 */
export const inlinedOr = (inlined: string, called: string, args: readonly Sql[]): Sql =>
  helper(args.every(isShort) ? inlined : called, ...args);
export function isShort(value: Sql): boolean {
  let operations = 0;
  let plain = true;
  walkSql(value, (node) => {
    if (node.kind === "BinaryOperationNode" || node.kind === "CastNode") operations++;
    if (node.kind === "FunctionNode" || node.kind === "CaseNode" || node.kind === "RawNode") plain &&= isTypeName(node);
  });
  return plain && operations <= 3;
}
/** True if the node is a cast's type name. */
const isTypeName = (node: Sql): boolean => node.kind === "RawNode" && (node as RawNode).parameters.length === 0;

/** A float literal with its type: Postgres reads `1e300` as a decimal. */
export const float = (value: number): Sql => cast(floatLiteral(value), "DOUBLE PRECISION");

const INFINITE = cast(text("Infinity"), "DOUBLE PRECISION");
/** NaN is greater than all other numbers. */
export const isFiniteFloat = (x: Sql): Sql => op("<", fn("abs", x), INFINITE);
/** The value; null if it is infinite or NaN. The value is written once. */
export const finiteOrNull = (x: Sql): Sql => helper("finite", x);

/** A text that compares by its code points, whatever the collation of the database. */
export const byCodePoint = (value: Sql): Sql => fillSql('{0} COLLATE "C"', [closed(value)]);
export const isText = ({ kind }: Type): boolean => kind === "string" || kind === "enum" || kind === "json";
/** A value in the form that rows are ordered by. */
export const inOrder = (value: Sql, type: Type): Sql => (isText(type) ? byCodePoint(value) : value);

/**
 * Binds a value to a name of its own, which the body may read more than once. `OFFSET 0` keeps Postgres from replacing
 * each name with the value.
 */
export const bound = (name: string, value: Sql, body: (value: Sql) => Sql): Sql =>
  boundElement(`~${name}`, value, body(id(`~${name}`)));
export const boundElement = (name: string, value: Sql, body: Sql): Sql =>
  query({ columns: [body], from: sql`(SELECT ${as(value, name)} OFFSET 0) AS "@b"` });

/** A query of a list's elements, each with its position. */
export const elements = (of: Sql, element: string, place: string): Sql =>
  sql`unnest(${of}) WITH ORDINALITY AS "@l"(${id(element)}, ${id(place)})`;
/** A query of a list's elements without their positions. */
export const each = (of: Sql, element: string): Sql => sql`unnest(${of}) AS "@l"(${id(element)})`;

export const arrayOf = (query: Sql): Sql => fillSql("ARRAY{0}", [query]);
export const listed = (values: readonly Sql[]): Sql => fillSql("ARRAY[{0}]", [list(values)]);

/** The results of a function for each element, in their order; null for null. */
export const mapped = (of: Sql, name: string, body: (element: Sql) => Sql): Sql =>
  bound(`${name}s`, of, (own) => where(isNotNull(own), arrayOf(mappedRows(own, name, body))));
const mappedRows = (of: Sql, name: string, body: (element: Sql) => Sql): Sql =>
  query({
    columns: [body(id(`~${name}`))],
    from: elements(of, `~${name}`, "@place"),
    orderBy: [col("@place")],
  });

export const element = (of: Sql, place: Sql): Sql => fillSql("({0})[{1}]", [of, place]);
export const firstOf = (of: Sql, count: Sql): Sql => fillSql("({0})[1:{1}]", [of, count]);

/** ANY or ALL of a list's elements, for a comparison. A query in its place would be read as rows, not as a list. */
export const quantified = (word: "ANY" | "ALL", of: Sql, type: Sql): Sql =>
  fillSql(`${word}({0})`, [open(of).kind === "ParensNode" ? cast(of, type) : of]);

/** A jsonb value as a value of the type. JSON's null becomes null. */
export function fromJson(json: Sql, type: Type): Sql {
  switch (type.kind) {
    case "array":
      return isNested(type.element) ? helper("elements", json) : cast(helper("texts", json), typeOf(type));
    case "struct":
    case "map":
      return fn("nullif", json, cast(text("null"), "JSONB"));
    default:
      return ofText(fillSql("({0} #>> '{}')", [json]), type);
  }
}
/** A member of a jsonb object. */
export const member = (object: Sql, key: Sql, type: Type): Sql =>
  isNested(type) ? fromJson(op("->", object, key), type) : ofText(op("->>", object, key), type);
const ofText = (value: Sql, type: Type): Sql => (isText(type) ? value : cast(value, typeOf(type)));
/** An element read from a list. */
export const ofElement = (value: Sql, type: Type): Sql => (isNested(type) ? fromJson(value, type) : value);

const toJson = (value: Sql): Sql => fn("to_jsonb", value);
/** A value written as a list's element. */
export const asElement = (value: Sql, type: Type): Sql => (type.kind === "array" ? toJson(value) : value);
/** The text of a map's key. */
export const keyText = (key: Sql): Sql => cast(key, "TEXT");
export const keyOf = (name: Sql, type: Type): Sql => ofText(name, type);

/** A call takes at most 100 arguments, two for each member. */
const MOST_MEMBERS = 50;
export function jsonObject(members: readonly (readonly [name: Sql, value: Sql])[]): Sql {
  if (members.length > MOST_MEMBERS)
    return op("||", jsonObject(members.slice(0, MOST_MEMBERS)), jsonObject(members.slice(MOST_MEMBERS)));
  return fn("jsonb_build_object", ...members.flat());
}

/** A number as a decimal, rounded half away from zero; null if it does not fit. */
export function tryDecimal(value: Sql, type: Type): Sql {
  if (type.kind !== "decimal") throw new Error("a decimal's type has digits");
  const limit = cast(text(`1${"0".repeat(type.precision - type.scale)}`), "NUMERIC");
  const rounded = fn("round", cast(value, "NUMERIC"), number(type.scale));
  return bound("d", rounded, (own) => where(op("<", fn("abs", own), limit), cast(own, typeOf(type))));
}

/** An int64 as a position or count, which has 32 bits in Postgres. */
export const small = (value: Sql): Sql => cast(fn("least", value, number(2147483647)), "INTEGER");

/** The body, or null if the value can be null and is. */
export const unlessNull = (value: Sql, nullable: boolean, body: Sql): Sql =>
  nullable ? caseOf([[isNotNull(value), body]]) : body;
