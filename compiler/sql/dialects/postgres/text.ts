import type { ScalarOverload } from "../../../functions/overloads.js";
import {
  all,
  between,
  caseOf,
  cast,
  fillSql,
  fn,
  isNotNull,
  NULL,
  number,
  op,
  type Sql,
  sql,
  text,
  where,
} from "../../tree/index.js";
import { forEach, type SqlCell } from "../cell.js";
import { capped, fromOne, notNegative, whereAll } from "./lists.js";
import { regexes } from "./regex.js";
import { byCodePoint, helper, listed } from "./values.js";

/* Text. All positions and lengths are in code points, counted from 0. Texts are ordered by their code points. */

/** Longer texts are only made by mistake. */
const LONGEST = 1_000_000;
const [ZERO, MOST] = [number(0), number(LONGEST)];
const EMPTY = text("");
const BLANKS = sql`E' \t\n\x0B\f\r'`;
const bigint = (value: Sql): Sql => cast(value, "BIGINT");

const substr: SqlCell = ([s, from, length], facts) =>
  length === undefined
    ? whereAll(notNegative([from!, facts[1]]), fn("substr", s!, fromOne(from!, facts[1])))
    : whereAll(
        notNegative([from!, facts[1]], [length, facts[2]]),
        fn("substr", s!, fromOne(from!, facts[1]), capped(length, facts[2])),
      );

const padded =
  (name: "lpad" | "rpad"): SqlCell =>
  ([s, length, fill]) =>
    where(between(length!, ZERO, MOST), fn(name, s!, cast(fn("least", length!, MOST), "INTEGER"), fill ?? text(" ")));

/** Splits many arguments in halves, which nests them least. */
function joined(args: readonly Sql[]): Sql {
  if (args.length <= 32) return args.reduce((left, right) => op("||", left, right));
  const half = Math.ceil(args.length / 2);
  return op("||", joined(args.slice(0, half)), joined(args.slice(half)));
}

/**
 * Postgres gives no part for an empty text, where the language gives one. It splits into characters if the separator is
 * null, not if it is empty.
 */
const split: SqlCell = ([s, separator]) =>
  caseOf([
    [op("=", separator!, EMPTY), fn("string_to_array", s!, NULL)],
    [all([op("=", s!, EMPTY), isNotNull(separator!)]), listed([EMPTY])],
    [isNotNull(separator!), fn("string_to_array", s!, separator!)],
  ]);

const bytesOf = (s: Sql): Sql => fn("convert_to", s, text("UTF8"));
const hex = (bytes: Sql): Sql => fn("encode", bytes, text("hex"));
/** Postgres breaks base64 into lines; the line breaks are removed. */
const base64 = (bytes: Sql): Sql => fn("translate", fn("encode", bytes, text("base64")), sql`E'\n'`, EMPTY);

/** The first 13 hex digits of the MD5, as a number. */
const hashBucket =
  (digits: (x: Sql) => Sql): SqlCell =>
  ([x, n], [, facts]) => {
    const hash = fillSql("CAST(CAST('x' || left(md5({0}), 13) AS BIT(52)) AS BIGINT)", [digits(x!)]);
    const isPositive = facts!.literal != null && Number(facts!.literal) > 0;
    const bucket = op("%", hash, isPositive ? number(String(facts!.literal)) : n!);
    return isPositive ? bucket : where(op(">", n!, ZERO), bucket);
  };

const orders = ["<", "<=", ">", ">="] as const;
const ofOrder = (name: "least" | "greatest"): SqlCell => {
  return (args, facts) =>
    whereAll(
      args.filter((_, index) => facts[index]!.nullable).map(isNotNull),
      fn(name, byCodePoint(args[0]!), ...args.slice(1)),
    );
};

export const texts = {
  ...regexes,
  ...forEach(
    orders,
    (name) => `${name}/string`,
    (name): SqlCell =>
      ([a, b]) =>
        op(name, a!, byCodePoint(b!)),
  ),
  "least/string": ofOrder("least"),
  "greatest/string": ofOrder("greatest"),
  "clamp/string": ([x, low, high], facts) => {
    const clamped = fn("least", fn("greatest", byCodePoint(x!), low!), high!);
    const isOrdered = op("<=", low!, byCodePoint(high!));
    return where(facts[0]!.nullable ? all([isNotNull(x!), isOrdered]) : isOrdered, clamped);
  },
  "length/string": ([s]) => bigint(fn("char_length", s!)),
  "lower/string": ([s]) => helper("lower", s!),
  "upper/string": ([s]) => helper("upper", s!),
  "trim/string": ([s]) => fn("btrim", s!, BLANKS),
  "ltrim/string": ([s]) => fn("ltrim", s!, BLANKS),
  "rtrim/string": ([s]) => fn("rtrim", s!, BLANKS),
  "contains/string": ([s, part]) => op(">", fn("strpos", s!, part!), ZERO),
  "starts_with/string": "starts_with({0}, {1})",
  "ends_with/string": ([s, part]) => op("=", fn("right", s!, fn("char_length", part!)), part!),
  "concat/string": (args) => joined(args),
  "substr/string": substr,
  "split/string": split,
  "lpad/string": padded("lpad"),
  "rpad/string": padded("rpad"),
  "repeat/string": ([s, n]) =>
    where(
      all([op(">=", n!, ZERO), op("<=", op("*", fn("char_length", s!), fn("least", n!, number(LONGEST + 1))), MOST)]),
      fn("repeat", s!, cast(fn("least", n!, MOST), "INTEGER")),
    ),
  "reverse/string": "reverse({0})",
  "left/string": ([s, n], facts) => whereAll(notNegative([n!, facts[1]]), fn("left", s!, capped(n!, facts[1]))),
  "right/string": ([s, n], facts) => whereAll(notNegative([n!, facts[1]]), fn("right", s!, capped(n!, facts[1]))),
  "index_of/string": ([s, part]) => bigint(op("-", fn("nullif", fn("strpos", s!, part!), ZERO), number(1))),
  "levenshtein/string": ([a, b]) => helper("levenshtein", a!, b!),
  "hash_bucket/string": hashBucket((x) => x),
  "hash_bucket/int64": hashBucket((x) => cast(x, "TEXT")),
  "md5/string": "md5({0})",
  "sha256/string": ([s]) => hex(fn("sha256", bytesOf(s!))),
  "hex/string": ([s]) => hex(bytesOf(s!)),
  "hex/bytes": ([b]) => hex(b!),
  "base64/string": ([s]) => base64(bytesOf(s!)),
  "base64/bytes": ([b]) => base64(b!),
} as const satisfies Partial<Record<ScalarOverload, SqlCell | import("../cell.js").Limited>>;
