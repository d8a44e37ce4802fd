import { events, missing, state } from "./support/case.js";
import { meaning } from "./support/check.js";

const now = "12:00";
const ev = events("id: int64, k: int64, c: string?, x: int64, tm: timestamp", [
  [1, 1, "eu", 10, "09:00"],
  [2, 1, "us", 20, "10:00"],
  [3, 1, null, 40, "11:00"],
]);
const rates = state("c: string, r: int64, n: string?, tm: timestamp", [
  ["eu", 2, "a", "08:00"],
  ["eu", 3, "b", "09:00"],
  ["us", 5, null, "10:30"],
]);
const names = state("n: string, v: int64, tm: timestamp", [["b", 7, "08:00"]]);

meaning("3. derived sources", [
  [
    "33",
    "join, each and where apply in the order written; each clause sees the names before it",
    {
      sources: {
        ev: events("k: int64, c: string, xs: int64[], tm: timestamp", [
          [1, "eu", [1, 5, 9], "09:30"],
          [1, "us", [4], "09:30"],
        ]),
        rates,
        names,
      },
      feat: `source src from ev join rates on c join names on (n = rates.n) each x in xs where x < rates.r + names.v { k y = x * names.v }
        view v for e from src { a = collect(y) over 1d }`,
      asks: [[now, { k: 1 }, { a: [7, 35, 63] }]],
    },
  ],
  [
    "33",
    "`at` comes first",
    {
      sources: { ev, rates },
      feat: "source src from ev join rates on c «at» tm { k }\nview v for e from src { a = count() over 1d }",
      says: ["unexpected-token"],
    },
  ],
  [
    "34",
    "a star stands for the first input's columns",
    {
      sources: { ev, rates },
      feat: "source src from ev join rates on c { * r = rates.r x = x * 10 }\nview v for e from src { x r id y = «n» }",
      says: ["unknown-column"],
    },
  ],
  [
    "34",
    "columns after the star replace or add; expressions read the inputs",
    {
      sources: { ev, rates },
      feat: "source src from ev join rates on c { * r = rates.r x = x * 10 z = x }\nview v for e from src { a = collect(x) over 1d b = collect(z) over 1d c2 = collect(r) over 1d }",
      asks: [[now, { k: 1 }, { a: [100, 200, 400], b: [10, 20, 40], c2: [3] }]],
    },
  ],
  [
    "35",
    "a join that does not cover the source's key",
    {
      sources: { ev, keyed: state("id: int64, c: string, r: int64, tm: timestamp", [], { key: ["id"] }) },
      feat: "source src from ev «join keyed on c» { k r = keyed.r }\nview v for e from src { a = last(r) over 1d }",
      says: ["join-needs-keys"],
    },
  ],
  [
    "35",
    "a join to a source without a key takes the latest row with those values",
    {
      sources: {
        ev,
        st: state("c: string, z: int64, r: int64, tm: timestamp", [
          ["eu", 1, 1, "08:00"],
          ["eu", 2, 2, "08:30"],
        ]),
      },
      feat: "source src from ev join st on c { k r = st.r }\nview v for e from src { a = collect(r) over 1d }",
      asks: [[now, { k: 1 }, { a: [2] }]],
    },
  ],
  [
    "35",
    "a join to a keyed state ignores a row that a newer one supersedes",
    {
      sources: {
        ev,
        keyed: state(
          "id: int64, r: int64, tm: timestamp",
          [
            [1, 5, "08:00"],
            [1, 6, "09:00"],
            [2, 7, "10:00:00.000001"],
          ],
          { key: ["id"] },
        ),
      },
      feat: "source src from ev join keyed on id { k r = keyed.r has = keyed.id is not null }\nview v for e from src { a = collect(r) over 1d b = collect(has) over 1d }",
      asks: [[now, { k: 1 }, { a: [6], b: [true, false, false] }]],
    },
  ],
  [
    "36",
    "at its own instant a row sees state but not events, whatever its delay",
    {
      sources: {
        ev: events(
          "k: int64, x: int64, tm: timestamp",
          [
            [1, 1, "09:00"],
            [1, 2, "10:00"],
          ],
          { delay: "30m" },
        ),
        st: state("k: int64, r: int64, tm: timestamp", [
          [1, 5, "09:00"],
          [1, 6, "10:00"],
          [1, 7, "10:10"],
        ]),
        clicks: events("k: int64, tm: timestamp", [
          [1, "08:59"],
          [1, "09:00"],
          [1, "10:10"],
        ]),
      },
      feat: `view c for e from clicks { n = count() over lifetime }
        source src from ev join st on k join c on k { k r = st.r n = c.n }
        view v for e from src { a = collect(r) over 1d b = collect(n) over 1d }`,
      asks: [[now, { k: 1 }, { a: [5, 6], b: [1, 2] }]],
    },
  ],
  [
    "36",
    "a view over the same source sees the events before the row, but not the row itself",
    {
      sources: { ev },
      feat: `view before_ for e from ev { n = count() over lifetime l = last(x) over lifetime x }
        source src from ev join before_ on k { k x n = before_.n d = x - before_.l b = before_.x }
        view v for e from src { a = collect(n) over 1d d = collect(d) over 1d b = collect(b) over 1d }`,
      asks: [[now, { k: 1 }, { a: [0, 1, 2], d: [10, 20], b: [10, 20] }]],
    },
  ],
  [
    "37",
    "`known` applies through joins",
    {
      sources: {
        ev: events("k: int64, x: int64, tm: timestamp | cr: timestamp", [
          [1, 1, "09:00", "09:00"],
          [1, 2, "10:00", "11:00"],
        ]),
        st: state("k: int64, r: int64, tm: timestamp | cr: timestamp", [
          [1, 5, "08:00", "08:00"],
          [1, 6, "08:30", "09:30"],
        ]),
      },
      feat: `source src from ev join st on k { k x r = st.r }
        view v for e from src known { a = collect(r) over 1d } view w for e from src { b = collect(r) over 1d } service s { v.* w.* }`,
      asks: [
        ["10:30", { k: 1 }, { a: [5], b: [6, 6] }],
        [now, { k: 1 }, { a: [5, 6], b: [6, 6] }],
      ],
    },
  ],
  [
    "37",
    "`known` needs `created` in every source that it reaches",
    {
      sources: {
        ev: events("k: int64, tm: timestamp | cr: timestamp"),
        st: state("k: int64, r: int64, tm: timestamp"),
      },
      feat: "source src from ev join st on k { k r = st.r }\nview v for e from src «known» { a = last(r) over 1d }",
      says: ["join-known"],
    },
  ],
  [
    "37",
    "a joined view's own `known` always applies",
    {
      sources: {
        ev,
        st: state("k: int64, r: int64, tm: timestamp | cr: timestamp", [
          [1, 5, "08:00", "08:00"],
          [1, 6, "08:30", "09:30"],
        ]),
      },
      feat: `view j for e from st known { r } source src from ev join j on k { k r = j.r }
        view v for e from src { a = collect(r) over 1d }`,
      asks: [[now, { k: 1 }, { a: [5, 6, 6] }]],
    },
  ],
  [
    "38",
    "a joined view's now(), every, ttl and default are those at the row's time",
    {
      sources: {
        ev,
        st: state("k: int64, r: int64, tm: timestamp", [
          [1, 5, "08:30"],
          [1, 6, "09:50"],
        ]),
      },
      feat: `view j for e from st ttl 1h every 30m { r q = r at = now() d = r default -1 }
        source src from ev join j on k { k r = j.r d = j.d at = j.at }
        view v for e from src { a = last_n(r, 5) over 1d d = collect(d) over 1d l = first(at) over 1d n = count(r) over 1d }`,
      asks: [[now, { k: 1 }, { a: [6, 5], d: [5, 6, -1], l: "09:00", n: 2 }]],
    },
  ],
  [
    "39",
    "joined columns are nullable; a condition on them makes an inner join",
    {
      sources: { ev, rates },
      feat: `source src from ev join rates on c where rates.c is not null { k x r = rates.r }
        source left from ev join rates on c { k r: int64 = «rates.r» s: int64 = rates.r ?? 0 }
        view v for e from src { a = collect(x) over 1d } view w for e from left { s } service s { v.* w.* }`,
      says: ["unhandled-null"],
    },
  ],
  [
    "39",
    "inner and left joins",
    {
      sources: { ev, rates },
      feat: `source src from ev join rates on c where rates.c is not null { k x r = rates.r }
        source left from ev join rates on c { k x s: int64 = rates.r ?? 0 }
        view v for e from src { a = collect(x) over 1d } view w for e from left { b = collect(s) over 1d n = count() over 1d } service s { v.* w.* }`,
      asks: [[now, { k: 1 }, { a: [10], b: [3, 0, 0], n: 3 }]],
    },
  ],
  [
    "40",
    "with `at` a row is visible from the later time, plus its delay; versions go by the base row's own time",
    {
      sources: {
        ev: events(
          "id: int64, k: int64, x: int64, p: timestamp?, tm: timestamp | cr: timestamp",
          [
            [1, 1, 1, "10:00", "09:00", "09:00"],
            [2, 1, 2, "08:00", "09:30", "09:30"],
            [3, 1, 4, null, "09:30", "09:30"],
            [4, 1, 8, "11:00", "09:00", "09:00"],
            [4, 1, 16, "09:40", "09:00", "09:50"],
          ],
          { key: ["id"], delay: "10m" },
        ),
      },
      feat: "source src from ev at p { k x }\nview v for e from src known { s = sum(x) over lifetime w = sum(x) over 1h }",
      asks: [
        ["09:40", { k: 1 }, { s: null }],
        ["09:40:00.000001", { k: 1 }, { s: 2 }],
        ["09:50:00.000001", { k: 1 }, { s: 18, w: 18 }],
        ["10:10:00.000001", { k: 1 }, { s: 19, w: 19 }],
        ["10:50", { k: 1 }, { s: 19, w: 17 }],
        [now, { k: 1 }, { s: 19 }],
      ],
    },
  ],
  [
    "41",
    "a joined state is read as of the state row's own time",
    {
      sources: {
        st: state("k: int64, c: string, tm: timestamp", [[1, "eu", "08:30"]]),
        rates,
      },
      feat: "source src from st join rates on c { k r = rates.r }\nview v for e from src { r }",
      asks: [[now, { k: 1 }, { r: 2 }]],
    },
  ],
  [
    "42",
    "a union matches columns by name and unifies their types",
    {
      sources: {
        a: events("k: int64, x: int64, y: string, tm: timestamp", [[1, 1, "p", "09:00"]]),
        b: events("k: int64, x: float64?, y: string?, tm: timestamp", [[1, 2.5, null, "10:00"]]),
      },
      feat: "source u { from a { k x y } from b { y x k } }\nview v for e from u { s = sum(x) over 1d y x l = collect(x) over 1d }",
      types: { s: "float64?", x: "float64?", y: "string?" },
      asks: [[now, { k: 1 }, { s: 3.5, y: null, x: 2.5, l: [1, 2.5] }]],
    },
  ],
  [
    "42",
    "a column that is null in one branch has the other branch's type",
    {
      sources: {
        a: events("k: int64, tm: timestamp", [[1, "10:00"]]),
        b: events("k: int64, x: float64, tm: timestamp", [[1, 2.5, "09:00"]]),
      },
      feat: "source u { from a { k x = null } from b { k x } }\nview v for e from u { x s = sum(x) over 1d }",
      types: { x: "float64?", s: "float64?" },
      asks: [[now, { k: 1 }, { x: null, s: 2.5 }]],
    },
  ],
  [
    "42",
    "lists whose elements differ in type between branches",
    {
      sources: {
        a: events("k: int64, x: int64[], tm: timestamp"),
        b: events("k: int64, x: float64[], tm: timestamp"),
      },
      feat: "source u { from «a» { k x } from b { k x } }\nview v for e from u { x }",
      says: ["branch-types"],
    },
  ],
  [
    "42",
    "a branch without all names",
    {
      sources: { a: events("k: int64, x: int64, tm: timestamp"), b: events("k: int64, z: int64, tm: timestamp") },
      feat: "source u { from a { k x } from «b» { k } }\nview v for e from u { x }",
      says: ["branch-columns"],
    },
  ],
  [
    "43",
    "rows of a derived source that tie are ordered by its own columns, then by the base's",
    {
      sources: {
        ev: events("k: int64, a: int64, b: int64, tm: timestamp", [
          [1, 1, 9, "10:00"],
          [1, 2, 8, "10:00"],
          [1, 3, 9, "10:00"],
        ]),
      },
      feat: "source src from ev { k b y = a * 0 z = a }\nsource less from ev { k b }\nview v for e from src { z } view w for e from less { b n = last_n(b, 3) over 1d } service s { v.* w.* }",
      asks: [[now, { k: 1 }, { z: 3, b: 9, n: [9, 9, 8] }]],
    },
  ],
  [
    "44",
    "a spread brings items and lets, but not the view's clauses",
    {
      sources: { ev },
      feat: `view base for e from ev ttl 1h where x > 15 { let l = count() over 1d n = l * 2 x default 0 }
        view v for e from ev { ...base more = n + l } service s { v.* }`,
      asks: [[now, { k: 1 }, { n: 6, x: 40, more: 9 }]],
    },
  ],
  [
    "44",
    "a spread whose name collides is an error",
    {
      sources: { ev },
      feat: "view base for e from ev { n = count() over 1d } view v for e from ev { ...base «n» = 1 } service s { v.* base as b { * } }",
      says: ["duplicate-name"],
    },
  ],
  [
    "45",
    "an unknown bare name is a key; if it resembles a known name, there is a warning",
    {
      sources: { ev },
      feat: `entity e { k: int64 } entity u { user_id: int64 }
        view v for e from ev { n = count() over 1d } view w for e from ev { n = count() over 1d } view x for e from ev { n = count() over 1d }
        transform t { let homes = 1 use v (k = «home») use w (k = «usr_id») use x (k = other_id) m = v.n + homes p = w.n q = x.n } service s { t.* }`,
      says: ["near-miss-key", "near-miss-key"],
    },
  ],
  [
    "45",
    "a bare name in `use` is a key",
    {
      sources: { ev },
      feat: "view v for e from ev { n = count() over 1d x } transform t { use v (k = sender_id) m = v.n y = v.x } service s { t.* }",
      asks: [
        [now, { sender_id: 1 }, { m: 3, y: 40 }],
        [now, { sender_id: null }, { m: 0, y: missing }],
      ],
    },
  ],
]);
