import { events, missing, state } from "./support/case.js";
import { meaning } from "./support/check.js";

const now = "12:00";

/** Orders with corrections: a correction is a later version of the same id. */
const orders = (rows: Parameters<typeof events>[1]) =>
  events("id: int64, k: int64?, x: int64?, ok: bool?, tm: timestamp | cr: timestamp", rows, { key: ["id"] });
const corrected = orders([
  [1, 1, 10, true, "09:00", "09:00"],
  [1, 1, 20, false, "09:00", "10:00"],
  [2, 1, 5, true, "09:30", "09:30"],
]);

const users = (rows: Parameters<typeof state>[1], yaml = {}) =>
  state("id: int64, k: int64?, x: int64?, ok: bool?, tm: timestamp", rows, { key: ["id"], ...yaml });
const moved = users([
  [1, 1, 10, true, "09:00"],
  [1, 2, 20, false, "10:00"],
  [2, 1, 5, true, "09:00"],
  [3, 1, 7, true, "09:00"],
  [3, null, 8, true, "11:00"],
]);

meaning("1. keys, calendars, joins, rules", [
  [
    "1",
    "if a correction fails `where`, the corrected row does not count either",
    {
      sources: { corrected },
      feat: `source good from corrected where ok { * }
        view v for e from corrected known where ok { n = count() over 1d s = sum(x) over lifetime l = sum(x) over last 5 rows }
        view w for e from good known { n = count() over 1d s = sum(x) over lifetime }
        view u for e from corrected known { n = count() where ok over 1d s = sum(x) where ok over lifetime x }
        service s { v as v { * } w as w { * } u as u { * } }`,
      asks: [
        ["09:45", { k: 1 }, { v_n: 2, v_s: 15, v_l: 15, w_n: 2, w_s: 15, u_n: 2, u_s: 15, u_x: 5 }],
        [now, { k: 1 }, { v_n: 1, v_s: 5, v_l: 5, w_n: 1, w_s: 5, u_n: 1, u_s: 5 }],
      ],
    },
  ],
  [
    "1",
    "a user who turns inactive is no longer counted",
    {
      sources: { moved },
      feat: `entity u { id: int64 } entity e { k: int64 }
        source active from moved where ok { id k x }
        view v for e from moved where ok { n = count() } view w for e from active { n = count() s = sum(x) }
        view p for u from moved where ok { x } view q for u from active { x }
        service s { v as v { * } w as w { * } p as p { * } q as q { * } }`,
      asks: [
        ["09:30", { k: 1, id: 1 }, { v_n: 3, w_n: 3, w_s: 22, p_x: 10, q_x: 10 }],
        ["10:30", { k: 1, id: 1 }, { v_n: 2, w_n: 2, w_s: 12, p_x: missing, q_x: missing }],
        ["10:30", { k: 2, id: 2 }, { v_n: 0, w_n: 0, p_x: 5, q_x: 5 }],
      ],
    },
  ],
  [
    "2",
    "a null in the view's key, in the source's key and in the time",
    {
      sources: {
        moved,
        nulls: events(
          "id: int64?, k: int64, x: int64, tm: timestamp?",
          [
            [null, 1, 1, "09:00"],
            [1, 1, 2, null],
            [2, 1, 4, "09:00"],
          ],
          { key: ["id"] },
        ),
      },
      feat: "view v for e from moved { n = count() s = sum(x) } view w for e from nulls { n = sum(x) over lifetime x } service s { v as v { * } w as w { * } }",
      asks: [
        ["10:30", { k: 1 }, { v_n: 2, v_s: 12, w_n: 4, w_x: 4 }],
        [now, { k: 1 }, { v_n: 1, v_s: 5 }],
        [now, { k: 2 }, { v_n: 1, v_s: 20, w_n: null, w_x: missing }],
        [now, { k: null }, { v_n: 0, v_s: null }],
      ],
    },
  ],
  [
    "2",
    "a current row with a null key is no key's latest value",
    {
      sources: {
        two: state(
          "id: int64, k: int64?, x: int64, tm: timestamp",
          [
            [1, 1, 10, "09:00"],
            [1, null, 20, "10:00"],
          ],
          { key: ["id"] },
        ),
      },
      feat: "entity u { id: int64 } entity e { k: int64 } view v for u, e from two { x }",
      asks: [
        ["09:30", { id: 1, k: 1 }, { x: 10 }],
        [now, { id: 1, k: 1 }, { x: missing }],
      ],
    },
  ],
  [
    "3",
    "all elements of the row that counts are rows; a correction with fewer elements removes the others",
    {
      sources: {
        carts: events(
          "id: int64, k: int64, xs: int64[]?, tm: timestamp | cr: timestamp",
          [
            [1, 1, [1, 2, 3], "09:00", "09:00"],
            [1, 1, [5], "09:00", "10:00"],
            [2, 1, [7, 8], "09:30", "09:30"],
            [3, 1, null, "09:30", "09:30"],
            [4, 1, [], "09:30", "09:30"],
          ],
          { key: ["id"] },
        ),
      },
      feat: "source lines from carts each x in xs { k x }\nview v for e from lines known { n = count() over 1d s = sum(x) over lifetime l = last_n(x, 3) over 1d x }",
      asks: [
        ["09:45", { k: 1 }, { n: 5, s: 21, l: [8, 7, 3], x: 8 }],
        [now, { k: 1 }, { n: 3, s: 20, l: [8, 7, 5], x: 8 }],
      ],
    },
  ],
  [
    "4",
    "bare columns need a view whose keys contain the source's key",
    {
      sources: { moved },
      feat: "view v for e from moved { «x» n = count() y = x + 1 }",
      says: ["bare-column-needs-key"],
    },
  ],
  [
    "4",
    "a view whose keys contain the source's key may have bare columns",
    {
      sources: { moved },
      feat: "entity u { id: int64 } entity e { k: int64 } view v for u, e from moved { x }",
      asks: [
        ["09:30", { id: 1, k: 1 }, { x: 10 }],
        ["10:30", { id: 1, k: 1 }, { x: missing }],
        ["10:30", { id: 1, k: 2 }, { x: 20 }],
      ],
    },
  ],
  [
    "5",
    "a calendar unit under `every` is evaluated as written, with a warning",
    {
      sources: { ev: events("k: int64, tm: timestamp") },
      feat: `view v for e from ev every 1d { a = «count() over this day» b = «count() over this hour» c = count() over this week d = count() over this day offset 1h }
        view w for e from ev every 2h { a = «count() over this hour» b = count() over this day }
        view u for e from ev every 1d upto { a = count() over this day }
        service s { v as v { * } w as w { * } u as u { * } }`,
      says: ["always-empty", "always-empty", "always-empty"],
    },
  ],
  [
    "5",
    "`this` at the first instant of a unit",
    {
      sources: {
        ev: events("k: int64, tm: timestamp", [
          [1, "01-09 23:59"],
          [1, "00:00"],
          [1, "00:30"],
        ]),
      },
      feat: "view v for e from ev { a = count() over this day b = count() over this week } view w for e from ev upto { c = count() over this day } service s { v.* w.* }",
      asks: [
        ["00:00", { k: 1 }, { a: 0, b: 1, c: 1 }],
        ["00:00:00.000001", { k: 1 }, { a: 1, b: 2, c: 1 }],
        ["12:00", { k: 1 }, { a: 2, b: 3, c: 2 }],
      ],
    },
  ],
  [
    "6",
    "`this` compares the row's own time, a duration compares its arrival",
    {
      sources: {
        ev: events(
          "k: int64, x: int64, tm: timestamp",
          [
            [1, 1, "01-09 23:30"],
            [1, 2, "00:10"],
            [1, 4, "11:30"],
          ],
          { delay: "1h" },
        ),
      },
      feat: "view v for e from ev { a = sum(x) over this day b = sum(x) over 12h c = sum(x) over this day offset 1d }",
      asks: [
        ["00:45", { k: 1 }, { a: null, b: 1, c: null }],
        ["01:10", { k: 1 }, { a: null, b: 1 }],
        ["01:10:00.000001", { k: 1 }, { a: 2, b: 3 }],
        ["12:00", { k: 1 }, { a: 2, b: 3 }],
        ["12:30", { k: 1 }, { a: 2, b: 3 }],
        ["12:30:00.000001", { k: 1 }, { a: 6, b: 6 }],
        ["12:31", { k: 1 }, { a: 6, b: 6 }],
        ["13:10:00.000001", { k: 1 }, { a: 6, b: 4 }],
        ["01-11 00:31", { k: 1 }, { c: null }],
        ["01-11 01:20", { k: 1 }, { a: null, c: 2 }],
      ],
    },
  ],
  [
    "7",
    "`times` is allowed only after a duration",
    {
      sources: { ev: events("k: int64, x: int64, tm: timestamp") },
      feat: "view v for e from ev { a = count() over this day «times» 7 }",
      says: ["unexpected-token"],
    },
  ],
  [
    "7",
    "offset and times combine",
    {
      sources: {
        ev: events(
          "k: int64, x: int64, tm: timestamp",
          // Windows of 7 d, offset by 15, 8 and 1 d: a row at each lower bound, and one a microsecond before the upper
          // bound.
          [
            [1, 1, "01-02 12:00"],
            [1, 2, "01-09 11:59:59.999999"],
            [1, 4, "01-09 12:00"],
            [1, 8, "01-16 11:59:59.999999"],
            [1, 16, "01-16 12:00"],
            [1, 32, "01-23 11:59:59.999999"],
            [1, 64, "01-24 12:00"],
          ],
        ),
      },
      feat: "view v for e from ev { a = sum(x) over 7d offset 1d times 3 b = count() over 1d times 2 c = last(x) over 7d last 1 rows times 2 }",
      types: { a: "int64[]", b: "int64[]" },
      asks: [
        ["01-24 12:00", { k: 1 }, { a: [3, 12, 48], b: [1, 0], c: [16, 32] }],
        ["01-24 12:00", { k: 9 }, { a: [null, null, null], b: [0, 0], c: [null, null] }],
      ],
    },
  ],
  [
    "7",
    "`times` with lists and maps",
    {
      sources: {
        ev: events("k: int64, g: string?, x: int64, tm: timestamp", [
          [1, "a", 1, "01-08 13:00"],
          [1, "b", 2, "01-09 13:00"],
          [1, "b", 4, "01-09 14:00"],
        ]),
      },
      feat: `view v for e from ev {
        a = last_n(x, 2) over 1d times 3 b = collect(x) over 1d times 2 let m = sum(x) by g over 1d times 2
        c = m[1]["b"] d = m[0]["a"] l = length(m[0]) f = a[2][0]
      }`,
      types: { a: "int64[][]", c: "int64?" },
      asks: [
        [now, { k: 1 }, { a: [[], [1], [4, 2]], b: [[1], [2, 4]], c: 6, d: 1, l: 1, f: 4 }],
        [now, { k: 9 }, { a: [[], [], []], b: [[], []], c: null, d: null, l: 0, f: null }],
      ],
    },
  ],
  [
    "8",
    "lists over no rows are empty and present",
    {
      sources: {
        ev: events("k: int64, x: int64?, tm: timestamp", [
          [1, null, "09:00"],
          [2, 1, "01-01 09:00"],
        ]),
      },
      feat: "view v for e from ev { a = last_n(x, 3) over 1d b = collect(x) over 1d c = first_n(x, 2) over 1d s = sum(x) over 1d t = count() over 1d times 2 d = length(a) }",
      types: { a: "int64[]", b: "int64[]" },
      asks: [
        [now, { k: 1 }, { a: [], b: [], c: [], s: null, t: [0, 1], d: 0 }],
        [now, { k: 2 }, { a: [], b: [], c: [], s: null, t: [0, 0] }],
        [now, { k: 3 }, { a: [], b: [], c: [], s: null, t: [0, 0] }],
      ],
    },
  ],
  [
    "9",
    "`complete` is decided before any `where`",
    {
      sources: {
        daily: state(
          "id: int64, x: int64, ok: bool, d: date",
          [
            [1, 10, true, "2024-01-08"],
            [2, 20, true, "2024-01-08"],
            [3, 30, true, "2024-01-08"],
            [1, 11, false, "2024-01-09"],
            [2, 21, true, "2024-01-09"],
          ],
          { key: ["id"], complete: true, time: { column: "d", format: "date", at: "end" } },
        ),
      },
      feat: `entity u { id: int64 } view v for u from daily where ok { x } view w from daily where ok { n = count() s = sum(x) }
        service s { v.* w.* }`,
      asks: [
        ["01-09 12:00", { id: 1 }, { x: 10, n: 3, s: 60 }],
        [now, { id: 1 }, { x: missing, n: 1, s: 21 }],
        [now, { id: 2 }, { x: 21 }],
        [now, { id: 3 }, { x: missing }],
      ],
    },
  ],
  [
    "9",
    "under `known`, a complete snapshot counts once every key in it is known",
    {
      sources: {
        daily: state(
          "id: int64, x: int64, tm: timestamp | cr: timestamp",
          [
            [1, 10, "08:00", "08:00"],
            [2, 20, "08:00", "08:00"],
            [3, 30, "08:00", "08:00"],
            [1, 11, "09:00", "10:00"],
            [2, 21, "09:00", "11:00"],
          ],
          { key: ["id"], complete: true },
        ),
      },
      feat: "entity u { id: int64 } view v for u from daily known { x }",
      asks: [
        ["10:30", { id: 1 }, { x: 11 }],
        ["10:30", { id: 2 }, { x: 20 }],
        ["10:30", { id: 3 }, { x: 30 }],
        ["11:00", { id: 2 }, { x: 21 }],
        ["11:00", { id: 3 }, { x: missing }],
      ],
    },
  ],
  [
    "9",
    "under `known`, a complete snapshot without a key counts once all its rows are known",
    {
      sources: {
        daily: state(
          "k: int64, x: int64, tm: timestamp | cr: timestamp",
          [
            [1, 1, "08:00", "08:00"],
            [2, 2, "08:00", "08:00"],
            [1, 11, "09:00", "09:30"],
            [3, 3, "09:00", "10:30"],
          ],
          { complete: true },
        ),
      },
      feat: "view v for e from daily { x } view n for e from daily known { y = x } service s { v.* n.* }",
      asks: [
        ["08:30", { k: 2 }, { x: 2, y: 2 }],
        ["10:00", { k: 1 }, { x: 11, y: 11 }],
        ["10:00", { k: 2 }, { x: missing, y: 2 }],
        ["10:30", { k: 2 }, { x: missing, y: missing }],
        ["10:30", { k: 3 }, { x: 3, y: 3 }],
      ],
    },
  ],
  [
    "9",
    "a snapshot with a key that is never known never counts as the newest",
    {
      sources: {
        daily: state(
          "id: int64, x: int64, tm: timestamp | cr: timestamp?",
          [
            [1, 10, "08:00", "08:00"],
            [2, 20, "08:00", "08:00"],
            [3, 30, "08:00", "08:00"],
            [1, 11, "09:00", "09:00"],
            [2, 21, "09:00", null],
          ],
          { key: ["id"], complete: true },
        ),
      },
      feat: "entity u { id: int64 } view v for u from daily known { x } view w from daily known { s = sum(x) } view n for u from daily { y = x } service s { v.* w.* n.* }",
      asks: [
        [now, { id: 1 }, { x: 11, s: 61, y: 11 }],
        [now, { id: 2 }, { x: 20, y: 21 }],
        [now, { id: 3 }, { x: 30, y: missing }],
      ],
    },
  ],
  [
    "10",
    "each row of a union keeps its own branch's time and delay",
    {
      sources: {
        web: events("k: int64, x: int64, tm: timestamp", [[1, 1, "10:00"]], { delay: "1h" }),
        app: events("k: int64, x: int64, tm: timestamp", [[1, 2, "10:30"]]),
      },
      feat: "source all_ { from web { k x } from app { k x } }\nview v for e from all_ { s = sum(x) over 1d l = last(x) over 1d x }",
      asks: [
        ["10:45", { k: 1 }, { s: 2, l: 2, x: 2 }],
        ["11:00", { k: 1 }, { s: 2 }],
        ["11:30", { k: 1 }, { s: 3, l: 2, x: 2 }],
      ],
    },
  ],
  [
    "10",
    "if all branches have a key, equal keys of two branches are one thing",
    {
      sources: {
        web: events(
          "id: int64, k: int64, x: int64, tm: timestamp, cr: timestamp",
          [
            [1, 1, 10, "08:00", "08:00"],
            [2, 1, 20, "08:10", "08:10"],
          ],
          { key: ["id"] },
        ),
        app: events(
          "nr: int64, k: int64, x: int64, tm: timestamp, cr: timestamp",
          [
            [1, 1, 11, "09:00", "09:00"],
            [2, 1, 22, "08:05", "08:05"],
            [2, 1, 30, "10:00", "10:00"],
          ],
          { key: ["nr"] },
        ),
      },
      feat: `source all_ { from web { k x nr = id } from app where x != 30 { k x nr } }
        view v for e from all_ { n = count() over 1d s = sum(x) over 1d }`,
      asks: [
        ["08:09", { k: 1 }, { n: 2, s: 32 }],
        ["08:30", { k: 1 }, { n: 2, s: 30 }],
        ["09:30", { k: 1 }, { n: 2, s: 31 }],
        // The branch's condition is applied to the newest version, after it was chosen.
        ["10:30", { k: 1 }, { n: 1, s: 11 }],
      ],
    },
  ],
  [
    "10",
    "in a union of keyed states, the newest row of a key is found in all branches",
    {
      sources: {
        shops: state(
          "id: int64, k: int64, open: bool, tm: timestamp",
          [
            [1, 1, true, "08:00"],
            [2, 1, true, "08:00"],
          ],
          { key: ["id"] },
        ),
        moved: state("id: int64, k: int64, open: bool, tm: timestamp", [[1, 2, true, "09:00"]], { key: ["id"] }),
      },
      feat: `source all_ { from shops { k id open } from moved { id k open } }
        view v for e from all_ { n = count() }`,
      asks: [
        ["08:30", { k: 1 }, { n: 2 }],
        ["09:00", { k: 1 }, { n: 1 }],
        ["09:00", { k: 2 }, { n: 1 }],
      ],
    },
  ],
  [
    "10",
    "a union has no key if its branches have keys of different types, or one has none",
    {
      sources: {
        one: state("id: int64, k: int64, tm: timestamp", [], { key: ["id"] }),
        two: state("id: string, k: int64, tm: timestamp", [], { key: ["id"] }),
        none: state("id: int64, k: int64, tm: timestamp"),
      },
      feat: `source a { from one { k } from two { k } } source b { from one { k } from none { k } }
        view v for e from a { n = «count()» } view w for e from b { n = «count()» }`,
      says: ["aggregate-over-state", "aggregate-over-state"],
    },
  ],
  [
    "10",
    "branches must be of one kind",
    {
      sources: { web: events("k: int64, tm: timestamp"), st: state("k: int64, tm: timestamp") },
      feat: "source all_ { from web { k } from «st» { k } }\nview v for e from all_ { k }",
      says: ["branch-kinds"],
    },
  ],
  [
    "11",
    "a derived source keeps its input's deleted, until and complete",
    {
      sources: {
        st: state(
          "id: int64, x: int64, tm: timestamp, gone: bool, ends: timestamp?",
          [
            [1, 1, "08:00", false, null],
            [1, 2, "09:00", true, null],
            [2, 3, "08:00", false, "10:00"],
            [3, 4, "08:00", false, null],
          ],
          { key: ["id"] },
        ),
      },
      feat: "entity u { id: int64 } source src from st { id x } source again from src where x < 100 { id y = x }\nview v for u from again { y } view w from again { n = count() } service s { v.* w.* }",
      asks: [
        ["08:30", { id: 1 }, { y: 1, n: 3 }],
        [now, { id: 1 }, { y: missing, n: 1 }],
        [now, { id: 2 }, { y: missing }],
        [now, { id: 3 }, { y: 4 }],
      ],
    },
  ],
  [
    "12",
    "ttl over keyed aggregates: a current row that is older than ttl is not counted",
    {
      sources: {
        st: users([
          [1, 1, 1, true, "09:00"],
          [2, 1, 2, true, "11:00"],
          [3, 1, 4, true, "11:30"],
          [3, 2, 8, true, "11:40"],
        ]),
      },
      feat: "view v for e from st ttl 1h { n = count() s = sum(x) }",
      asks: [
        ["09:30", { k: 1 }, { n: 1, s: 1 }],
        ["11:35", { k: 1 }, { n: 2, s: 6 }],
        ["12:00", { k: 1 }, { n: 1, s: 2 }],
        ["12:00:00.000001", { k: 1 }, { n: 0, s: null }],
        [now, { k: 2 }, { n: 1, s: 8 }],
      ],
    },
  ],
  [
    "14",
    "now() under `every`, read from a store",
    {
      sources: {
        st: state("k: int64, x: int64, tm: timestamp", [
          [1, 5, "08:00"],
          [1, 6, "11:30"],
        ]),
      },
      feat: 'view v for e from st every 1h { x h = hours_between("2024-01-10T08:00:00Z", now()) n = now() }',
      asks: [
        ["12:59", { k: 1 }, { x: 5, h: 4, n: "12:00" }, { stored: "11:20", asOf: { v: "11:00" } }],
        ["12:59", { k: 1 }, { x: 6, h: 4, n: "12:00" }],
      ],
    },
  ],
  [
    "16",
    "a join to a view without a key needs no `on`",
    {
      sources: {
        ev: events("k: int64, x: int64, tm: timestamp", [
          [1, 5, "09:00"],
          [1, 6, "10:00"],
          [2, 7, "11:00"],
        ]),
      },
      feat: "view total from ev { n = count() over lifetime }\nsource src from ev join total { * before_ = total.n }\nview v for e from src { a = collect(before_) over 1d }",
      asks: [
        [now, { k: 1 }, { a: [0, 1] }],
        [now, { k: 2 }, { a: [2] }],
      ],
    },
  ],
]);
