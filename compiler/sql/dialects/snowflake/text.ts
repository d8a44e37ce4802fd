import { lowerText, upperText } from "../../../../runtime/functions/case-mapping.js";
import type { ScalarOverload } from "../../../functions/overloads.js";
import { all, between, caseOf, cast, fn, number, op, type Sql, text, where } from "../../tree/index.js";
import { type ArgumentFacts, type SqlCell, type Unsupported, unsupported } from "../cell.js";
import { noLists, noPatterns } from "./unsupported.js";
import { bigint, EMPTY, notNegative, ONE, whereAll, ZERO } from "./values.js";

/*
 * Text. All positions and lengths are in code points, counted from 0. Texts are ordered by their bytes in UTF-8, which
 * is the order of their code points, unless a column has a collation.
 */

/** Longer texts are only made by mistake. */
const LONGEST = 1_000_000;
const MOST = number(LONGEST);
const BLANKS = text(" \t\n\u000B\f\r");

/** A position counted from 1, as in SQL. */
const fromOne = (position: Sql, facts: ArgumentFacts | undefined): Sql =>
  facts?.literal != null ? number(BigInt(String(facts.literal)) + 1n) : op("+", fn("least", position, MOST), ONE);
const short = (length: Sql, facts: ArgumentFacts | undefined): Sql =>
  facts?.literal != null && Number(facts.literal) <= LONGEST
    ? number(String(facts.literal))
    : fn("greatest", ZERO, fn("least", length, MOST));

/** No text has more than 128 MB, so a greater position or length is beyond every end. */
const substr: SqlCell = ([s, from, length], facts) =>
  length === undefined
    ? whereAll(notNegative([from!, facts[1]]), fn("substr", s!, position(from!, facts[1])))
    : whereAll(
        notNegative([from!, facts[1]], [length, facts[2]]),
        fn("substr", s!, position(from!, facts[1]), fn("least", length, FAR)),
      );
const FAR = number(1_000_000_000);
const position = (from: Sql, facts: ArgumentFacts | undefined): Sql =>
  facts?.literal != null ? fromOne(from, facts) : op("+", fn("least", from, FAR), ONE);

/** An empty filling leaves a short text as it is. */
const padded =
  (name: "lpad" | "rpad"): SqlCell =>
  ([s, length, fill], facts) => {
    const count = short(length!, facts[1]);
    const own =
      fill === undefined
        ? fn(name, s!, count, text(" "))
        : caseOf([[op("=", fill, EMPTY), fn("left", s!, count)]], fn(name, s!, count, fill));
    return where(between(length!, ZERO, MOST), own);
  };

/** Letters change by the language's own table (MEANING B13), one by one. Snowflake's mapping is not documented. */
function cased(mapped: (text: string) => string): SqlCell {
  let [from, to] = ["", ""];
  for (let point = 1; point <= 0x1e943; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const char = String.fromCodePoint(point);
    const other = mapped(char);
    if (other === char) continue;
    from += char;
    to += other;
  }
  return ([s]) => fn("translate", s!, text(from), text(to));
}

/**
 * The first 13 hex digits of the MD5, as a number: the upper 52 of its upper 64 bits.
 *
 * https://docs.snowflake.com/en/sql-reference/functions/md5_number_upper64
 */
const hashBucket =
  (digits: (x: Sql) => Sql): SqlCell =>
  ([x, n], [, facts]) => {
    const upper = fn("md5_number_upper64", digits(x!));
    const hash = fn("floor", op("/", upper, number(4096)));
    const isPositive = facts!.literal != null && Number(facts!.literal) > 0;
    const bucket = bigint(fn("mod", hash, isPositive ? number(String(facts!.literal)) : fn("nullif", n!, ZERO)));
    return isPositive ? bucket : where(op(">", n!, ZERO), bucket);
  };

export const texts = {
  "length/string": ([s]) => bigint(fn("length", s!)),
  "lower/string": cased(lowerText),
  "upper/string": cased(upperText),
  "trim/string": ([s]) => fn("trim", s!, BLANKS),
  "ltrim/string": ([s]) => fn("ltrim", s!, BLANKS),
  "rtrim/string": ([s]) => fn("rtrim", s!, BLANKS),
  "contains/string": "contains({0}, {1})",
  "starts_with/string": "startswith({0}, {1})",
  "ends_with/string": "endswith({0}, {1})",
  "concat/string": (args) => fn("concat", ...args),
  "replace/string": ([s, part, by]) =>
    caseOf([[op("=", part!, EMPTY), whereBoth(by!, s!)]], fn("replace", s!, part!, by!)),
  "substr/string": substr,
  "split/string": unsupported(noLists),
  "lpad/string": padded("lpad"),
  "rpad/string": padded("rpad"),
  "repeat/string": ([s, n], facts) =>
    where(
      all([op(">=", n!, ZERO), op("<=", op("*", fn("length", s!), fn("least", n!, number(LONGEST + 1))), MOST)]),
      caseOf([[op("=", s!, EMPTY), EMPTY]], fn("repeat", s!, short(n!, facts[1]))),
    ),
  "reverse/string": "reverse({0})",
  "left/string": ([s, n], facts) => whereAll(notNegative([n!, facts[1]]), fn("left", s!, fn("least", n!, FAR))),
  "right/string": ([s, n], facts) => whereAll(notNegative([n!, facts[1]]), fn("right", s!, fn("least", n!, FAR))),
  "index_of/string": ([s, part]) => bigint(op("-", fn("nullif", fn("charindex", part!, s!), ZERO), ONE)),
  "levenshtein/string": ([a, b]) => bigint(fn("editdistance", a!, b!)),
  "regex_matches/string": unsupported(noPatterns),
  "regex_extract/string": unsupported(noPatterns),
  "regex_replace/string": unsupported(noPatterns),
  "hash_bucket/string": hashBucket((x) => x),
  "hash_bucket/int64": hashBucket((x) => cast(x, "VARCHAR")),
  "md5/string": "md5({0})",
  "sha256/string": "sha2({0}, 256)",
  "hex/string": ([s]) => fn("hex_encode", s!, ZERO),
  "hex/bytes": ([b]) => fn("hex_encode", b!, ZERO),
  "base64/string": "base64_encode({0})",
  "base64/bytes": "base64_encode({0})",
} as const satisfies Partial<Record<ScalarOverload, SqlCell | Unsupported>>;

/** A value, unless another is null. */
function whereBoth(other: Sql, value: Sql): Sql {
  return caseOf([[op("=", other, other), value]]);
}
