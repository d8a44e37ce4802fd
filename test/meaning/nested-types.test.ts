/** Decimals, enums, structs, maps, json and vectors; `by` and `each`. */
import { expect, test } from "vitest";
import { folder } from "../cli/feat.js";
import { inLanguage, refused } from "./support/in-language.js";

const at = 'at "2024-01-02T00:00:00Z" for { k: 1 }';
const day = (time: string): string => `tm: "2024-01-01T${time}:00Z"`;

inLanguage([
  [
    "100",
    "maps as rows within lists, structs and maps",
    'ms: "map<string, int64>[]?", s: "struct { m: map<int64, string>, n: int64 }?", mm: "map<string, map<string, float64>>?"',
    `view v for e from ev { first_of = last(ms) over 1d, s = last(s) over 1d, mm = last(mm) over 1d } service q { v.* }
    test "t" {
      given ev [{ k: 1, ms: [{ a: 1 }, { b: 2, c: null }, {}, null], s: { m: { \`1\`: "x", \`-2\`: "y" }, n: 3 }, mm: { a: { b: 1.5 } }, ${day("10:00")} }]
      ${at} expect q { first_of: [{ a: 1 }, { b: 2, c: null }, {}, null], s: { m: { \`-2\`: "y", \`1\`: "x" }, n: 3 }, mm: { a: { b: 1.5 } } }
    }`,
  ],
  [
    "B33",
    "a value that is not finite is null in a struct, a list and an aggregate's argument",
    "x: float64?, y: float64?",
    `source wide from ev { *, s = { a: x * y, b: [x * y, 1] } }
    view v for e from wide {
      s, of_s = s.b[0], sums = sum(s.a) over 1d
      parts = collect({ z: x * y, n: { m: [x * y] } }) over 1d, lists = collect([x * y]) over 1d
      whole = count() where s.a is null over 1d
      by_y = last({ a: x * y }) by y in [1e300, 2.0] over 1d
    }
    transform t { again = { s: v.s, ratio: v.s.b[1] / 0, p: (collect(part.z) each part in v.parts) } }
    service q { v.*, t.* }
    test "t" {
      given ev [{ k: 1, x: 1e300, y: 1e300, ${day("10:00")} } { k: 2, x: 3.0, y: 2.0, ${day("10:00")} }]
      ${at} expect q {
        s: { a: null, b: [null, 1.0] }, of_s: null, sums: null, parts: [{ z: null, n: { m: [null] } }], lists: [[null]], whole: 1,
        again: { s: { a: null, b: [null, 1.0] }, ratio: null, p: [] }
      }
      for { k: 2 } expect q { s: { a: 6.0, b: [6.0, 1.0] }, sums: 6.0, parts: [{ z: 6.0, n: { m: [6.0] } }], lists: [[6.0]], whole: 0 }
    }`,
  ],
  [
    "B33",
    "a value that is not finite in a struct's non-null field is an error that names the feature",
    "x: float64",
    `source wide from ev { *, s = { a: x * x } }
    view v for e from wide { n = sum(s.a) where x < 5 over 1d } service q { v.* }
    transform t { y = { a: v.n * 1e300 ?? 0.0, b: 1 }.b } service r { t.* }
    request ask { z: float64 }
    transform u { s = { a: ask.z * 1e300 } } service w { u.* }
    test "t" {
      given ev [{ k: 1, x: 2.0, ${day("10:00")} }]
      ${at} expect q { n: 4.0 }
      for { k: 1 } expect r { y: 1 }
    }
    test "small" { given ask { z: 2.0 } at "2024-01-02T00:00:00Z" expect w { s: { a: 2e300 } } }
    test "great" { given ask { z: 1e10 } at "2024-01-02T00:00:00Z" expect w { s: error } }`,
  ],
  [
    "55",
    "`top n` keeps the groups with the most rows after `where`, null arguments included; on a tie the smaller value is kept",
    "g: string?, x: int64?",
    `view v for e from ev {
      two = sum(x) by g top 2 over 1d
      ones = count() where x is null or x < 9 by g top 1 over 1d
    }
    service s { v.* }
    test "t" {
      given ev [
        { k: 1, g: "b", x: 1, ${day("10:00")} } { k: 1, g: "b", x: null, ${day("10:00")} }
        { k: 1, g: "c", x: 100, ${day("10:00")} } { k: 1, g: "a", x: null, ${day("10:00")} }
        { k: 1, g: null, x: 1, ${day("10:00")} } { k: 1, g: "c", x: 9, ${day("11:00")} } { k: 1, g: "c", x: 9, ${day("11:00")} }
      ]
      ${at} expect v { two: { b: 1, c: 118 }, ones: { b: 2 } }
    }
    test "ties" {
      given ev [{ k: 1, g: "b", x: 1, ${day("10:00")} } { k: 1, g: "a", x: null, ${day("10:00")} }]
      ${at} expect v { two: { a: null, b: 1 }, ones: { a: 1 } }
    }`,
  ],
  [
    "69",
    "entropy uses the natural logarithm of the shares and ignores nulls and values at or below 0; without values it is null",
    'xs: "float64[]?"',
    `view v for e from ev { xs, h = entropy(xs) } service s { v.* }
    test "t" {
      given ev [{ k: 1, xs: [1.0, 1.0, null, 0.0, -3.0], ${day("10:00")} } { k: 2, xs: [null, 0.0], ${day("10:00")} } { k: 3, xs: [2.0], ${day("10:00")} }]
      ${at} expect v { h: approx(0.6931471805599453, 0.000000001) }
      for { k: 2 } expect v { h: null }
      for { k: 3 } expect v { h: 0.0 }
    }`,
  ],
  [
    "70",
    "aggregates compare structs and arrays by value; nulls inside are equal",
    '"s": "struct { a: int64?, b: string? }?", xs: "int64[]?"',
    `view v for e from ev { n = count_distinct(s) over 1d, m = count_distinct(xs) over 1d, most = mode(xs) over 1d } service q { v.* }
    test "t" {
      given ev [
        { k: 1, s: { a: 1, b: null }, xs: [1, null], ${day("10:00")} } { k: 1, s: { a: 1, b: null }, xs: [1, null], ${day("10:00")} }
        { k: 1, s: { a: null, b: null }, xs: [null, 1], ${day("10:00")} } { k: 1, s: null, xs: null, ${day("10:00")} }
      ]
      ${at} expect v { n: 2, m: 2, most: [1, null] }
    }`,
  ],
  [
    "71",
    "`sum` of decimals is a decimal of 38 digits; `avg` and the statistics are floats",
    'd: "decimal(4, 2)?"',
    `view v for e from ev { s: decimal(38, 2)? = sum(d) over 1d, a: float64? = avg(d) over 1d, v: float64? = variance(d) over 1d, m: float64? = median(d) over 1d } service q { v.* }
    test "t" {
      given ev [{ k: 1, d: "99.99", ${day("10:00")} } { k: 1, d: "99.98", ${day("10:00")} } { k: 1, d: null, ${day("10:00")} }]
      ${at} expect v { s: "199.97", a: approx(99.985, 0.0000001), v: approx(0.00005, 0.0000001), m: approx(99.985, 0.0000001) }
    }`,
  ],
  [
    "71",
    "a sum of more than 38 digits is an error",
    'd: "decimal(38, 0)?"',
    `view v for e from ev { s = sum(d) over 1d } service q { v.* }
    test "t" {
      given ev [{ k: 1, d: "99999999999999999999999999999999999999", ${day("10:00")} } { k: 1, d: "1", ${day("10:00")} }]
      ${at} expect v { s: error }
    }`,
  ],
  [
    "72",
    "vectors are aggregated by element; a null vector is ignored",
    'e: "float32[2]?"',
    `view v for e from ev {
      s = sum(e) over 1d, a = avg(e) over 1d, lo: float32[2]? = min(e) over 1d, hi: float32[2]? = max(e) over 1d, f = decayed_sum(e, 1d) over 2d, n = count(e) over 1d
    } service q { v.* }
    test "t" {
      given ev [{ k: 1, e: [1.0, 4.0], ${day("00:00")} } { k: 1, e: [3.0, 2.0], ${day("00:00")} } { k: 1, e: null, ${day("10:00")} }]
      ${at} expect v { s: [4.0, 6.0], a: [2.0, 3.0], lo: [1.0, 2.0], hi: [3.0, 4.0], f: [2.0, 3.0], n: 2 }
      for { k: 2 } expect v { s: null, n: 0 }
    }`,
  ],
  [
    "73",
    "`each` may be nested; it sees the names around it, and its element's name hides others",
    'xss: "int64[][]?", x: int64?',
    `view v for e from ev {
      y = 10
      nested = sum(sum(x) each x in xs) each xs in xss
      read = sum(x * y) each x in [1, 2]
      shadow = sum(x) each x in [1, 2]
      outside = x
    } service q { v.* }
    test "t" {
      given ev [{ k: 1, xss: [[1, 2], [], [3]], x: 7, ${day("10:00")} }]
      ${at} expect v { nested: 6, read: 30, shadow: 3, outside: 7 }
    }`,
  ],
  [
    "74",
    "null elements are rows; only a null or an empty array has none",
    'xs: "int64[]?"',
    `view v for e from ev { xs, n = count() each x in xs, m = count(x) each x in xs, nulls = count() where x is null each x in xs, s = sum(x) each x in xs, last_one = last(x) each x in xs } service q { v.* }
    test "t" {
      given ev [{ k: 1, xs: [1, null, 3, null], ${day("10:00")} } { k: 2, xs: [], ${day("10:00")} } { k: 3, xs: [null], ${day("10:00")} }]
      ${at} expect v { n: 4, m: 2, nulls: 2, s: 4, last_one: 3 }
      for { k: 2 } expect v { n: 0, m: 0, s: null, last_one: null }
      for { k: 3 } expect v { n: 1, m: 0, s: null }
      for { k: 4 } expect v { n: 0, xs: missing }
    }`,
  ],
  [
    "75",
    "`each` with order-sensitive aggregates, with groups and nested, in sources and in views",
    'xs: "int64[]?", ys: "string[]?"',
    `source src from ev { k, newest = last_n(x, 2) each x in xs, tm }
    view v for e from ev {
      firsts = first_n(x, 2) each x in xs
      lasts  = last_distinct_n(x, 2) each x in xs
      groups = count() by y each y in ys
      tops   = count() by y top 1 each y in ys
      lists  = collect(y) by y each y in ys
      inner  = collect(length(collect(y) where y != z each y in ys)) each z in ys
    }
    view w for e from src { newest, many = sum(length(newest)) over 1d }
    service q { v.*, w.* }
    test "t" {
      given ev [{ k: 1, xs: [3, 1, 3, 2], ys: ["b", "a", "b", null], ${day("10:00")} }]
      ${at}
      expect v { firsts: [3, 1], lasts: [2, 3], groups: { a: 1, b: 2 }, tops: { b: 2 }, lists: { a: ["a"], b: ["b", "b"] }, inner: [1, 2, 1, 0] }
      expect w { newest: [2, 3], many: 2 }
    }`,
  ],
  [
    "94",
    "entropy and cosine similarity of an empty map are null",
    "g: string?",
    `view v for e from ev { m = count() by g over 1d, h = entropy(m), c = cosine_similarity(m, m), n = length(m) } service q { v.* }
    test "t" {
      given ev [{ k: 2, g: "a", ${day("10:00")} }]
      ${at} expect v { m: {}, h: null, c: null, n: 0 }
      for { k: 2 } expect v { m: { a: 1 }, h: 0.0, c: approx(1.0, 0.000000001), n: 1 }
    }`,
  ],
  [
    "106",
    "`??` treats a null value in a map like an absent one",
    "g: string?, x: float64?",
    `view v for e from ev { m = max(x) by g over 1d, b = m["b"] ?? 0.0, c = m["c"] ?? 0.5, a = m["a"] ?? 0.0, d = m["b"] is null } service q { v.* }
    test "t" {
      given ev [{ k: 1, g: "a", x: 2.0, ${day("10:00")} } { k: 1, g: "b", x: null, ${day("10:00")} }]
      ${at} expect v { m: { a: 2.0, b: null }, a: 2.0, b: 0.0, c: 0.5, d: true }
    }`,
  ],
  [
    "107",
    "decimals compare by value, with ints as decimals and with floats as floats",
    'd: "decimal(6, 2)?", c: "decimal(6, 4)?", i: int64?, f: float64?',
    `view v for e from ev { same = d == c, less = d < c, whole = d == i, float = d == f, among = d in [c] } service q { v.* }
    test "t" {
      given ev [{ k: 1, d: "1.50", c: "1.5000", i: 1, f: 1.5, ${day("10:00")} } { k: 2, d: "2.00", c: "2.0001", i: 2, f: 2.1, ${day("10:00")} }]
      ${at} expect v { same: true, less: false, whole: false, float: true, among: true }
      for { k: 2 } expect v { same: false, less: true, whole: true, float: false, among: false }
    }`,
  ],
  [
    "107",
    "decimals of different scales compare, though together they have more than 38 digits",
    'd: "decimal(38, 2)?", c: "decimal(10, 4)?", f: "decimal(38, 38)?", cs: "decimal(38, 4)[]?"',
    `view v for e from ev {
      same = d == c, less = d < c, more = d > f, zero = f == 0, within = f between -1 and 1
      among = d in cs, where_ = index_of(cs, d), other = c in cs, which = match d { c => 1, f => 2, else => 3 }
    }
    service q { v.* }
    test "t" {
      given ev [
        { k: 1, d: "123456789012345678901234567890123456.78", c: "1.5000", f: "0.00000000000000000000000000000000000001", cs: ["1.5", "0.0"], ${day("10:00")} }
        { k: 2, d: "-1.50", c: "-1.5000", f: "-0.5", cs: [null, "-1.5000"], ${day("10:00")} }
        { k: 3, d: "0.50", c: "0.5001", f: "0.50000000000000000000000000000000000000", cs: [], ${day("10:00")} }
        { k: 4, d: null, c: "1.0", f: "0.0", cs: ["0.0"], ${day("10:00")} }
      ]
      ${at} expect v { same: false, less: false, more: true, zero: false, within: true, among: false, where_: null, other: true, which: 3 }
      for { k: 2 } expect v { same: true, less: false, more: false, among: true, where_: 1, other: true, which: 1 }
      for { k: 3 } expect v { same: false, less: true, more: false, among: false, where_: null, other: false, which: 2 }
      for { k: 4 } expect v { same: null, less: null, more: null, zero: true, among: null, other: false, which: 3 }
    }`,
  ],
  [
    "77",
    "json casts to int32, float32, date and timestamp if the value is of the kind and in range, else to null",
    "j: json?",
    `view v for e from ev {
      i = int32(j.i) wide = int32(j.big) f = float32(j.f) far = float32(j.far) d = date(j.d) t = timestamp(j.t)
      text = int32(j.d) bad = date(j.t) odd = timestamp(j.d) number = date(j.i) gone = timestamp(j.x) null_ = int32(j.n)
      day: date? = date(j.d) at: timestamp? = timestamp(j["t"]) small: int32? = int32(j.i)
    }
    service q { v.* }
    test "t" {
      given ev { k: 1, j: "{ \\"i\\": -5, \\"big\\": 2147483648, \\"f\\": 0.5, \\"far\\": 1e39, \\"d\\": \\"2024-02-29\\", \\"t\\": \\"2024-01-01T01:00:00+01:00\\", \\"n\\": null }", ${day("10:00")} }
      ${at} expect v {
        i: -5, wide: null, f: 0.5, far: null, d: "2024-02-29", t: "2024-01-01T00:00:00Z", text: null, bad: null, odd: null, number: null, gone: null,
        null_: null, day: "2024-02-29", at: "2024-01-01T00:00:00Z", small: -5
      }
    }`,
  ],
  [
    "80",
    "int32 of a decimal rounds half away from zero, as int64 does",
    'd: "decimal(12, 1)?"',
    `view v for e from ev { a = int32(d) b = int64(d) }
    service q { v.* }
    test "t" {
      given ev [{ k: 1, d: "-2.5", ${day("10:00")} } { k: 2, d: "2147483647.5", ${day("10:00")} }]
      ${at} expect v { a: -3, b: -3 }
      for { k: 2 } expect v { a: null, b: 2147483648 }
    }`,
  ],
  [
    "80",
    "decimals: `+ -` take the greater scale, `*` adds scales, `/` and floats give floats, an int is decimal(19, 0), casts round half away from zero",
    'd: "decimal(6, 2)?", c: "decimal(6, 3)?", i: int64?',
    `view v for e from ev {
      plus: decimal(8, 3)? = d + c
      minus = d - c
      times = d * c
      over2: float64? = d / 2
      mixed: float64? = d * 0.5
      whole = d + i
      up = decimal(d, 6, 1)
      down = decimal(-d, 6, 1)
      half = decimal(c, 6, 0)
    } service q { v.* }
    test "t" {
      given ev [{ k: 1, d: "12.25", c: "0.500", i: 3, ${day("10:00")} }]
      ${at} expect v { plus: "12.750", minus: "11.750", times: "6.12500", over2: 6.125, mixed: 6.125, whole: "15.25", up: "12.3", down: "-12.3", half: "1" }
    }`,
  ],
  [
    "80",
    "decimals of 38 digits: `+ -` take the greater scale, and a result with more digits is an error",
    'a: "decimal(38, 4)?", b: "decimal(38, 8)?"',
    `view v for e from ev { plus = a + b, less = a < b, among = a in [b], digits: decimal(9, 2)? = a } service q { v.* }
    test "t" {
      given ev [{ k: 1, a: "0.0001", b: "0.00010001", ${day("10:00")} } { k: 2, a: "1234567890123456789012345678901234.5678", b: "0.5", ${day("10:00")} } { k: 3, a: "12345678.5", b: null, ${day("10:00")} }]
      ${at} expect v { plus: "0.00020001", less: true, among: false, digits: "0.00" }
      for { k: 2 } expect v { plus: error, less: false, among: false }
      for { k: 3 } expect v { plus: null, less: null, among: null, digits: null }
    }`,
  ],
  [
    "80",
    "a decimal with too many digits is an error where the type is non-null",
    'a: "decimal(9, 2)"',
    `request r { d: decimal(9, 2) }
    transform t { x: decimal(4, 1) = r.d, y: int64? = int64(r.d) }
    service q { t.* }
    test "t" {
      given r { d: "123.45" } expect t { x: "123.5", y: 123 }
    }
    test "u" {
      given r { d: "-12345.50" } expect t { x: error, y: -12346 }
    }`,
  ],
  [
    "80",
    "a decimal of more than 38 digits is an error",
    'd: "decimal(38, 0)?"',
    `view v for e from ev { x = d * d, y = d + d } service q { v.* }
    test "t" {
      given ev [{ k: 1, d: "99999999999999999999999999999999999999", ${day("10:00")} } { k: 2, d: "3", ${day("10:00")} }]
      ${at} expect v { x: error, y: error }
      for { k: 2 } expect v { x: "9", y: "6" }
    }`,
  ],
  [
    "83",
    "a field of a null struct is null; a struct whose fields are all null is not null",
    '"s": "struct { a: int64?, b: string? }?"',
    `view v for e from ev { s, a = s.a, there = s is not null, n = count(s) over 1d, l = last(s) over 1d } service q { v.* }
    test "t" {
      given ev [{ k: 1, s: { a: null, b: null }, ${day("10:00")} } { k: 2, s: null, ${day("10:00")} } { k: 3, s: { a: 1, b: "x" }, ${day("10:00")} } { k: 3, s: null, ${day("11:00")} }]
      ${at} expect v { s: { a: null, b: null }, a: null, there: true, n: 1, l: { a: null, b: null } }
      for { k: 2 } expect v { s: null, a: null, there: false, n: 0, l: null }
      for { k: 3 } expect v { s: null, n: 1, l: { a: 1, b: "x" } }
    }`,
  ],
  [
    "82",
    "enums take `==` and `in`, and break ties as text",
    "c: kind?",
    `enum kind { web, store, phone }
    view v for e from ev { c, is_web = c == "web", among = c in ["store", "phone"], how = match c { "web" => 1, "store" => 2, "phone" => 3 }, most = mode(c) over 1d } service q { v.* }
    test "t" {
      given ev [{ k: 1, c: "web", ${day("10:00")} } { k: 1, c: "store", ${day("11:00")} }]
      ${at} expect v { c: "store", is_web: false, among: true, how: 2, most: "store" }
      for { k: 2 } expect v { c: missing, how: null }
    }`,
  ],
  [
    "113",
    "`each` without `over` reads no rows of the source, in a view over events",
    'g: string?, xs: "int64[]?"',
    `view v for e from ev { n = sum(x) where x > 1 by x each x in [1, 2, 2, 3], m = count() each x in [1, 2] } service q { v.* }
    test "t" {
      given ev [{ k: 1, g: "a", ${day("10:00")} } { k: 1, g: "b", ${day("10:00")} }]
      ${at} expect v { n: { \`2\`: 4, \`3\`: 3 }, m: 2 }
    }`,
  ],
]);

refused([
  [
    "55",
    "groups by floats are refused",
    "x: float64",
    "view v for e from ev { n = count() by x over 1d } service s { v.* }",
    /error\[FEAT4\d+\].*float64/,
  ],
  [
    "55",
    "groups by decimals are refused",
    'x: "decimal(4, 2)"',
    "view v for e from ev { n = count() by x over 1d } service s { v.* }",
    /error\[FEAT4\d+\].*decimal/,
  ],
  [
    "70",
    "count_distinct of json is refused",
    "j: json",
    "view v for e from ev { n = count_distinct(j) over 1d } service s { v.* }",
    /error\[/,
  ],
  [
    "70",
    "mode of maps is refused",
    'm: "map<string, int64>"',
    "view v for e from ev { n = mode(m) over 1d } service s { v.* }",
    /error\[/,
  ],
  ...["count_distinct(y)", "mode(y)", "most_frequent_n(y, 2)", "last_distinct_n(y, 2)"].flatMap((call) =>
    [
      ["json", '"json[]"'],
      ["json", '"struct { a: int64, b: struct { map: json }[]? }"'],
      ["map", '"map<string, int64>[]"'],
      ["map", '"struct { json: map<string, json> }"'],
    ].map(
      ([within, type]) =>
        [
          "70",
          `${call} of ${type} is refused`,
          `y: ${type}`,
          `view v for e from ev { n = ${call} over 1d } service s { v.* }`,
          new RegExp(`error\\[FEAT4002\\].*${within}[^]*values of type ${within} are not compared for equality`),
        ] as const,
    ),
  ),
  [
    "73",
    "`each` and `over` together are refused",
    'xs: "int64[]"',
    "view v for e from ev { n = sum(x) each x in xs over 1d } service s { v.* }",
    /error\[/,
  ],
  [
    "82",
    "enums have no order",
    "c: kind",
    'enum kind { a, b }\nview v for e from ev { x = c < "b" } service s { v.* }',
    /error\[/,
  ],
  [
    "82",
    "a value outside of the enum is refused",
    "c: kind",
    'enum kind { a, b }\nview v for e from ev { x = c == "z" } service s { v.* }',
    /error\[.*\n.*/,
  ],
  [
    "83",
    "structs are not compared",
    '"s": "struct { a: int64 }"',
    "view v for e from ev { x = s == s } service q { v.* }",
    /error\[/,
  ],
  [
    "113",
    "`since` and `each` together are refused",
    'xs: "int64[]"',
    "view v for e from ev { n = sum(x) each x in xs over since x > 1 } service s { v.* }",
    /error\[/,
  ],
]);

test.each([
  [
    "82: a value outside of an enum",
    "kind?",
    "fax",
    'sources.yaml:2 source ev: row 1 of ev.csv, column `c`: "fax" is not a valid kind; it takes one of "web", "store", in the row of 2024-01-01T01:00:00Z',
  ],
  [
    "72: a vector of another length",
    "float32[2]?",
    '"[1, 2, 3]"',
    'sources.yaml:2 source ev: row 1 of ev.csv, column `c`: "[1, 2, 3]" has 3 elements, and is not a valid float32[2]; it takes a list of 2 numbers; as text, a JSON array, in the row of 2024-01-01T01:00:00Z',
  ],
])("%s in data is an error that names the column and the row", async (_, type, value, says) => {
  const project = folder({
    "feat.yaml": "project: p\nfeatures: main.feat\nsources: sources.yaml\n",
    "sources.yaml": `sources:\n  ev: { kind: events, file: ev.csv, time: tm, columns: { k: int64, tm: timestamp, c: "${type}" } }\n`,
    "main.feat": "enum kind { web, store }\nentity e { k: int64 }\nview v for e from ev { c }\nservice s { v.* }\n",
    "ev.csv": `k,tm,c\n1,2024-01-01T01:00:00Z,${value}\n`,
    "labels.csv": "k,event_timestamp\n1,2024-01-02T00:00:00Z\n",
  });
  const trained = await project.feat(["train", "s", "--labels", "labels.csv", "--out", "out.csv"]);
  expect(trained).toEqual({ code: 3, out: "", err: `error: ${says}\n` });
  expect(await project.feat(["materialize"])).toMatchObject({ code: 3 });
});
