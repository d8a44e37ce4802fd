/**
 * Ties that only values break: rows that are equal in time, created and sequence, and values that are equally frequent.
 */
import { type InLanguage, inLanguage } from "./support/in-language.js";

const at = 'at "2024-01-02T00:00:00Z" for { k: 1 }';
const day = 'tm: "2024-01-01T10:00:00Z"';
/** Of rows that differ in one column only, the greatest is the last, and the least is the first. */
const latest = (type: string, literals: readonly string[]): InLanguage => [
  "43",
  `${type} by its JSON text: ${literals.join(" < ")}`,
  `x: "${type}?"`,
  `view v for e from st { x } view w for e from ev { xs = collect(x) over 1d } service q { v.* w.* }
    test "t" {
      given st [${literals.map((x) => `{ k: 1, x: ${x}, ${day} }`).join(" ")}]
      given ev [${[...literals]
        .reverse()
        .map((x) => `{ k: 1, x: ${x}, ${day} }`)
        .join(" ")} { k: 1, x: null, ${day} }]
      ${at} expect q { x: ${literals.at(-1)}, xs: [${literals.join(", ")}] }
    }`,
];

inLanguage([
  latest("int64[]", ["[-1]", "[1, 2]", "[10]", "[1]", "[9]", "[]", "[null]"]),
  latest("float64[]", ["[1.5]", "[1.0]", "[1e21]", "[9.0]"]),
  latest("string[]", ['["", "a"]', '[""]', '["a"]', '["\u{FFFF}"]', '["\u{1F600}"]']),
  latest("timestamp[]", ['["0999-01-01T00:00:00Z"]', '["1969-12-31T23:59:59.9Z"]', '["1970-01-01T00:00:00.1Z"]']),
  latest("date[]", ['["1969-12-31"]', '["1970-01-02"]', '["2024-02-29"]']),
  latest("decimal(5, 2)[]", ['["-1.00"]', '["10.00"]', '["9.00"]']),
  latest("bool[]", ["[false]", "[true]"]),
  latest("struct { a: int64?, b: string? }", [
    '{ a: 10, b: "x" }',
    '{ a: 9, b: "" }',
    '{ a: 9, b: "x" }',
    "{ a: null, b: null }",
  ]),
  latest("map<string, int64>", ["{ a: 10 }", "{ a: 9, b: 1 }", "{ a: 9 }", "{ b: 1 }"]),
  latest("map<int64, float64[]>", ["{ `10`: [1.0] }", "{ `9`: [1.5] }", "{ `9`: [1.0] }"]),
  [
    "43",
    "ties break the same way among versions of one event and rows of derived sources",
    `id: int64, xs: "int64[]"`,
    `source twice { from ev { k xs } from ev { k xs } }
    view v for e from ev { n = last_n(xs, 3) over 1d, xs }
    view w for e from twice { m = last_n(xs, 4) over 1d }
    service q { v.* w.* }
    test "t" {
      given ev [{ k: 1, id: 1, xs: [9], ${day} } { k: 1, id: 1, xs: [10], ${day} }]
      ${at} expect q { n: [[9], [10]], xs: [9], m: [[9], [9], [10], [10]] }
    }`,
  ],
  ...(
    [
      ["int64[]", "[10]", "[9]"],
      ["float64[]", "[1.5]", "[1.0]"],
      ["timestamp[]", '["1969-12-31T23:59:59.9Z"]', '["1970-01-01T00:00:00.1Z"]'],
      ["decimal(5, 2)[]", '["10.00"]', '["9.00"]'],
      ["struct { a: int64?, b: bytes? }", "{ a: 10, b: null }", "{ a: 9, b: null }"],
    ] as const
  ).map(
    ([type, less, more]): InLanguage => [
      "62",
      `${type}: of ${less} and ${more}, equally frequent, the first is less`,
      `x: "${type}?"`,
      `view v for e from ev { m = mode(x) over 1d, ms = most_frequent_n(x, 2) over 1d, g = mode(x) by k over 1d, xs = collect(x) over 1d }
        transform t { own = mode(x) each x in v.xs, owns = most_frequent_n(x, 9) each x in v.xs }
        service q { v.* except { xs } t.* }
        test "t" {
          given ev [{ k: 1, x: ${more}, ${day} } { k: 1, x: ${less}, ${day} }]
          ${at} expect q { m: ${less}, ms: [${less}, ${more}], g: { \`1\`: ${less} }, own: ${less}, owns: [${less}, ${more}] }
        }`,
    ],
  ),
]);
