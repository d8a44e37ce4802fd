import { events, missing, state } from "./support/case.js";
import { meaning } from "./support/check.js";

const now = "12:00";
const odd = events("k: int64, over: int64?, by: string?, default: int64?, between: int64?, tm: timestamp", [
  [1, 5, "a", 7, 9, "10:00"],
]);

meaning("9. smaller cases", [
  [
    "101",
    "a backticked item needs a name",
    {
      sources: { odd },
      feat: "source src from odd { k «`over`» }\nview v for e from odd { «`over`» x = `by` }",
      says: ["backticked-item", "backticked-item"],
    },
  ],
  [
    "101",
    "columns with reserved names, also under a star",
    {
      sources: { odd },
      feat: 'source src from odd { * more = `over` + 1 }\nview v for e from src where `between` > 8 { a = `over` b = `by` c = sum(`default`) over 1d more d = count() by `by` in ["a"] over 1d }',
      asks: [[now, { k: 1 }, { a: 5, b: "a", c: 7, more: 6, d_a: 1 }]],
    },
  ],
  [
    "102",
    "an element that no item names does not become a column",
    {
      sources: { ev: events("k: int64, xs: int64[], tm: timestamp", [[1, [4, 5], "10:00"]]) },
      feat: "source src from ev each x in xs { * y = x * 2 } source bare from ev each x in xs { * }\nview v for e from src { s = sum(y) over 1d n = count() over 1d } view w for e from bare { m = count() over 1d z = «x» } service s { v.* w.* }",
      says: ["unknown-column"],
    },
  ],
  [
    "102",
    "the items can use the element",
    {
      sources: { ev: events("k: int64, xs: int64[], tm: timestamp", [[1, [4, 5], "10:00"]]) },
      feat: "source src from ev each x in xs { * y = x * 2 x2 = x }\nview v for e from src { s = sum(y) over 1d n = count() over 1d l = last(x2) over 1d }",
      asks: [[now, { k: 1 }, { s: 18, n: 2, l: 5 }]],
    },
  ],
  [
    "108",
    "a bare name is a column of the first input; joined columns need their alias",
    {
      sources: {
        ev: events("k: int64, c: string, r: int64, tm: timestamp", [[1, "eu", 1, "10:00"]]),
        prices: state("c: string, r: int64, z: int64, tm: timestamp", [["eu", 100, 7, "09:00"]]),
      },
      feat: "source src from ev join prices as p on c { k a = r b = p.r c = p.z }\nview v for e from src { s = sum(a) over 1d t = sum(b) over 1d u = sum(c) over 1d }",
      asks: [[now, { k: 1 }, { s: 1, t: 100, u: 7 }]],
    },
  ],
  [
    "108",
    "a joined column by its bare name is unknown",
    {
      sources: {
        ev: events("k: int64, c: string, tm: timestamp"),
        prices: state("c: string, z: int64, tm: timestamp"),
      },
      feat: "source src from ev join prices on c { k a = «z» }\nview v for e from src { s = sum(a) over 1d }",
      says: ["unknown-column"],
    },
  ],
  [
    "109",
    "a joined view's family by its members' names",
    {
      sources: {
        ev: events("k: int64, x: int64, tm: timestamp", [
          [1, 1, "08:00"],
          [1, 2, "09:30"],
          [1, 4, "10:00"],
        ]),
      },
      feat: `view h for e from ev { s = sum(x) over [1h, 1d] }
        source src from ev join h on k { k x a = h.s_1h b = h.s_1d d = x - (h.s_1d ?? 0) }
        view v for e from src { a = collect(a) over 1d b = collect(b) over 1d d = collect(d) over 1d }`,
      asks: [[now, { k: 1 }, { a: [2], b: [1, 3], d: [1, 1, 1] }]],
    },
  ],
  [
    "109",
    "a joined view's bare family name is lifted",
    {
      sources: {
        ev: events("k: int64, x: int64, tm: timestamp", [
          [1, 1, "08:00"],
          [1, 2, "09:30"],
          [1, 4, "10:00"],
        ]),
      },
      feat: `view h for e from ev { s = sum(x) over [1h, 1d] }
        source src from ev join h on k { k a = h.s }
        view v for e from src { c = collect(a_1h) over 1d d = collect(a_1d) over 1d }`,
      asks: [[now, { k: 1 }, { c: [2], d: [1, 3] }]],
    },
  ],
  [
    "109",
    "families that differ, and a family where a single value is needed",
    {
      sources: { ev: events("k: int64, x: int64, tm: timestamp") },
      feat: `view h for e from ev { s = sum(x) over [1h, 1d] n = count() over [1d, 1h] }
        source src from ev join h on k where h.«s» > 1 { k a = h.s / «h.n» }
        view v for e from src { c = count() over 1d }`,
      says: ["family-not-here", "families-differ"],
    },
  ],
  [
    "114",
    "a keyless view without rows is written as one row, so a read has an asOf",
    {
      sources: { ev: events("k: int64, x: int64, tm: timestamp") },
      feat: "view v from ev { n = count() over 1d s = sum(x) over 1d x l = collect(x) over 1d }",
      asks: [[now, {}, { n: 0, s: null, x: missing, l: [] }, { stored: "11:00", asOf: { v: "11:00" } }]],
    },
  ],
  [
    "115",
    "a joined view over the same source gives the row before only with `before`",
    {
      sources: {
        homes: state("k: int64, zip: string, tm: timestamp", [
          [1, "A", "08:00"],
          [1, "B", "10:00"],
        ]),
      },
      feat: `view prior for e from homes before { zip } view same for e from homes { zip }
        source moves from homes join prior on k join same on k { k zip was = prior.zip is_ = same.zip }
        view v for e from moves { zip was is_ }`,
      asks: [
        ["09:00", { k: 1 }, { zip: "A", was: null, is_: "A" }],
        [now, { k: 1 }, { zip: "B", was: "A", is_: "B" }],
      ],
    },
  ],
]);
