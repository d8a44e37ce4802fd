/** Section E where it speaks of meaning; what is of the grammar alone is in `test/grammar/meaning.test.ts`. */
import { events, state } from "./support/case.js";
import { meaning } from "./support/check.js";

const now = "12:00";
const st = state("k: int64, x: int64, y: int64, tm: timestamp", [[1, 5, 7, "10:00"]]);
const ev = events(
  "k: int64, x: int64, last: int64?, use: int64?, expect: int64?, view: int64?, ttl: int64?, tm: timestamp",
  [[1, 5, 1, 2, 3, 4, 6, "10:00"]],
);

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
    "expect and use as columns",
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
    "a duration elsewhere",
    {
      sources: { st },
      feat: "view v for e from st { a = «7d» b = x > «1h» c = x default «7d» d = abs(«7d») }",
      says: ["no-duration-values", "no-duration-values", "no-duration-values", "no-duration-values"],
    },
  ],
  [
    "E10",
    "a name as default",
    { sources: { st }, feat: "view v for e from st { a = x default «nothing» }", says: ["unknown-name"] },
  ],
  [
    "E11",
    "backticks: a plain identifier is that name, declared names take none",
    {
      sources: { st },
      feat: "view v for e from st { a = `x` + `y` }",
      asks: [[now, { k: 1 }, { a: 12 }]],
    },
  ],
  [
    "E11",
    "declared names take no backticks",
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
    "names that differ by case only",
    {
      sources: { ev },
      feat: "view v for e from ev { total = x «Total» = x }\nview w for e from ev { a = x } view u for e from ev { A = x }\nservice s { v.total w.a u.«A» }",
      says: ["duplicate-name", "service-collision"],
    },
  ],
  [
    "E18",
    "of columns",
    {
      sources: { ev },
      feat: "source src from ev { k a = x «A» = x }\nview v for e from src { a }",
      says: ["duplicate-name"],
    },
  ],
  [
    "E19",
    "names of every JavaScript object",
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
