import type { Value } from "../oracle/evaluate/index.js";
import type { FuzzProgram } from "./program.js";

/** A fault that random programs found, with the smallest program that showed it. */
export interface Found {
  readonly what: string;
  readonly program: FuzzProgram;
}

const now = 1_709_251_199_123_456n;
/**
 * A program with one transform over request fields only: the fields with their types and values, and the expression.
 */
function transform(
  what: string,
  fields: Readonly<Record<string, readonly [type: string, value: Value]>>,
  value: string,
  declared = "",
): Found {
  const request = Object.entries(fields).map(([name, [type]]) => `${name}: ${type}`);
  const main = `${declared}request q { ${request.join(", ")} }\ntransform t { f = ${value} }\nservice s { t.* }\n`;
  const inputs = new Map(Object.entries(fields).map(([name, [, own]]) => [name, own]));
  return {
    what,
    program: {
      files: {
        "feat.yaml": "project: found\n",
        "sources.yaml": '{ "sources": {} }',
        "user-functions.ts": "",
        "main.feat": main,
      },
      rows: {},
      table: () => "",
      labels: [{ at: now, inputs }],
      moment: { at: now, later: 0n },
    },
  };
}

/** A program with a view `v` of one int64 `x` for key 1, a request field `q.i`, and a transform. */
function overView(what: string, value: string, declared: string): Found {
  const main =
    `${declared}entity one { k: int64 }\nrequest q { i: int64? }\nview v for one from wide { x }\n` +
    `transform t { f = ${value} }\nservice s { t.* }\n`;
  const row = { time: now, created: null, sequence: null, deleted: null, until: null };
  return {
    what,
    program: {
      files: {
        "feat.yaml": "project: found\n",
        "sources.yaml":
          '{ "sources": { "wide": { "kind": "state", "table": "wide", "time": "tm", "columns": { "k": "int64", "tm": "timestamp", "x": "int64?" } } } }',
        "user-functions.ts": "",
        "main.feat": main,
      },
      rows: { wide: [{ ...row, columns: new Map<string, Value>(Object.entries({ k: 1n, tm: now, x: 5n })) }] },
      table: (name) =>
        `CREATE OR REPLACE TABLE "${name}" AS SELECT 1::BIGINT AS k, make_timestamp(${now}) AS tm, 5::BIGINT AS x`,
      labels: [1n, 2n].map((k) => ({ at: now, inputs: new Map<string, Value>(Object.entries({ k, i: k })) })),
      moment: { at: now, later: 0n },
    },
  };
}

const least = -(2n ** 63n);
export const found: readonly Found[] = [
  transform(
    "an `if` between vectors",
    { b: ["bool", false], x: ["float32[3]", [0, 0.5, 1]], y: ["float32[3]?", null] },
    "if q.b then q.y else q.x",
  ),
  transform("a default for a null vector", { x: ["float32[3]", [0, 0.5, 1]], y: ["float32[3]?", null] }, "q.y ?? q.x"),
  transform("a text begins with U+FEFF", { s: ["string", "\ufeff\ufeffab"] }, "q.s"),
  transform("a text in a list begins with U+FEFF", { s: ["string[]", ["a", "\ufeffb", null]] }, "q.s"),
  transform(
    "an overflow behind a null",
    { i: ["int32?", -736266495n], j: ["int64?", 2n ** 53n] },
    "left(null, q.i * q.j)",
  ),
  transform(
    "an overflow behind a guard",
    { s: ["string", "ab"], j: ["int64", 2n ** 62n] },
    "substr(q.s, -2, q.j * q.j)",
  ),
  transform("an overflow behind a divisor", { i: ["int64", 2n ** 62n], j: ["int64", 0n] }, "div(q.i * q.i, q.j)"),
  transform(
    "an overflow compared with null",
    { j: ["int64", 2n ** 62n] },
    "(q.j * q.j) <= (if false then q.j else null)",
  ),
  transform("an overflow beside a null", { i: ["int64", 2n ** 62n] }, "least(null * 0, q.i * q.i)"),
  transform(
    "a failing cast as the bound of a slice",
    { i: ["int64", least + 1n], xs: ["int32[]", [1n]] },
    "slice(q.xs, int32(-q.i))",
  ),
  transform(
    "a failing cast of a column as the bound of a slice",
    { i: ["int64", 2n ** 53n], xs: ["float32[3]", [0, 0.5, 1]] },
    "slice(q.xs, int32(q.i))",
  ),
  transform(
    "a list that is null for every row",
    { s: ["string", "a"] },
    "array_sort(array_distinct(if false then [1.5] else null))[0]",
  ),
  transform("a text that is null for every row", { s: ["string", "a"] }, 'concat(substr("", -2), q.s)'),
  transform(
    "a failing cast behind a constant condition",
    { xs: ["int32[]", [-4n, -4n]], n: ["int64", 2n ** 62n] },
    "slice(q.xs, match { true => int32(q.n), else => 7 })",
  ),
  transform("a list that is null, sorted", { s: ["string", "a"] }, "array_sort(array_concat([1.5], null))[0] ?? 2.0"),
  transform(
    "an overflow beside a list that is null for every row",
    { i: ["int64", -9n] },
    "one_hot(q.i - 9223372036854775807, null)",
  ),
  transform(
    "an overflow beside an index that is outside of the list",
    { i: ["int64", -(2n ** 63n)], xs: ["int32[]", [1n]] },
    "q.xs[-1] between -q.i and null",
  ),
  transform(
    "an overflow beside an operand that may be null and may overflow",
    { d: ["decimal(9, 2)?", null], r: ["decimal(38, 4)", 10n ** 37n], l: ["decimal(9, 2)", 10n ** 8n] },
    "q.d * 0 == decimal(q.r * q.l, 9, 2)",
  ),
  transform(
    "a struct with a field that can overflow",
    { i: ["int64", 1n], n: ["int32?", null] },
    '{ a: q.i + 1, b: { n: q.n, s: "x" } }',
  ),
  transform(
    "decimals of 38 digits and of different scales",
    { a: ["decimal(38, 4)", 10n ** 37n], b: ["decimal(38, 8)", 1n], xs: ["decimal(38, 8)[]", [1n, null]] },
    "contains(q.xs, q.a) or q.a > q.b or q.b - q.a == 0",
  ),
  transform(
    "a decimal that is rounded where the type is not nullable",
    { d: ["decimal(9, 2)", 12345n], b: ["bool", true] },
    "int64(q.d) + int64(decimal(q.d, 3, 1) ?? -q.d)",
  ),
  transform(
    "an overflow beside a division by zero",
    { i: ["int64", -(2n ** 63n)], x: ["float64", 1] },
    "-q.i > q.x / 0",
  ),
  transform("an infinity in a list", { x: ["float64", 1e300] }, "[1e300 * q.x, q.x]"),
  transform(
    "an overflow in an operand that need not be evaluated",
    { i: ["int64", 2n ** 62n] },
    "match q.i { q.i | q.i * q.i => 1, else => 2 }",
  ),
  transform("an overflow after a false operand of `and`", { i: ["int64", 2n ** 62n] }, "q.i < 0 and q.i * q.i > 0"),
  transform("an overflow before a true operand of `or`", { i: ["int64", 2n ** 62n] }, "q.i * q.i > 0 or q.i > 0"),
  transform(
    "a constant that overflows in a branch that is not taken",
    { b: ["bool", false] },
    "if q.b then 9223372036854775807 * 10 else 1",
  ),
  transform(
    "a constant that overflows in a later case",
    { xs: ["bool[]", [true]], r: ["int64[]", [1n]] },
    "match true { true => q.r, q.xs[9007199254740993 * 9223372036854775807] => null, else => q.r }",
  ),
  transform(
    "a constant with a cast that overflows",
    { b: ["bool", false] },
    "match true { q.b => [1][int32(7) + 9223372036854775807], else => null }",
  ),
  transform(
    "a list of constants whose greatest overflows in a branch that is not taken",
    { i: ["int64?", null] },
    "match q.i { 0 => match 1 + array_max([9223372036854775807, null]) { 0 => 1, else => null }, else => 0 }",
  ),
  transform(
    "ints among decimals",
    { d: ["decimal(9, 2)[]", [-3n, null, 300n]], i: ["int64", 3n], xs: ["int64[]", [1n]], e: ["decimal(9, 2)", 100n] },
    "[-3 in q.d, contains(q.d, q.i), q.e in q.xs, index_of(q.d, 3) == 2]",
  ),
  transform("an overflow before `is null`", { i: ["int64?", -(2n ** 63n)] }, "q.i - 1 is null"),
  transform("a failing cast to int32, rounded", { i: ["int64", 2n ** 40n] }, 'right("", ceil(int32(q.i)))'),
  transform(
    "an overflow beside a let that is null for every row",
    { i: ["int64?", 2n] },
    'index_of(left(null, 9223372036854775807 * q.i), none)\n  let none = slice([""], null)[null]',
  ),
  transform("a small float as a decimal", { x: ["float64", 0.00001] }, "decimal(q.x * 0.5, 38, 4)"),
  transform("a logarithm of an infinity", { x: ["float64", 5e-324] }, "least(0, log2(1 / q.x))"),
  transform("a constant that overflows", { b: ["bool", true] }, "if q.b then 9223372036854775807 + 7 else 1"),
  transform(
    "an overflow beside a null operand",
    { b: ["bool", false] },
    "clamp(if true then --9223372036854775808 else null, 0, if q.b then 1 else null)",
  ),
  transform("a letter with a dot", { s: ["string", "İ ᾳ ŉ ß"] }, "concat(lower(q.s), upper(q.s))"),
  transform(
    "an infinity in a struct",
    { x: ["float64", 1e300], n: ["float64?", 0] },
    "{ a: q.x / q.n, b: { c: [q.x * q.x, 1] } }",
  ),
  transform("an infinity where a struct's field is not null", { x: ["float64", 1e300] }, "{ a: q.x * q.x }"),
  transform("a field of a struct with an infinity", { x: ["float64", 1e300] }, "{ a: q.x * q.x }.a"),
  transform("an infinity in a list of structs in lists", { n: ["float64?", 0] }, "[[{ a: 1 / q.n }], null, [null]]"),
  transform(
    "an infinity among the elements that an aggregate reads",
    { x: ["float64", 1e300], n: ["float64?", 1e300] },
    "[(sum(e) each e in [q.x * q.n, 1]), (max(d.a) each d in [{ a: q.x * q.n }, { a: 2 }])]",
  ),
  transform(
    "an infinity that a choice makes an aggregate's argument",
    { x: ["float64", 1e300] },
    "collect(if e > 1 then e * e else e) each e in [q.x, 1]",
  ),
  transform(
    "a let that is not finite and is not read",
    { x: ["float64", 1e300], z: ["float64", 0] },
    "if q.z > 0 then a.b else 1.0\n  let a = { b: q.x * q.x }",
  ),
  transform("a let that overflows beside a null", { i: ["int64?", 2n ** 62n] }, "null - l\n  let l = q.i * q.i"),
  transform(
    "a failing aggregate over a list that is not evaluated",
    { x: ["float64", 1e300], n: ["float64?", 1] },
    "q.n ?? (sum(if e > 2 then 1.0 else (sum(d * d) each d in [q.x, 1])) each e in [q.x, 1])",
  ),
  transform(
    "sums that overflow in branches that are not taken",
    { i: ["int64", 2n ** 62n], b: ["bool", true] },
    "if q.b then 1 else if (sum(e) each e in [q.i, q.i]) > 0 then 2 else (sum(e) each e in [q.i, -q.i, q.i])",
  ),
  transform(
    "an element of a list that is null for every row",
    { i: ["int64?", 1n], s: ["string", "a"] },
    "starts_with(g()[q.i], q.s)",
    "fn g(): string[]? = null\n",
  ),
  transform(
    "a column of the row in an aggregate over a list that the engine runs as a lambda",
    { s: ["string", "ab"], x: ["float64?", 1], xs: ["string[]", ["a", "b", null]] },
    `[
    (sum(i) each i in one_hot(q.x, [1, 2])),
    (min(levenshtein(q.s, e)) each e in q.xs where levenshtein(e, q.s) < (max(levenshtein(d, e)) each d in [q.s, "x"])),
    (count() by join([e, q.s], "") each e in q.xs)["ab"]
  ]`,
  ),
  transform(
    "a NaN is ordered above every other value",
    { x: ["float64", 1e300] },
    "greatest(0.0, tan(q.x * q.x)) ?? least(0, tan(q.x))",
  ),
  transform(
    "a list with an overflow whose elements are all filtered out",
    { i: ["int64", 2n ** 62n] },
    "(max(e) each e in [q.i * q.i, 1] where null) is null",
  ),
  transform(
    "a let that overflows, read for the elements of an empty list",
    { i: ["int64?", 2n ** 62n], xs: ["bytes[]?", null] },
    "last(l) each e in q.xs\n  let l = q.i * q.i",
  ),
  transform(
    "nested aggregates over lists inside a lambda of the engine",
    { s: ["string[]?", ["ab", null, "b"]], m: ["map<string, int64>", new Map([["b", 2n]])] },
    `[
    (sum(levenshtein("", (max(concat(d, e)) each d in q.s))) each e in ["a", "b"] where levenshtein((min(d) each d in q.s), e) > 0),
    (min(int64(dot(q.m, (count() each d in q.s by d)))) each e in [0, 1]),
    (sum(e) each e in one_hot((max(d) each d in q.s), ["b", "c"]))
  ]`,
  ),
  transform(
    "an element with the same name as a lambda's parameter",
    { s: ["string[]?", ["ab", null, "b"]], x: ["float64[]", [1, 2]] },
    `[
    (min(levenshtein("xyz", a)) each a in q.s),
    (max(int64(100 * entropy([e, 1]))) each e in q.x),
    (sum(int64(dot([value, 1], q.x))) each value in q.x)
  ]`,
  ),
  transform(
    "elements of nested lists whose names differ only in case",
    { s: ["string[]?", ["ab", null, "b"]] },
    `[
    (first((first(concat(E, e)) each e in ["x", "y"])) each E in q.s),
    (last((last(concat(e, E)) each E in ["x", "y"] where levenshtein(E, e) > 1)) each e in q.s)
  ]`,
  ),
  transform(
    "an aggregate over a list that collects structs of macro calls on columns of the row",
    { i: ["int32[]?", [2n, null]], s: ["string[]?", ["a"]] },
    'collect({ a: array_min(q.i), b: join(q.s, "-"), c: { d: array_max(q.i) } }) each e in [1, 2]',
  ),
  transform(
    "a sum over a list that overflows, beside a null",
    { i: ["int64?", 2n ** 62n], xs: ["int64[]?", [1n, 2n, 3n]], n: ["string[]?", null] },
    "slice(slice(q.n, 1, 2), (sum(q.i) each e in q.xs), sign(-q.i))",
  ),
  transform(
    "a list with an overflow whose elements are not read or have a null group key",
    { i: ["int64?", 2n ** 62n], xs: ["int64[]?", [1n, 2n, 3n]], n: ["string?", null] },
    `[
    (length(keys(min_by(null, null) each x in slice(q.xs, q.i * 4) by q.n top 2))),
    (length(keys(count() each x in slice(q.xs, q.i * 4) by q.n)))
  ]`,
  ),
  transform(
    "an aggregate over a list whose struct calls an extern fn with a field of the row",
    { n: ["int64?", 7n] },
    `[
    last({ c: either_int64(null, q.n) }) each e in [0] where null,
    last({ c: either_int64(e, q.n) }) each e in [0, 1] where e > 0
  ]`,
    'extern fn either_int64(x0: int64?, x1: int64): int64 from "./user-functions.ts"\n',
  ),
  transform(
    "a failing condition of an aggregate over a list that is not evaluated",
    { i: ["int64", 7n], xs: ["bool[]?", [true, null]], b: ["bool", false], s: ["string", "a"] },
    `[
    (if q.b then (max_by(q.s, reverse(q.s)) each x in (if q.b then q.xs else null) where refused(q.i) <= 3) else null),
    (if q.s >= "b" then (max_by(q.s, reverse(q.s)) each x in q.xs where refused(q.i) <= 3) else null)
  ]`,
    'extern fn refused(x0: int64): int64 from "./user-functions.ts"\n',
  ),
  transform(
    "a failing let that reads an aggregate over a list and is not evaluated",
    { n: ["int64", -(2n ** 63n)], m: ["int64?", 1n], xs: ["int64[]?", [1n]] },
    "q.m ?? l0\n  let l0 = match -q.n { 5 => 1, (sum(1) each x in q.xs) => 2, else => 3 }",
  ),
  transform(
    "a literal count far below zero",
    { s: ["string?", "ab"] },
    "right(q.s, -9223372036854775808) ?? left(q.s, -9223372036854775808)",
  ),
  overView(
    "an argument of a view that nothing else reads, for a parameter that the `fn` does not read",
    "first_of(q.i, v.x)",
    "fn first_of(a: int64?, b: int64?): int64? = a\n",
  ),
  overView(
    "the same, passed on by another `fn`, and inside an expression",
    "by_way_of(q.i, v.x + 1, if v.x is null then 1 else 2)",
    "fn first_of(a: int64?, b: int64?): int64? = a\nfn by_way_of(a: int64?, b: int64?, c: int64): int64? = first_of(a, b + c)\n",
  ),
  overView(
    "the same in a let that is read twice, with an argument that may overflow",
    "l + l\n  let l = first_of(q.i, v.x * v.x) ?? 0",
    "fn first_of(a: int64?, b: int64?): int64? = a\n",
  ),
  overView(
    "the same in an aggregate over a list",
    "sum(first_of(e, v.x)) each e in [1, 2, q.i]",
    "fn first_of(a: int64?, b: int64?): int64? = a\n",
  ),
];
