import type { ScalarOverload } from "../../../functions/overloads.js";
import {
  all,
  between,
  caseOf,
  cast,
  fillSql,
  fn,
  id,
  isNotNull,
  number,
  op,
  type Sql,
  sql,
  text,
  where,
} from "../../tree/index.js";
import type { SqlCell } from "../cell.js";
import { regexes } from "./regex.js";
import { bigint, EMPTY, fromOne, notNegative, ONE, small, whereAll, ZERO } from "./values.js";

/* Text. All positions and lengths are in code points, counted from 0. Spark compares texts by their bytes in UTF-8. */

/** Longer texts are only made by mistake. */
const LONGEST = 1_000_000;
const MOST = number(LONGEST);
const BLANKS = text(" \t\n\u000b\f\r");

const substr: SqlCell = ([s, from, length], facts) =>
  length === undefined
    ? whereAll(notNegative([from!, facts[1]]), fn("substring", s!, fromOne(from!, facts[1])))
    : whereAll(
        notNegative([from!, facts[1]], [length, facts[2]]),
        fn("substring", s!, fromOne(from!, facts[1]), small(length, facts[2])),
      );

const padded =
  (name: "lpad" | "rpad"): SqlCell =>
  ([s, length, fill], facts) => {
    const count = small(length!, facts[1]);
    const own =
      fill === undefined
        ? fn(name, s!, count, text(" "))
        : caseOf([[op("=", fill, EMPTY), fn("left", s!, count)]], fn(name, s!, count, fill));
    return where(between(length!, ZERO, MOST), own);
  };

/** The letters are variables of the session, so that the language's table decides, and not the one of Java. */
const cased =
  (name: "lower" | "upper"): SqlCell =>
  ([s]) =>
    caseOf(
      [[op("=", fn("octet_length", s!), fn("char_length", s!)), fn(name, s!)]],
      fn("translate", s!, id(`feat_${name}_from`), id(`feat_${name}_to`)),
    );

/** Spark splits at a regular expression. */
const split: SqlCell = ([s, separator]) => {
  const quoted = fillSql(String.raw`'\\Q' || replace({0}, '\\E', '\\E\\\\E\\Q') || '\\E'`, [separator!]);
  return caseOf([
    [op("=", separator!, EMPTY), fn("regexp_extract_all", s!, text("(?s)."), ZERO)],
    [isNotNull(separator!), fn("split", s!, quoted, number(-1))],
  ]);
};

/** The first 13 hex digits of the MD5, as a number. */
const hashBucket =
  (digits: (x: Sql) => Sql): SqlCell =>
  ([x, n], facts) => {
    const number13 = bigint(fillSql("conv(substring(md5({0}), 1, 13), 16, 10)", [digits(x!)]));
    const isPositive = facts[1]!.literal != null && Number(facts[1]!.literal) > 0;
    const bucket = op("%", number13, isPositive ? number(String(facts[1]!.literal)) : fn("nullif", n!, ZERO));
    const own = cast(bucket, "BIGINT");
    return isPositive ? own : where(op(">", n!, ZERO), own);
  };

const utf8 = (s: Sql): Sql => fn("encode", s, text("UTF-8"));

export const texts = {
  "length/string": ([s]) => bigint(fn("char_length", s!)),
  "lower/string": cased("lower"),
  "upper/string": cased("upper"),
  "trim/string": ([s]) => sql`trim(BOTH ${BLANKS} FROM ${s!})`,
  "ltrim/string": ([s]) => sql`trim(LEADING ${BLANKS} FROM ${s!})`,
  "rtrim/string": ([s]) => sql`trim(TRAILING ${BLANKS} FROM ${s!})`,
  "contains/string": "contains({0}, {1})",
  "starts_with/string": "startswith({0}, {1})",
  "ends_with/string": "endswith({0}, {1})",
  "concat/string": (args) => fn("concat", ...args),
  "substr/string": substr,
  "split/string": split,
  "lpad/string": padded("lpad"),
  "rpad/string": padded("rpad"),
  "repeat/string": ([s, n], facts) =>
    where(
      all([
        op(">=", n!, ZERO),
        op("<=", op("*", bigint(fn("char_length", s!)), fn("least", n!, number(LONGEST + 1))), MOST),
      ]),
      fn("repeat", s!, small(n!, facts[1])),
    ),
  "reverse/string": "reverse({0})",
  "left/string": ([s, n], facts) => whereAll(notNegative([n!, facts[1]]), fn("left", s!, small(n!, facts[1]))),
  "right/string": ([s, n], facts) => whereAll(notNegative([n!, facts[1]]), fn("right", s!, small(n!, facts[1]))),
  "index_of/string": ([s, part]) => bigint(op("-", fn("nullif", fn("instr", s!, part!), ZERO), ONE)),
  "levenshtein/string": ([a, b]) => bigint(fn("levenshtein", a!, b!)),
  ...regexes,
  "hash_bucket/string": hashBucket((x) => x),
  "hash_bucket/int64": hashBucket((x) => cast(x, "STRING")),
  "md5/string": "md5({0})",
  "sha256/string": "sha2({0}, 256)",
  "hex/string": ([s]) => fn("lower", fn("hex", utf8(s!))),
  "hex/bytes": "lower(hex({0}))",
  "base64/string": ([s]) => fn("base64", utf8(s!)),
  "base64/bytes": "base64({0})",
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
