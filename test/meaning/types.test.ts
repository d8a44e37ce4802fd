import { as, events, missing, state } from "./support/case.js";
import { meaning } from "./support/check.js";
import { expressions } from "./support/expressions.js";

const max = 9223372036854775807n;

expressions(
  "values of types",
  {
    big: ["int64", 9007199254740993n],
    huge: ["int64", max],
    i32: ["int32", 2147483647],
    n32: ["int32?", null],
    f32: ["float32", 0.5],
    n: ["int64?", null],
    f: ["float64", 2.5],
    nf: ["float64?", null],
    s: ["string", "a"],
    flag: ["bool", true],
    d: ["date", "1969-12-31"],
    t: ["timestamp", "1969-12-31T23:59:59.999999Z"],
    seven: ["int64", 7],
  },
  [
    ["A1", "9223372036854775807", max, "int64"],
    ["A1", "-9223372036854775808", -max - 1n, "int64"],
    ["A1", "9_007_199_254_740_993", 9007199254740993n, "int64"],
    ["A1", "1e3", 1000, "float64"],
    ["A1", "2.0", 2, "float64"],
    ["A1", "10000000000000000000.0", 1e19, "float64"],
    ["A2", "i32 + i32", 4294967294n, "int64"],
    ["A2", "-i32", -2147483647, "int64"],
    ["A2", "i32 * i32", 4611686014132420609n, "int64"],
    ["A2", "f32 + f32", 1, "float64"],
    ["A3", "big == 9007199254740992.0", true, "bool"],
    ["A3", "big > 9007199254740992.0", false],
    ["A3", "big - 0.0", 9007199254740992, "float64"],
    ["A3", "big in [1.5, 9007199254740992.0]", true],
    ["A3", "nf ?? big", 9007199254740992, "float64"],
    ["A3", "if flag then big else 0.5", 9007199254740992, "float64"],
    ["A3", 'match s { "a" => big, else => 0.5 } == 9007199254740992.0', true],
    ["A3", "least(big, 1e300)", 9007199254740992, "float64"],
    ["A3", "9007199254740993 between 9007199254740992.0 and 9007199254740992.0", true],
    ["A3", "huge == 9223372036854775808.0", true],
    ["A4", "big / 1", 9007199254740992, "float64"],
    ["A4", "9007199254740995 / 9007199254740993 == 9007199254740996.0 / 9007199254740992.0", true],
    ["A5", "[f32, i32, seven]", [0.5, 2147483647, 7], "float64[]"],
    ["A5", "if flag then i32 else huge", 2147483647, "int64"],
    ["A5", "if flag then f32 else f", 0.5, "float64"],
    ["A6", "length(s)", 1, "int64"],
    ["A6", "div(seven, 2)", 3, "int64"],
    ["A6", "hour_of(t)", 23, "int64"],
    ["A6", "day_of_week(d)", 3, "int64"],
    ["A6", "sqrt(seven)", Math.sqrt(7), "float64?"],
    ["A6", "days_between(d, t)", 86399.999999 / 86400, "float64"],
    ["A6", "abs(-seven)", 7, "int64"],
    ["A6", "round(seven)", 7, "int64"],
    ["A6", "floor(2.5)", 2, "float64"],
    ["A6", "ceil(f)", 3, "float64"],
    ["A6", "greatest(seven, 9)", 9, "int64"],
    ["A6", "clamp(seven, 1, 3)", 3],
    ["A6", "clamp(f, 0.0, 1.0)", 1],
    ["A8", "flag == false", false],
    ["A8", "flag in [true, false]", true],
    ["A9", "timestamp(d) == t", false],
    ["A9", "date(t) == d", true],
    ["A9", 'timestamp(d) == "1969-12-31T00:00:00Z"', true],
    ["A9", "seconds_between(d, t)", 86399.999999],
    ["A10", 'd == "1969-12-31"', true],
    ["A10", 't < "1970-01-01T00:00:00Z"', true],
    ["A10", 't == "1970-01-01T01:59:59.999999+02:00"', true],
    ["A10", 't in ["1969-12-31T23:59:59.999999Z"]', true],
    ["A13", "f + f * f - f", 6.25, "float64"],
    ["A13", "f + nf", null, "float64?"],
    ["A13", "f / f", 1, "float64?"],
    ["A13", "f / 2.0", 1.25, "float64"],
    ["A13", "seven % 4", 3, "int64"],
    ["A13", "seven % seven", 0, "int64?"],
    ["A13", "div(seven, -2)", -3, "int64"],
    ["A13", "div(seven, 0)", null, "int64?"],
    ["A13", "f / 0", null, "float64?"],
    ["A13", "f / -0.0", null, "float64?"],
    ["A13", 'int64("7")', 7, "int64?"],
    ["A13", "substr(s, 0)", "a", "string?"],
    ["A13", "ln(f)", Math.log(2.5), "float64?"],
    ["A13", "exp(f)", Math.exp(2.5), "float64?"],
    ["A13", "pow(f, 2.0)", 6.25, "float64?"],
    ["A14", "(n ?? nf) ?? 3", 3, "float64"],
    ["A14", "not (n > 1)", null, "bool?"],
    ["A20", "if flag then 1 else null", 1, "int64?"],
    ["A20", "n ?? null", null, "int64?"],
    ["A20", "s in []", false],
  ],
);

const columns =
  "k: int64, i32: int32, f32: float32?, x: int64, n: int64?, f: float64, s: string, flag: bool, d: date, t: timestamp, tm: timestamp";
const rows = [
  [1, 3, 0.1, 5, 5, 2, "b", false, "2024-01-01", "01-01 10:00", "10:00"],
  [1, 2, 0.7, 7, null, 3, "a", true, "2024-01-02", "01-02 10:00", "11:00"],
];
const ev = events(columns, rows);
const st = state(columns, rows);
const one = (expression: string, more = "") => `view v for e from st { y${more} = ${expression} }`;

meaning("A. types", [
  ["A1", "beyond int64", { sources: { st }, feat: one("«9223372036854775808»"), says: ["integer-too-large"] }],
  ["A1", "below int64", { sources: { st }, feat: one("-«9223372036854775809»"), says: ["integer-too-large"] }],
  [
    "A2",
    "int32 arithmetic in an aggregate may go beyond int32",
    {
      sources: { ev: events("k: int64, a: int32, tm: timestamp", [[1, 2147483647, "10:00"]]) },
      feat: "view v for e from ev { y = sum(a + a) over 1d z = sum(a * a) over lifetime }",
      types: { y: "int64?", z: "int64?" },
      asks: [["12:00", { k: 1 }, { y: 4294967294n, z: 4611686014132420609n }]],
    },
  ],
  [
    "A5",
    "conversions wherever the wider type is expected",
    {
      sources: { st },
      feat: `fn half(v: float64): float64 = v / 2
        view v for e from st { a: int64 = i32 ?? 0 b: float64? = i32 c: float64? = f32 d: float64? = n default 3
          g = half(i32 ?? 0) h = half(x ?? 0) }`,
      types: { a: "int64", b: "float64?", c: "float64?", d: "float64", g: "float64", h: "float64" },
      asks: [["12:00", { k: 1 }, { a: 2, b: 2, c: 0.699999988079071, d: as(3, "null"), g: 1, h: 3.5 }]],
    },
  ],
  [
    "A5",
    "no conversion to a narrower type",
    { sources: { st }, feat: one("«f»", ": int64?"), says: ["type-mismatch"] },
  ],
  ["A5", "int64 is not converted to int32", { sources: { st }, feat: one("«x»", ": int32?"), says: ["type-mismatch"] }],
  [
    "A5",
    "float64 is not converted to float32 for a parameter",
    {
      sources: { st },
      feat: "fn g(v: float32?): float32? = v\nview v for e from st { y = g(«f») }",
      says: ["type-mismatch"],
    },
  ],
  [
    "A5",
    "a number is not converted to text",
    { sources: { st }, feat: one("«x»", ": string?"), says: ["type-mismatch"] },
  ],
  [
    "A6",
    "types of aggregates",
    {
      sources: { ev },
      feat: `view v for e from ev { a = count() over 1d b = count(x) over 1d c = count_distinct(x) over 1d d = sum(x) over 1d
        f_ = sum(f) over 1d g = avg(x) over 1d h = stddev(x) over 1d i = variance(x) over 1d j = fraction(flag) over 1d
        l = min(x) over 1d m = max(f) over 1d n_ = first(s) over 1d o = last(t) over 1d p = min(d) over 1d q = any(flag) over 1d r = all(flag) over 1d
        i32 t }`,
      types: {
        a: "int64",
        b: "int64",
        c: "int64",
        d: "int64?",
        f_: "float64?",
        g: "float64?",
        h: "float64?",
        i: "float64?",
        j: "float64?",
        l: "int64?",
        m: "float64?",
        n_: "string?",
        o: "timestamp?",
        p: "date?",
        q: "bool?",
        r: "bool?",
        i32: "int32?",
        t: "timestamp?",
      },
      asks: [
        [
          "12:00",
          { k: 1 },
          {
            a: 2,
            b: 2,
            c: 2,
            d: 12,
            f_: 5,
            g: 6,
            h: Math.SQRT2,
            i: 2,
            j: 0.5,
            l: 5,
            m: 3,
            n_: "b",
            o: "2024-01-02T10:00:00Z",
            p: "2024-01-01",
            q: true,
            r: false,
            i32: 2,
          },
        ],
      ],
    },
  ],
  [
    "A7",
    "min and max keep float32 and int32",
    {
      sources: { ev },
      feat: "view v for e from ev { a = min(f32) over 1d b = max(i32) over 1d c = first(f32) over 1d d = last(i32) over 1d g = sum(f32) over 1d h = sum(i32) over 1d }",
      types: { a: "float32?", b: "int32?", c: "float32?", d: "int32?", g: "float64?", h: "int64?" },
      asks: [
        ["12:00", { k: 1 }, { a: Math.fround(0.1), b: 3, c: Math.fround(0.1), d: 2, g: 0.7999999895691872, h: 5 }],
      ],
    },
  ],
  ["A8", "bool is not ordered", { sources: { st }, feat: one("«flag < true»"), says: ["no-overload"] }],
  ["A8", "least of bools is refused", { sources: { st }, feat: one("«least(flag, true)»"), says: ["no-overload"] }],
  [
    "A8",
    "min and max of bools are refused",
    {
      sources: { ev },
      feat: "view v for e from ev { y = «min(flag) over 1d» z = «max(flag) over 1d» }",
      says: ["no-overload", "no-overload"],
    },
  ],
  ["A9", "date and timestamp do not compare", { sources: { st }, feat: one("«d < t»"), says: ["no-overload"] }],
  [
    "A9",
    "date and timestamp do not unify",
    { sources: { st }, feat: one("if flag then d else «t»"), says: ["types-do-not-meet"] },
  ],
  ["A9", "date and timestamp in one list", { sources: { st }, feat: one("«d in [t]»"), says: ["no-overload"] }],
  ["A10", "a date alone for a timestamp", { sources: { st }, feat: one('t > «"2024-01-01"»'), says: ["not-a-time"] }],
  [
    "A10",
    "a timestamp without a zone",
    { sources: { st }, feat: one('t > «"2024-01-01T00:00:00"»'), says: ["not-a-time"] },
  ],
  [
    "A10",
    "a fraction of seven digits",
    { sources: { st }, feat: one('t > «"2024-01-01T00:00:00.1234567Z"»'), says: ["not-a-time"] },
  ],
  ["A10", "a day that does not exist", { sources: { st }, feat: one('d == «"2023-02-29"»'), says: ["not-a-time"] }],
  [
    "A10",
    "a timestamp for a date",
    { sources: { st }, feat: one('d == «"2024-01-01T00:00:00Z"»'), says: ["not-a-time"] },
  ],
  [
    "A10",
    "a space instead of the T",
    { sources: { st }, feat: one('t == «"2024-01-01 00:00:00Z"»'), says: ["not-a-time"] },
  ],
  ["A11", "the difference of two times is refused", { sources: { st }, feat: one("«t - t»"), says: ["no-overload"] }],
  [
    "A11",
    "a time plus a duration is refused",
    { sources: { st }, feat: one("t + «7d»"), says: ["no-duration-values"] },
  ],
  ["A12", "the sum of two texts is refused", { sources: { st }, feat: one('«s + "x"»'), says: ["no-overload"] }],
  [
    "A14",
    "a nullable value where a non-null type is declared",
    {
      sources: { st },
      feat: "fn twice(v: int64): int64 = v * 2\nfn no(v: int64?): int64 = «v»\nview v for e from st { y = twice(«n») z: int64 = «n» }",
      says: ["unhandled-null", "unhandled-null", "unhandled-null"],
    },
  ],
  [
    "A14",
    "conditions, aggregates, operators and ?? take nullables",
    {
      sources: { ev },
      feat: `view v for e from ev { a = count() where n > 3 over 1d b = sum(n) over 1d c: int64 = a + (b ?? 0) d = if n > 3 then 1 else 2
        g = match { n > 3 => "x", else => "y" } h: int64 = n default 0 }`,
      types: { h: "int64", d: "int64", c: "int64" },
      asks: [["12:00", { k: 1 }, { a: 1, b: 5, c: 6, d: 2, g: "y", h: as(0, "null") }]],
    },
  ],
  [
    "A15",
    "needless null handling is a warning",
    {
      sources: { ev },
      feat: "view v for e from ev { y = «count() over 1d» ?? 0 z = any(«x is null») over 1d }",
      says: ["needless-null-handling", "needless-null-handling"],
    },
  ],
  [
    "A16",
    "unused declarations and unreachable arms are warnings",
    {
      sources: { st },
      feat: `entity e { k: int64 } entity «lone» { z: int64 }
        fn «idle»(v: int64): int64 = v
        request «nobody» { q: int64 }
        view v for e from st { let «h» = 1 a = match { x > 1 => 0, true => 1, «flag => 2», «else => 3» } b = match s { "x" => 1, «"x"» => 2, else => 3, «"z" => 4» } }
        view «w» for e from st { x }
        transform «tr» { y = v.a }
        service s { v.* }`,
      says: [
        "unused",
        "unused",
        "unused",
        "unused",
        "unreachable-arm",
        "unreachable-arm",
        "unreachable-arm",
        "unreachable-arm",
        "unused",
        "unused",
      ],
    },
  ],
  [
    "A17",
    "an annotation on a bare column",
    {
      sources: { st },
      feat: "view v for e from st { x: float64? i32: int64? }",
      types: { x: "float64?", i32: "int64?" },
      asks: [
        ["12:00", { k: 1 }, { x: 7, i32: 2 }],
        ["12:00", { k: 9 }, { x: missing, i32: missing }],
      ],
    },
  ],
  [
    "A17",
    "an annotation of another type",
    { sources: { st }, feat: "view v for e from st { s: «int64?» }", says: ["type-mismatch"] },
  ],
  [
    "A18",
    "an int32 column for an int64 key",
    {
      sources: { ev: events("k: int32, x: int64, tm: timestamp", [[1, 5, "10:00"]]) },
      feat: "view v for e from ev { y = sum(x) over 1d x }",
      asks: [
        ["12:00", { k: 1 }, { y: 5, x: 5 }],
        ["12:00", { k: 2 ** 40 }, { y: null, x: missing }],
      ],
    },
  ],
  [
    "A18",
    "a string column for an int64 key",
    {
      sources: { ev: events("k: string, tm: timestamp") },
      feat: "view v for «e» from ev { y = count() over 1d }",
      says: ["type-mismatch"],
    },
  ],
  [
    "A18",
    "an int64 column for an int32 key",
    {
      sources: { ev: events("k: int64, tm: timestamp") },
      feat: "entity e { k: int32 } view v for «e» from ev { y = count() over 1d }",
      says: ["type-mismatch"],
    },
  ],
  [
    "A19",
    "two entities share one key",
    {
      sources: { ev: events("k: int64, j: int64, tm: timestamp", [[1, 2, "10:00"]]) },
      feat: `entity a { k: int64 } entity b { k: int64, j: int64 }
        view v for a, b from ev { y = count() over 1d } view w for a from ev { z = count() over 1d }
        service s { v.* w.* }`,
      asks: [["12:00", { k: 1, j: 2 }, { y: 1, z: 1 }]],
    },
  ],
  [
    "A19",
    "one key with two types",
    {
      sources: { ev: events("k: int64, tm: timestamp"), sv: events("k: string, tm: timestamp") },
      feat: `entity a { k: int64 } entity b { k: string }
        view v for a from ev { y = count() over 1d } view w for b from sv { z = count() over 1d }
        service «s» { v.* w.* }`,
      says: ["key-conflict"],
    },
  ],
  [
    "A19",
    "one entity twice",
    { sources: { ev }, feat: "view v for e, «e» from ev { y = count() over 1d }", says: ["entity-twice"] },
  ],
  ["A20", "a null without a type", { sources: { st }, feat: one("«null»"), says: ["untyped-literal"] }],
  ["A20", "an empty list without a type", { sources: { st }, feat: one("«[]»"), says: ["untyped-literal"] }],
  [
    "A20",
    "an `if` whose branches are all null",
    { sources: { st }, feat: one("if flag then «null» else null"), says: ["untyped-literal"] },
  ],
  [
    "A20",
    "null where the context gives the type",
    {
      sources: { st },
      feat: one("null", ": int64?"),
      types: { y: "int64?" },
      asks: [["12:00", { k: 1 }, { y: null }]],
    },
  ],
  [
    "A21",
    "an expression as a service's key",
    {
      sources: { st },
      feat: "view v for e from st { x } service s { v (k = «j + 1») { x } }",
      says: ["binding-not-a-name"],
    },
  ],
  [
    "A21",
    "an expression in a view's for, and in use",
    {
      sources: { st, ev },
      feat: `view v for e (k = x + 0) from ev { y = count() over 1d } view w for e from st { n x }
        transform t { use v (k = w.x - 2) z = v.y } service s { t.* }`,
      asks: [["12:00", { k: 1 }, { z: 1 }]],
    },
  ],
]);
