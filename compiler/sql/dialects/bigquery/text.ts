import { lowerText, upperText } from "../../../../runtime/functions/case-mapping.js";
import type { ScalarOverload } from "../../../functions/overloads.js";
import {
  all,
  between,
  caseOf,
  cast,
  fn,
  id,
  isNotNull,
  number,
  op,
  type Sql,
  select,
  sql,
  text,
  where,
} from "../../tree/index.js";
import type { ArgumentFacts, SqlCell } from "../cell.js";
import { notNegative } from "./lists.js";
import { regexes } from "./regex.js";
import { parts } from "./types.js";
import { asList, bound, once, unlessNull } from "./values.js";

/* Text. All positions and lengths are in code points, counted from 0. Texts are ordered by their code points. */

/** Longer texts are only made by mistake. */
const LONGEST = 1_000_000;
const [ZERO, MOST] = [number(0), number(LONGEST)];
const EMPTY = text("");
const BLANKS = text(" \t\n\u000B\f\r");

/** A position counted from 1, as in SQL. No text is longer than its bound. */
const fromOne = (position: Sql, facts: ArgumentFacts | undefined): Sql =>
  facts?.literal != null && Number(facts.literal) < 2147483647
    ? number(BigInt(String(facts.literal)) + 1n)
    : op("+", fn("LEAST", position, number(2147483647)), number(1));

const substr: SqlCell = ([s, from, length], facts) =>
  once("from", from!, (begin) => {
    if (length === undefined)
      return unlessNull(notNegative([begin, facts[1]]), fn("SUBSTR", s!, fromOne(begin, facts[1])));
    return once("length", length, (count) =>
      unlessNull(notNegative([begin, facts[1]], [count, facts[2]]), fn("SUBSTR", s!, fromOne(begin, facts[1]), count)),
    );
  });

/** An empty filling leaves a short text as it is. */
const padded =
  (name: "LPAD" | "RPAD"): SqlCell =>
  ([s, length, fill]) =>
    once("length", length!, (count) => {
      const most = fn("LEAST", fn("GREATEST", count, ZERO), MOST);
      if (fill === undefined) return where(between(count, ZERO, MOST), fn(name, s!, most));
      return once("fill", fill, (own) =>
        where(
          between(count, ZERO, MOST),
          caseOf(
            [[op("=", own, EMPTY), fn("LEFT", s!, most)]],
            fn(name, s!, most, fn("IF", op("=", own, EMPTY), text(" "), own)),
          ),
        ),
      );
    });

const bytes = (s: Sql): Sql => cast(s, "BYTES");
/** The first 13 hex digits of the MD5, as a number. */
const hashBucket =
  (digits: (x: Sql) => Sql): SqlCell =>
  ([x, n], [, facts]) => {
    const hash = cast(op("||", text("0x"), fn("LEFT", fn("TO_HEX", fn("MD5", digits(x!))), number(13))), "INT64");
    const isPositive = facts!.literal != null && Number(facts!.literal) > 0;
    if (isPositive) return fn("MOD", hash, number(String(facts!.literal)));
    return once("n", n!, (own) => where(op(">", own, ZERO), fn("MOD", hash, fn("GREATEST", own, number(1)))));
  };

/**
 * BigQuery maps a letter to several, and sigma by its place in a word, where the language maps letter by letter
 * (MEANING B13). A text that has such a letter is mapped letter by letter, those letters by a table.
 */
function caseMapped(name: "LOWER" | "UPPER"): SqlCell {
  const [ours, full] =
    name === "LOWER"
      ? [lowerText, (char: string) => char.toLowerCase()]
      : [upperText, (char: string) => char.toUpperCase()];
  let [from, to] = ["", ""];
  for (let point = 0x80; point <= 0x1e943; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const char = String.fromCodePoint(point);
    // Letters of the newest Unicode are in some engines' tables and not in others.
    if (ours(char) === full(char) && !isRecent(point) && char !== "Σ") continue;
    from += char;
    to += ours(char);
  }
  return ([s]) =>
    once("s", s!, (own) =>
      bound("from", long(from), (special) => {
        const letter = id("~c");
        const mapped = caseOf(
          [[op(">", fn("STRPOS", special, letter), ZERO), fn("TRANSLATE", letter, special, long(to))]],
          fn(name, letter),
        );
        const letters = select({
          columns: [mapped],
          from: sql`UNNEST(${fn("SPLIT", own, EMPTY)}) AS ${letter} WITH OFFSET AS ${id("@c")}`,
          orderBy: [id("@c")],
        });
        const hasSpecial = fn("REGEXP_CONTAINS", own, op("||", op("||", text("["), special), text("]")));
        return caseOf([[hasSpecial, fn("ARRAY_TO_STRING", sql`ARRAY${letters}`, EMPTY)]], fn(name, own));
      }),
    );
}
/** A long text in parts, so that no line is long. */
function long(value: string): Sql {
  const letters = [...value];
  const parts = Array.from({ length: Math.ceil(letters.length / 40) }, (_, n) => letters.slice(n * 40, n * 40 + 40));
  return fn("CONCAT", ...parts.map((part) => text(part.join(""))));
}
const isRecent = (point: number): boolean => {
  const char = String.fromCodePoint(point);
  return (
    (point >= 0x1c89 && point <= 0x1c8a) || (point >= 0xa7cb && point <= 0xa7dc) || /[\u{10D50}-\u{10D85}]/u.test(char)
  );
};

const asTexts = (array: Sql): Sql =>
  asList(
    sql`ARRAY(SELECT AS STRUCT ${id("~p")} AS ${id(parts.value)} FROM UNNEST(${array}) AS ${id("~p")} WITH OFFSET AS ${id("@p")} ORDER BY ${id("@p")})`,
  );
const split: SqlCell = ([s, separator]) =>
  once("s", s!, (own) =>
    once("by", separator!, (by) =>
      where(
        all([isNotNull(own), isNotNull(by)]),
        caseOf(
          [[all([op("=", own, EMPTY), op("=", by, EMPTY)]), asList(sql`ARRAY<STRUCT<${id(parts.value)} STRING>>[]`)]],
          asTexts(fn("SPLIT", own, by)),
        ),
      ),
    ),
  );

export const texts = {
  ...regexes,
  "length/string": ([s]) => fn("LENGTH", s!),
  "lower/string": caseMapped("LOWER"),
  "upper/string": caseMapped("UPPER"),
  "trim/string": ([s]) => fn("TRIM", s!, BLANKS),
  "ltrim/string": ([s]) => fn("LTRIM", s!, BLANKS),
  "rtrim/string": ([s]) => fn("RTRIM", s!, BLANKS),
  "contains/string": ([s, part]) => op(">", fn("STRPOS", s!, part!), ZERO),
  "starts_with/string": ([s, part]) => fn("STARTS_WITH", s!, part!),
  "ends_with/string": ([s, part]) => fn("ENDS_WITH", s!, part!),
  "concat/string": (args) => fn("CONCAT", ...args),
  "replace/string": ([s, part, by]) => fn("REPLACE", s!, part!, by!),
  "substr/string": substr,
  "split/string": split,
  "lpad/string": padded("LPAD"),
  "rpad/string": padded("RPAD"),
  "repeat/string": ([s, n]) =>
    once("s", s!, (own) =>
      once("n", n!, (count) =>
        where(
          all([
            op(">=", count, ZERO),
            op("<=", op("*", fn("LENGTH", own), fn("GREATEST", ZERO, fn("LEAST", count, number(LONGEST + 1)))), MOST),
          ]),
          caseOf([[op("=", own, EMPTY), EMPTY]], fn("REPEAT", own, fn("GREATEST", ZERO, fn("LEAST", count, MOST)))),
        ),
      ),
    ),
  "reverse/string": ([s]) => fn("REVERSE", s!),
  "left/string": ([s, n], facts) =>
    once("n", n!, (own) => unlessNull(notNegative([own, facts[1]]), fn("LEFT", s!, fn("GREATEST", own, ZERO)))),
  "right/string": ([s, n], facts) =>
    once("n", n!, (own) => unlessNull(notNegative([own, facts[1]]), fn("RIGHT", s!, fn("GREATEST", own, ZERO)))),
  "index_of/string": ([s, part]) => op("-", fn("nullif", fn("STRPOS", s!, part!), ZERO), number(1)),
  "levenshtein/string": ([a, b]) => fn("EDIT_DISTANCE", a!, b!),
  "hash_bucket/string": hashBucket((x) => x),
  "hash_bucket/int64": hashBucket((x) => cast(x, "STRING")),
  "md5/string": ([s]) => fn("TO_HEX", fn("MD5", s!)),
  "sha256/string": ([s]) => fn("TO_HEX", fn("SHA256", s!)),
  "hex/string": ([s]) => fn("TO_HEX", bytes(s!)),
  "hex/bytes": ([b]) => fn("TO_HEX", b!),
  "base64/string": ([s]) => fn("TO_BASE64", bytes(s!)),
  "base64/bytes": ([b]) => fn("TO_BASE64", b!),
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
