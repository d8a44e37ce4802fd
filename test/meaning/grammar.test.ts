/** The rows of section E about meaning. Those about grammar only are in `test/grammar/meaning.test.ts`. */
import { as, events, type Source, state } from "./support/case.js";
import { meaning } from "./support/check.js";

const now = "12:00";
const st = state("k: int64, x: int64, y: int64, tm: timestamp", [[1, 5, 7, "10:00"]]);
const ev = events(
  "k: int64, x: int64, last: int64?, use: int64?, expect: int64?, view: int64?, ttl: int64?, tm: timestamp",
  [[1, 5, 1, 2, 3, 4, 6, "10:00"]],
);

const sold: Source = {
  ...events("k: int64, via: channel?, others: channel[]?, tm: timestamp", [
    [1, "phone", null, "10:00"],
    [1, "in store", null, "09:00"],
    [1, "phone", null, "11:00"],
  ]),
  stored: { via: "VARCHAR", others: "VARCHAR[]" },
};

meaning("E. grammar", [
  [
    "E1",
    "a minus that begins a line",
    {
      sources: { st },
      feat: "view v for e from st { a = (x\n - y) b = match { x > 100 => 1\n else => (y\n - x)\n } c = [x\n - y][0] }",
      asks: [[now, { k: 1 }, { a: -2, b: 2, c: -2 }]],
    },
  ],
  [
    "E7",
    "`expect` and `use` as columns",
    {
      sources: { ev },
      feat: "view v for e from ev { use, expect, view ttl last }",
      asks: [[now, { k: 1 }, { use: 2, expect: 3, view: 4, ttl: 6, last: 1 }]],
    },
  ],
  [
    "E8",
    "empty braces",
    {
      sources: { st },
      feat: "entity «e» { }\nentity f { k: int64 }\nview «v» for f from st { }\nview w for f from st { a = «match x { }» }\nservice «s» { }",
      says: ["empty-body", "empty-body", "empty-body", "empty-body"],
    },
  ],
  [
    "E9",
    "a duration that is not an argument",
    {
      sources: { st },
      feat: "view v for e from st { a = «7d» b = x > «1h» c = x default «7d» d = abs(«7d») }",
      says: ["no-duration-values", "no-duration-values", "no-duration-values", "no-duration-values"],
    },
  ],
  [
    "E10",
    "an unknown name as a default",
    { sources: { st }, feat: "view v for e from st { a = x default «nothing» }", says: ["unknown-name"] },
  ],
  [
    "E10",
    "a name as a literal is an enum's value",
    {
      sources: { sold, ev },
      feat: `enum channel { web, "in store", phone }
        view v for e from sold {
          a = via default web, b = others default [phone, null], n = count() by via in [phone, "in store"] over 1d
        }`,
      types: { a: "channel", n_phone: "int64" },
      asks: [
        [now, { k: 1 }, { a: "phone", b: as(["phone", null], "null"), n_phone: 2, n_in_store: 1 }],
        [now, { k: 2 }, { a: as("web", "missing"), b: as(["phone", null], "missing"), n_phone: 0, n_in_store: 0 }],
      ],
    },
  ],
  [
    "E10",
    "other names are not literals",
    {
      sources: { sold },
      feat: `enum channel { web, "in store", phone }
        view v for e from sold {
          a = via default «wed», b = others default [«k»], n = count() by via in [«via»] over 1d, m = count() by k in [«k»] over 1d
        }`,
      says: ["unknown-name", "unknown-name", "unknown-name", "unknown-name"],
    },
  ],
  [
    "§2",
    "named arguments come last, in any order",
    {
      sources: { ev },
      feat: `fn less(from: int64, of: int64): int64 = from - of
        view v for e from ev {
          a = less(of: 2, from: 7) b = less(7, of: 2) c = substr("market", n: 3, i: 1) d = substr(s: "market", i: 4)
          p = percentile(p: 0.5, x: x) over 1d m = last_n(x, n: 2) over 1d s = sum(x: q) each q in [1, 2]
          w = hour_of(timestamp("2024-01-01T00:00:00Z"), zone: "Asia/Tokyo")
        }
        transform t { e = less(of: v.a ?? 0, from: 1) }`,
      asks: [[now, { k: 1 }, { a: 5, b: 5, c: "ark", d: "et", p: 5, m: [5], s: 3, w: 9, e: -4 }]],
    },
  ],
  [
    "§2",
    "an argument's name that is unknown or given twice",
    {
      sources: { ev },
      feat: `fn less(a: int64, b: int64): int64 = a - b
        view v for e from ev {
          a = less(a: 2, «3») b = less(1, «a»: 2) c = less(1, «c»: 2) d = less(«b»: 2) f = less(b: 1, «b»: 2)
          g = «less(a: 1)» h = now(«t»: 1) i = sum(«y»: x) over 1d
        }`,
      says: [
        "named-argument",
        "named-argument",
        "named-argument",
        "named-argument",
        "named-argument",
        "argument-count",
        "named-argument",
        "named-argument",
      ],
    },
  ],
  [
    "E11",
    "a plain identifier in backticks is that name",
    {
      sources: { st },
      feat: "view v for e from st { a = `x` + `y` }",
      asks: [[now, { k: 1 }, { a: 12 }]],
    },
  ],
  [
    "E11",
    "declarations take no backticks",
    {
      sources: { st },
      feat: "view v for e from st { «`a b`» = x «`c`» = y }",
      says: ["backticked-declaration", "backticked-declaration"],
    },
  ],
  [
    "E16",
    "a soft keyword wins wherever the grammar admits it; a comma makes it a name",
    {
      sources: { ev },
      feat: "view v for e from ev { n = count() over 7d, last = x m = count() over 1d\n last 2 rows\n}",
      asks: [[now, { k: 1 }, { n: 1, last: 5, m: 1 }]],
    },
  ],
  [
    "E17",
    "a rollup belongs to the outermost call",
    {
      sources: { ev },
      feat: "view v for e from ev { a = sum(x) where if x > 1 then abs(x) > 1 else false over 7d }",
      asks: [[now, { k: 1 }, { a: 5 }]],
    },
  ],
  [
    "E18",
    "names that differ only by case",
    {
      sources: { ev },
      feat: "view v for e from ev { total = x «Total» = x }\nview w for e from ev { a = x } view u for e from ev { A = x }\nservice s { v.total w.a u.«A» }",
      says: ["duplicate-name", "service-collision"],
    },
  ],
  [
    "E18",
    "columns that differ only by case",
    {
      sources: { ev },
      feat: "source src from ev { k a = x «A» = x }\nview v for e from src { a }",
      says: ["duplicate-name"],
    },
  ],
  [
    "E19",
    "names that every JavaScript object has",
    {
      sources: {
        odd: events("k: int64, constructor: int64?, __proto__: int64?, toString: int64?, tm: timestamp", [
          [1, 1, 2, 3, "10:00"],
        ]),
      },
      feat: `view v for e from odd { constructor __proto__ toString hasOwnProperty = constructor + 1 valueOf = sum(__proto__) over 1d }
        transform t { isPrototypeOf = v.__proto__ + v.constructor prototype = v.valueOf } service s { v.* t.* }`,
      asks: [
        [
          now,
          { k: 1 },
          {
            constructor: 1,
            ["__proto__"]: 2,
            toString: 3,
            hasOwnProperty: 2,
            valueOf: 2,
            isPrototypeOf: 3,
            prototype: 2,
          },
        ],
      ],
    },
  ],
]);
