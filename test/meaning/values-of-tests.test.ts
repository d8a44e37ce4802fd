/** Tests may compute the values that they give and expect from literals and functions. */
import { inLanguage, refused } from "./support/in-language.js";

const day = (time: string): string => `tm: "2024-01-10T${time}:00Z"`;
const at = `at "2024-01-10T12:00:00Z"`;
const program = `fn twice(x: float64): float64 = x * 2.0
    fn tier(x: float64?): string = match { x is null => "none", x > 10.0 => "gold", else => "no" }
    fn next(n: int64): int64 = n + 1
    request r { a: float64, n: int64?, tags: string[]? }
    view v for e from ev { total = sum(x) over 1d, names = collect(s) over 1d, m = last(m) over 1d }
    transform t { tier = tier(r.a), more = next(r.n ?? 0), quotient = r.a / v.total, marks = r.tags }
    service q { v.*, t.* }`;
const columns = 'x: float64?, s: string?, m: "map<string, decimal(6, 2)>?"';

inLanguage([
  [
    "100",
    "a value may be computed with `fn`s, operators and functions",
    columns,
    `${program}
    test "t" {
      given ev [
        { k: next(0), x: twice(1.5) + 1, s: concat(upper("é"), "!"), m: { a: "1.25" }, ${day("10:00")} }
        { k: 1 + 0, x: 1 / 0, s: tier(null), tm: timestamp("2024-01-10T11:00:00Z") }
      ]
      given r { a: twice(6.0), n: next(next(0)), tags: split("a,b", ",") }
      ${at} for { k: next(0) }
      expect v { total: twice(2.0), names: [upper("é!"), tier(null)], m: { a: "1.25" } }
      expect q { tier: tier(12.0), more: 1 + 2, quotient: approx(twice(1.5), 0.0001), marks: ["a", lower("B")] }
      given v { total: twice(4.0), names: [tier(1.0)] }
      expect t { quotient: 12.0 / 8.0, tier: tier(twice(100.0)) }
    }`,
  ],
  [
    "100",
    "the least and greatest int64, floats that are not finite, and dates",
    'n: int64?, d: date?, f: "float32?"',
    `fn most(): int64 = 9223372036854775806 + 1
    view v for e from ev { n = last(n) over 1d, d = last(d) over 1d, f = last(f) over 1d }
    service q { v.* }
    test "t" {
      given ev [{ k: 1, n: most(), d: date(timestamp("2024-02-29T10:00:00Z")), f: 0.1 + 0.2, ${day("10:00")} } { k: 2, n: -most() - 1, f: 1e308 * 10, ${day("10:00")} }]
      ${at}
      for { k: 1 } expect q { n: 9223372036854775807, d: "2024-02-29", f: 0.3 }
      for { k: 2 } expect q { n: -9223372036854775807 - 1, f: null }
    }`,
  ],
]);

refused([
  [
    "A16",
    "an fn that only a test calls counts as used",
    columns,
    `fn given(): float64 = 1.5\n${program}\ntest "t" { given r { a: twice(given()) } expect t { tier: tier(given()), more: next(0) } }`,
    null,
  ],
  [
    "86",
    "an extern fn may be called",
    columns,
    `extern fn score(x: float64): float64 from "./score.ts"\n${program}\ntest "t" { given r { a: score(1.0) } expect t { tier: "no" } }`,
    /FEAT\d+.*score/s,
  ],
  [
    "A14",
    "a nullable value where a non-null type is needed",
    columns,
    `${program}\ntest "t" { given r { a: float64("x") } expect t { tier: "no" } }`,
    /`a`.*null/s,
  ],
]);
