import type { ScalarOverload } from "../../../functions/overloads.js";
import {
  all,
  between,
  bound,
  caseOf,
  cast,
  fillSql,
  fn,
  isNotNull,
  lambda,
  listOf,
  number,
  op,
  type Sql,
  text,
  where,
} from "../../tree/index.js";
import type { SqlCell } from "../cell.js";
import { capped, fromOne, notNegative, whereAll } from "./lists.js";

/* Text. All positions and lengths are in code points, counted from 0. */

/** Longer texts are only made by mistake. */
const LONGEST = 1_000_000;
const [ZERO, ONE, MOST] = [number(0), number(1), number(LONGEST)];
const EMPTY = text("");
const BLANKS = "E' \\t\\n\\x0B\\f\\r'";

const substr: SqlCell = ([s, from, length], facts) =>
  length === undefined
    ? whereAll(notNegative([from!, facts[1]]), fn("substring", s!, fromOne(from!, facts[1])))
    : whereAll(
        notNegative([from!, facts[1]], [length, facts[2]]),
        fn("substring", s!, fromOne(from!, facts[1]), capped(length, facts[2])),
      );

const padded =
  (name: "lpad" | "rpad"): SqlCell =>
  ([s, length, fill]) => {
    const count = cast(fn("least", length!, MOST), "INTEGER");
    const own =
      fill === undefined
        ? fn(name, s!, count, text(" "))
        : caseOf([[op("=", fill, EMPTY), fn("left", s!, count)]], fn(name, s!, count, fill));
    return where(between(length!, ZERO, MOST), own);
  };

/**
 * Splits many arguments in halves: the time to plan calls nested one in the other grows with the square of their
 * number.
 */
function joined(args: readonly Sql[]): Sql {
  if (args.length <= 32) return args.reduce((left, right) => op("||", left, right));
  const half = Math.ceil(args.length / 2);
  return op("||", joined(args.slice(0, half)), joined(args.slice(half)));
}

/**
 * DuckDB's own function counts bytes, which is right for ASCII only. Other texts compute the table of distances row by
 * row: `row` is the previous row and then the next one; `c` is a list with one code point of `a`. The smallest value
 * from the row above comes first, then the value from the left.
 */
const levenshtein: SqlCell = ([a, b]) =>
  bound("a", a!, (from) =>
    bound("b", b!, (to) => {
      const at = (list: Sql, index: Sql): Sql => fillSql("{0}[{1}]", [list, index]);
      const points = (s: Sql): Sql =>
        fn(
          "list_transform",
          fn("string_split", s, EMPTY),
          lambda(["p"], (p) => cast(fn("unicode", p!), "BIGINT")),
        );
      const fromAbove = (codes: Sql, row: Sql, c: Sql, j: Sql): Sql => {
        const changed = caseOf([[op("=", at(codes, j), at(c, ONE)), ZERO]], ONE);
        return fn("least", op("+", at(row, op("+", j, ONE)), ONE), op("+", at(row, j), changed));
      };
      const nextRow = (codes: Sql, row: Sql, c: Sql): Sql => {
        const above = fn(
          "list_transform",
          fn("range", ONE, fn("len", row)),
          lambda(["j"], (j) => listOf([fromAbove(codes, row, c, j!)])),
        );
        const first = listOf([listOf([op("+", at(row, ONE), ONE)])]);
        return fn(
          "list_reduce",
          fn("list_concat", first, above),
          lambda(["done", "next"], (done, next) =>
            fn("list_append", done!, fn("least", at(next!, ONE), op("+", at(done!, number(-1)), ONE))),
          ),
        );
      };
      const table = bound("q", points(to), (q) => {
        const start = listOf([fn("range", ZERO, op("+", fn("len", q), ONE))]);
        const rows = fn(
          "list_concat",
          start,
          fn(
            "list_transform",
            points(from),
            lambda(["p"], (p) => listOf([p!])),
          ),
        );
        return at(
          fn(
            "list_reduce",
            rows,
            lambda(["row", "c"], (row, c) => nextRow(q, row!, c!)),
          ),
          number(-1),
        );
      });
      const isAscii = (s: Sql): Sql => op("=", fn("strlen", s), fn("length", s));
      return caseOf([
        [all([isAscii(from), isAscii(to)]), fn("levenshtein", from, to)],
        [op("=", from, EMPTY), fn("length", to)],
        [op("=", to, EMPTY), fn("length", from)],
        [all([isNotNull(from), isNotNull(to)]), table],
      ]);
    }),
  );

/* Regular expressions */

/** The empty group keeps DuckDB from treating the pattern as one of LIKE, which is wrong for `$$`. */
const matches = (s: Sql, pattern: Sql, literal: unknown): Sql =>
  fn(
    "regexp_matches",
    s,
    typeof literal === "string" ? text(`(?:${literal})()`) : fillSql("'(?:' || {0} || ')()'", [pattern]),
  );

const extract: SqlCell = ([s, pattern, group], facts) => {
  const found = matches(s!, pattern!, facts[1]!.literal);
  if (group === undefined) return where(found, fn("regexp_extract", s!, pattern!));
  const literal = facts[2]!.literal;
  if (literal != null && Number(literal) >= 0 && Number(literal) <= 9)
    return where(found, fn("regexp_extract", s!, pattern!, number(String(literal))));
  const which = cast(fn("least", fn("greatest", group, ZERO), number(9)), "INTEGER");
  return where(all([found, between(group, ZERO, number(9))]), fn("regexp_extract", s!, pattern!, which));
};

/** The first 13 hex digits of the MD5, as a number. */
const hashBucket =
  (digits: (x: Sql) => Sql): SqlCell =>
  ([x, n], facts) => {
    const number13 = cast(fillSql("'0x' || substring(md5({0}), 1, 13)", [digits(x!)]), "BIGINT");
    const isPositive = facts[1]!.literal != null && Number(facts[1]!.literal) > 0;
    const bucket = op("%", number13, isPositive ? number(String(facts[1]!.literal)) : n!);
    return isPositive ? bucket : where(op(">", n!, ZERO), bucket);
  };

export const texts = {
  "length/string": "length({0})",
  "lower/string": "lower({0})",
  // DuckDB maps ß to ẞ, which no Unicode mapping does. So only the text between them is mapped.
  "upper/string": ([s]) => {
    const parts = fn("string_split", s!, text("ß"));
    const mapped = fn(
      "list_transform",
      parts,
      lambda(["part"], (part) => fn("upper", part!)),
    );
    return fn("array_to_string", mapped, text("ß"));
  },
  "trim/string": `trim({0}, ${BLANKS})`,
  "ltrim/string": `ltrim({0}, ${BLANKS})`,
  "rtrim/string": `rtrim({0}, ${BLANKS})`,
  "contains/string": "contains({0}, {1})",
  "starts_with/string": "starts_with({0}, {1})",
  "ends_with/string": "ends_with({0}, {1})",
  // If a part is null for every row, DuckDB makes a null without a type.
  "concat/string": (args) => cast(joined(args), "VARCHAR"),
  "substr/string": substr,
  "split/string": ([s, separator]) =>
    caseOf([
      [all([op("=", s!, EMPTY), op("=", separator!, EMPTY)]), cast(listOf([]), "VARCHAR[]")],
      [isNotNull(separator!), fn("string_split", s!, separator!)],
    ]),
  "lpad/string": padded("lpad"),
  "rpad/string": padded("rpad"),
  "repeat/string": ([s, n]) =>
    where(
      all([op(">=", n!, ZERO), op("<=", op("*", fn("length", s!), fn("least", n!, number(LONGEST + 1))), MOST)]),
      fn("repeat", s!, fn("least", n!, MOST)),
    ),
  "reverse/string": "array_to_string(list_reverse(string_split({0}, '')), '')",
  "left/string": ([s, n], facts) => whereAll(notNegative([n!, facts[1]]), fn("left", s!, capped(n!, facts[1]))),
  "right/string": ([s, n], facts) => whereAll(notNegative([n!, facts[1]]), fn("right", s!, capped(n!, facts[1]))),
  "index_of/string": "CAST(nullif(instr({0}, {1}), 0) - 1 AS BIGINT)",
  "levenshtein/string": levenshtein,
  "regex_matches/string": ([s, pattern], facts) => matches(s!, pattern!, facts[1]!.literal),
  "regex_extract/string": extract,
  "regex_replace/string": "regexp_replace({0}, {1}, {2}, 'g')",
  "hash_bucket/string": hashBucket((x) => x),
  "hash_bucket/int64": hashBucket((x) => cast(x, "VARCHAR")),
  "md5/string": "md5({0})",
  "sha256/string": "sha256({0})",
  "hex/string": "lower(hex({0}))",
  "hex/bytes": "lower(hex({0}))",
  "base64/string": "to_base64(encode({0}))",
  "base64/bytes": "to_base64({0})",
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
