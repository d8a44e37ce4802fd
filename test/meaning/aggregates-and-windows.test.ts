import { as, events, fault, missing, stale, state } from "./support/case.js";
import { meaning } from "./support/check.js";

const columns = "k: int64, x: int64?, f: float64?, s: string?, b: bool?, tm: timestamp";
const row = (k: number, x: number | null, tm: string, f = x, s: string | null = null, b: boolean | null = null) =>
  [k, x, f, s, b, tm] as const;
const nulls = events(columns, [row(1, null, "10:00"), row(1, null, "11:00")]);
const three = events(columns, [row(1, 1, "10:00"), row(1, 2, "11:00"), row(1, 4, "11:30")]);
const now = "12:00";

/** One row a day before the read, and one at its instant. */
const history = state("k: int64, x: int64?, tm: timestamp", [
  [1, 5, "01-09 12:00"],
  [1, 7, "10:00"],
]);

meaning("C. aggregates and windows", [
  [
    "C1",
    "every argument is null",
    {
      sources: { nulls },
      feat: `view v for e from nulls { a = sum(x) over 1d b_ = avg(x) over 1d c = min(s) over 1d d = first(x) over 1d g = last(f) over lifetime
        h = count(x) over 1d i = count_distinct(s) over 1d j = any(b) over 1d l = all(b) over 1d m = fraction(b) over 1d n = stddev(f) over 1d
        o = count() over 1d p = last_n(x, 3) over 1d q = collect(s) over 1d r = median(x) over 1d t = mode(s) over 1d }`,
      asks: [
        [
          now,
          { k: 1 },
          {
            a: null,
            b_: null,
            c: null,
            d: null,
            g: null,
            h: 0,
            i: 0,
            j: null,
            l: null,
            m: null,
            n: null,
            o: 2,
            p: [],
            q: [],
            r: null,
            t: null,
          },
        ],
        [now, { k: 9 }, { a: null, c: null, h: 0, i: 0, l: null, o: 0, p: [], q: [] }],
      ],
    },
  ],
  [
    "C2",
    "any, all and fraction skip nulls",
    {
      sources: {
        ev: events("k: int64, b: bool?, tm: timestamp", [
          [1, true, "10:00"],
          [1, null, "10:01"],
          [2, false, "10:00"],
          [2, null, "10:01"],
          [3, true, "10:00"],
          [3, false, "10:01"],
          [3, null, "10:02"],
          [3, false, "10:03"],
        ]),
      },
      feat: "view v for e from ev { a = any(b) over 1d l = all(b) over 1d f = fraction(b) over 1d g = fraction(b is null) over 1d }",
      asks: [
        [now, { k: 1 }, { a: true, l: true, f: 1, g: 0.5 }],
        [now, { k: 2 }, { a: false, l: false, f: 0 }],
        [now, { k: 3 }, { a: true, l: false, f: 1 / 3, g: 0.25 }],
        [now, { k: 4 }, { a: null, l: null, f: null, g: null }],
      ],
    },
  ],
  [
    "C3",
    "over no rows count and count_distinct are 0, and fraction is null",
    {
      sources: { three },
      feat: "view v for e from three { a = count() over 1d c = count_distinct(x) over 1d f = fraction(b) over 1d }",
      types: { a: "int64", c: "int64", f: "float64?" },
      asks: [
        ["01-20 12:00", { k: 1 }, { a: 0, c: 0, f: null }],
        ["10:00", { k: 1 }, { a: 0, c: 0, f: null }],
      ],
    },
  ],
  [
    "C4",
    "distinct values are compared by ==",
    {
      sources: {
        ev: events("k: int64, f: float64?, s: string?, tm: timestamp", [
          [1, -0, "é", "10:00"],
          [1, 0, "e\u0301", "10:01"],
          [1, "nan", "é", "10:02"],
          [1, "inf", "E", "10:03"],
          [1, 1, null, "10:04"],
        ]),
      },
      feat: "view v for e from ev { f = count_distinct(f) over 1d s = count_distinct(s) over lifetime n = count(f) over 1d }",
      asks: [[now, { k: 1 }, { f: 2, s: 3, n: 3 }]],
    },
  ],
  [
    "C5",
    "min and max of strings, dates and timestamps",
    {
      sources: {
        ev: events("k: int64, s: string?, d: date?, t: timestamp?, tm: timestamp", [
          [1, "b", "1969-12-31", "2024-01-01T00:00:00Z", "10:00"],
          [1, "B", "2024-01-01", "1969-12-31T23:59:59.999999Z", "10:01"],
          [1, null, null, null, "10:02"],
        ]),
      },
      feat: "view v for e from ev { a = min(s) over 1d b = max(s) over 1d c = min(d) over 1d d_ = max(d) over 1d g = min(t) over 1d h = max(t) over lifetime }",
      asks: [
        [
          now,
          { k: 1 },
          {
            a: "B",
            b: "b",
            c: "1969-12-31",
            d_: "2024-01-01",
            g: "1969-12-31T23:59:59.999999Z",
            h: "2024-01-01T00:00:00Z",
          },
        ],
      ],
    },
  ],
  [
    "C6",
    "first and last choose by all values when the rows tie completely",
    {
      sources: {
        ev: events("k: int64, a: int64?, b: int64?, tm: timestamp", [
          [1, 2, 7, "10:00"],
          [1, 1, 9, "10:00"],
          [1, null, 100, "10:00"],
          [1, 3, null, "10:00"],
        ]),
      },
      feat: "view v for e from ev { fa = first(a) over 1d la = last(a) over 1d fb = first(b) over 1d lb = last(b) over 1d a b n = last_n(b, 2) over 1d }",
      asks: [[now, { k: 1 }, { fa: 1, la: 3, fb: 100, lb: 7, a: 3, b: null, n: [7, 9] }]],
    },
  ],
  [
    "C6",
    "ties break by time, then created, then sequence",
    {
      sources: {
        st: state("k: int64, x: int64, tm: timestamp | cr: timestamp, sq: int64", [
          [1, 9, "10:00", null, 5],
          [1, 8, "10:00", "10:30", null],
          [1, 1, "10:00", "10:30", 1],
          [1, 2, "10:00", "10:30", 1],
          [1, 7, "10:00", "10:20", 9],
        ]),
      },
      feat: "view v for e from st { x }",
      asks: [[now, { k: 1 }, { x: 2 }]],
    },
  ],
  [
    "C7",
    "ties break by the columns in YAML's order; null is lowest, NaN counts as null",
    {
      sources: {
        a: state("k: int64, b: bool?, f: float64?, s: string?, x: int64, tm: timestamp", [
          [1, true, 1, "a", 1, "10:00"],
          [1, false, 9, "z", 2, "10:00"],
          [2, null, 1, "a", 1, "10:00"],
          [2, false, 0, "a", 2, "10:00"],
          [3, true, "nan", "z", 1, "10:00"],
          [3, true, -1, "a", 2, "10:00"],
          [4, true, "inf", "z", 1, "10:00"],
          [4, true, -5, "a", 2, "10:00"],
          [5, true, 1, "\uffff", 1, "10:00"],
          [5, true, 1, "\u{1F600}", 2, "10:00"],
          [6, true, -0, "b", 2, "10:00"],
          [6, true, 0, "a", 1, "10:00"],
          [7, true, 1, "a", 2, "10:00"],
          [7, true, 1, "B", 1, "10:00"],
          [7, true, 1, null, 3, "10:00"],
        ]),
      },
      feat: "view v for e from a { x }",
      asks: [1, 2, 3, 4, 5, 6, 7].map((k) => [now, { k }, { x: [0, 1, 2, 2, 2, 2, 2, 2][k] ?? 0 }] as const),
    },
  ],
  [
    "C7",
    "rows of a derived source tie by its own columns, in order",
    {
      sources: {
        st: state("k: int64, a: int64, b: int64, tm: timestamp", [
          [1, 1, 9, "10:00"],
          [1, 2, 5, "10:00"],
        ]),
      },
      feat: `source turned from st { k b a }
        source starred from st { * n = -a }
        source hidden from st { k c = 1 a }
        view v for e from turned { a b } view w for e from starred { a as_ = b } view h for e from hidden { c a }
        service s { v.* w as w { * } h as h { * } }`,
      asks: [[now, { k: 1 }, { a: 1, b: 9, w_a: 2, w_as_: 5, h_a: 2, h_c: 1 }]],
    },
  ],
  [
    "C8",
    "window lists with one window, lists of equal length, and families that combine",
    {
      sources: { three },
      feat: `view v for e from three { n = count() over [1h] m = count() over [1d, 24h] p = count() over [1h, 1d] q = sum(x) over [1h, 1d] r = q / p
        t = if p > 1 then q else 0 default -1 }`,
      asks: [
        [
          now,
          { k: 1 },
          { n_1h: 2, m_1d: 3, m_24h: 3, p_1h: 2, p_1d: 3, q_1h: 6, q_1d: 7, r_1h: 3, r_1d: 7 / 3, t_1h: 6, t_1d: 7 },
        ],
      ],
    },
  ],
  [
    "C8",
    "a window twice in one list, and families with different lists",
    {
      sources: { three },
      feat: `view v for e from three { «a = count() over [1d, 1d]» p = count() over [1h, 1d] q = count() over [1d, 1h] r = p + «q»
        w = count() over [60m, 1d] z = p / «w» }`,
      says: ["window-twice", "families-differ", "families-differ"],
    },
  ],
  [
    "C9",
    "a family's bare name in a service and in a transform",
    {
      sources: { three },
      feat: `view v for e from three { p = count() over [1h, 1d] q = sum(x) over [1h, 1d] }
        transform t { r = v.q / v.p z = r + 1 }
        service s { v.q, t.r, v.p as n }`,
      says: [],
      features: ["q_1h", "q_1d", "r_1h", "r_1d", "n_1h", "n_1d"],
    },
  ],
  [
    "C10",
    "a let that holds a family is lifted like a feature",
    {
      sources: { three },
      feat: "view v for e from three { let p = count() over [1h, 1d] y = p * 10 z = p_1h }",
      asks: [[now, { k: 1 }, { y_1h: 20, y_1d: 30, z: 2 }]],
    },
  ],
  [
    "C11",
    "over 0s and every 0s are errors",
    {
      sources: { three },
      feat: "view v for e from three every «0s» { n = count() over «0s» m = count() over 1d offset 0s }",
      says: ["zero-duration", "zero-duration"],
    },
  ],
  [
    "C11",
    "ttl 0s, delay 0s and after 0s are allowed",
    {
      sources: { history },
      feat: "view v for e from history ttl 0s delay 0s every 1h after 0s { x }",
      asks: [
        ["10:00", { k: 1 }, { x: 7 }],
        ["10:59:59.999999", { k: 1 }, { x: 7 }],
        ["11:00", { k: 1 }, { x: stale }],
      ],
    },
  ],
  [
    "C12",
    "under `known`, windows do not add delay to created",
    {
      sources: {
        ev: events("k: int64, x: int64, tm: timestamp | cr: timestamp", [
          [1, 1, "09:00", "09:30"],
          [1, 2, "09:00", "12:00"],
          [1, 4, "09:00", "12:00:00.000001"],
          [1, 8, "09:00", null],
          [1, 16, "08:00", "10:00"],
          [1, 32, "11:30", "11:31"],
        ]),
      },
      feat: "view v for e from ev known delay 1h { a = sum(x) over 150m b = sum(x) over lifetime c = sum(x) over last 2 rows }",
      asks: [
        ["12:00", { k: 1 }, { a: 3, b: 19, c: 3 }],
        ["12:00:00.000001", { k: 1 }, { a: 7 }],
        ["12:30:00.000001", { k: 1 }, { b: 55 }],
      ],
    },
  ],
  [
    "C12",
    "`known` with `every`",
    {
      sources: {
        st: state("k: int64, x: int64, tm: timestamp | cr: timestamp", [
          [1, 1, "08:00", "08:00"],
          [1, 2, "09:00", "10:30"],
        ]),
      },
      feat: "view v for e from st known every 1h { x }",
      asks: [
        ["10:59", { k: 1 }, { x: 1 }],
        ["11:00", { k: 1 }, { x: 2 }],
      ],
    },
  ],
  [
    "C13",
    "a cadence instant before 1970",
    {
      sources: {
        st: state("k: int64, x: int64, tm: timestamp", [
          [1, 1, "1969-12-30T00:00:00Z"],
          [1, 2, "1969-12-31T12:00:00Z"],
          [1, 3, "1970-01-01T00:00:00Z"],
        ]),
      },
      feat: "view v for e from st every 1d after 1h { x at = now() }",
      asks: [
        ["1969-12-31T18:00:00Z", { k: 1 }, { x: 1, at: "1969-12-31T00:00:00Z" }],
        ["1970-01-01T00:59:59Z", { k: 1 }, { x: 1, at: "1969-12-31T00:00:00Z" }],
        ["1970-01-01T01:00:00Z", { k: 1 }, { x: 3, at: "1970-01-01T00:00:00Z" }],
        ["1969-12-31T00:30:00Z", { k: 1 }, { x: 1, at: "1969-12-30T00:00:00Z" }],
      ],
    },
  ],
  [
    "C14",
    "ttl compares the row's time, not its arrival",
    {
      sources: { history },
      feat: "view v for e from history ttl 1h delay 2h { x n = 1 }",
      asks: [
        ["12:00", { k: 1 }, { x: stale }],
        ["11:59:59.999999", { k: 1 }, { x: stale }],
        ["10:30", { k: 1 }, { x: stale }],
      ],
    },
  ],
  [
    "C14",
    "if ttl is shorter than the delay, no value is ever present",
    {
      sources: { history },
      feat: "view v for e from history ttl 2h delay 1h { x }",
      asks: [
        ["10:59:59.999999", { k: 1 }, { x: stale }],
        ["11:00", { k: 1 }, { x: 7 }],
        ["12:00", { k: 1 }, { x: 7 }],
        ["12:00:00.000001", { k: 1 }, { x: stale }],
      ],
    },
  ],
  [
    "C15",
    "ttl holds at the cadence instant",
    {
      sources: { history },
      feat: "view v for e from history ttl 90m every 1h after 10m { x }",
      asks: [
        ["10:09:59", { k: 1 }, { x: stale }],
        ["10:10", { k: 1 }, { x: 7 }],
        ["12:09:59", { k: 1 }, { x: 7 }],
        ["12:10", { k: 1 }, { x: stale }],
      ],
    },
  ],
  [
    "C16",
    "a deleted or ended row that is older than ttl reads as missing",
    {
      sources: {
        st: state("k: int64, x: int64, tm: timestamp | gone: bool, ends: timestamp", [
          [1, 1, "08:00", false, null],
          [1, 2, "09:00", true, null],
          [2, 1, "09:00", false, "11:00"],
          [3, 1, "09:00", false, null],
          [4, 1, "09:00", false, "13:00"],
        ]),
      },
      feat: "view v for e from st ttl 1h { x }",
      asks: [
        [now, { k: 1 }, { x: missing }],
        [now, { k: 2 }, { x: missing }],
        [now, { k: 3 }, { x: stale }],
        [now, { k: 4 }, { x: stale }],
        ["09:30", { k: 4 }, { x: 1 }],
        ["09:30", { k: 1 }, { x: missing }],
      ],
    },
  ],
  [
    "C17",
    "a row whose `deleted` is null is not deleted; an `until` that is not after the time hides the row",
    {
      sources: {
        st: state("k: int64, x: int64, tm: timestamp | gone: bool, ends: timestamp", [
          [1, 1, "09:00", null, null],
          [2, 1, "08:00", null, null],
          [2, 2, "09:00", null, "09:00"],
          [3, 1, "08:00", null, null],
          [3, 2, "09:00", null, "08:30"],
          [4, 1, "09:00", null, "12:00"],
        ]),
      },
      feat: "view v for e from st { x }",
      asks: [
        [now, { k: 1 }, { x: 1 }],
        [now, { k: 2 }, { x: missing }],
        ["08:30", { k: 2 }, { x: 1 }],
        [now, { k: 3 }, { x: missing }],
        ["11:59:59.999999", { k: 4 }, { x: 1 }],
        ["12:00", { k: 4 }, { x: missing }],
      ],
    },
  ],
  ...["deleted", "until"].map(
    (role) =>
      [
        "C17",
        `${role} is an error on events`,
        {
          sources: {
            ev: events("k: int64, tm: timestamp | b: bool, u: timestamp", [], { [role]: role === "until" ? "u" : "b" }),
          },
          feat: "entity e { k: int64 }",
          says: ["state-only yaml"],
        },
      ] as const,
  ),
  [
    "C18",
    "bare columns of an events view",
    {
      sources: { three },
      feat: 'view v for e from three ttl 1h { x s default "none" }',
      asks: [
        ["10:00", { k: 1 }, { x: missing, s: as("none", "missing") }],
        ["10:00:00.000001", { k: 1 }, { x: 1, s: as("none", "null") }],
        ["11:30", { k: 1 }, { x: 2 }],
        ["12:00", { k: 1 }, { x: 4 }],
        ["12:30", { k: 1 }, { x: 4 }],
        ["12:30:00.000001", { k: 1 }, { x: stale, s: as("none", "stale") }],
      ],
    },
  ],
  ...(
    [
      ["timestamp", "TIMESTAMP_NS", "2024-01-10 10:00:00.123456789"],
      ["unix_ns", "BIGINT", 1704880800123456789n],
      ["iso8601", "VARCHAR", "2024-01-10T11:00:00.123456789+01:00"],
      ["unix_us", "BIGINT", 1704880800123456n],
    ] as const
  ).map(
    ([format, type, value]) =>
      [
        "C19",
        `${format} is floored below a microsecond`,
        {
          sources: {
            st: {
              ...state("k: int64, x: int64, tm: timestamp", [[1, 5, value]], { time: { column: "tm", format } }),
              stored: { tm: type },
            },
          },
          feat: "view v for e from st { x tm }",
          asks: [
            ["2024-01-10T10:00:00.123455Z", { k: 1 }, { x: missing, tm: missing }],
            ["2024-01-10T10:00:00.123456Z", { k: 1 }, { x: 5, tm: "2024-01-10T10:00:00.123456Z" }],
          ],
        },
      ] as const,
  ),
  [
    "C19",
    "an instant before 1970 is floored too",
    {
      sources: {
        st: {
          ...state("k: int64, tm: timestamp", [[1, -1n]], { time: { column: "tm", format: "unix_ns" } }),
          stored: { tm: "BIGINT" },
        },
      },
      feat: "view v for e from st { tm }",
      asks: [[now, { k: 1 }, { tm: "1969-12-31T23:59:59.999999Z" }]],
    },
  ],
  [
    "C19",
    "a text that is not a time is an error",
    {
      sources: {
        st: {
          ...state("k: int64, tm: timestamp", [[1, "yesterday"]], { time: { column: "tm", format: "iso8601" } }),
          stored: { tm: "VARCHAR" },
        },
      },
      feat: "view v for e from st { tm }",
      asks: [[now, { k: 1 }, fault(/yesterday/)]],
    },
  ],
  [
    "C20",
    "the end of a date is the next day's first instant",
    {
      sources: {
        st: state("k: int64, x: int64, d: date", [[1, 5, "2024-03-30"]], {
          time: { column: "d", format: "date", at: "end", zone: "Europe/Berlin" },
        }),
      },
      feat: "view v for e from st { x d }",
      asks: [
        ["2024-03-30T22:59:59.999999Z", { k: 1 }, { x: missing }],
        ["2024-03-30T23:00:00Z", { k: 1 }, { x: 5, d: "2024-03-30" }],
      ],
    },
  ],
  [
    "C21",
    "a column that replaces one of the star's keeps its place",
    {
      sources: { st: state("k: int64, a: int64, b: int64, tm: timestamp", [[1, 1, 2, "10:00"]]) },
      feat: "source src from st { * a = b * 10 c = a + 1 b = a }\nview v for e from src { a b c }",
      asks: [[now, { k: 1 }, { a: 20, b: 1, c: 2 }]],
    },
  ],
  [
    "C22",
    "a derived source still uses the sequence and deleted columns that it drops",
    {
      sources: {
        st: state("k: int64, x: int64, tm: timestamp, sq: int64 | cr: timestamp, gone: bool", [
          [1, 1, "10:00", 2, "10:00", false],
          [1, 2, "10:00", 1, "10:00", false],
          [2, 1, "10:00", 1, "10:00", false],
          [2, 2, "11:00", 1, "10:00", true],
        ]),
      },
      feat: "source src from st { k x }\nview v for e from src { x }",
      asks: [
        [now, { k: 1 }, { x: 1 }],
        [now, { k: 2 }, { x: missing }],
        ["10:30", { k: 2 }, { x: 1 }],
      ],
    },
  ],
  [
    "C22",
    "a column that a derived source drops can't be read",
    {
      sources: { st: state("k: int64, x: int64, tm: timestamp") },
      feat: "source src from st { k x }\nview v for e from src { x y = «tm» }",
      says: ["unknown-column"],
    },
  ],
  [
    "C25",
    "created and until take a date as its midnight; sequence takes any key type",
    {
      sources: {
        st: state(
          "k: int64, x: int64, c: date, u: date?, q: string, tm: timestamp",
          [
            [1, 1, "2024-01-11", null, "b", "10:00"],
            [1, 2, "2024-01-10", null, "c", "10:00"],
            [2, 1, "2024-01-10", "2024-01-11", "b", "10:00"],
            [3, 1, "2024-01-10", null, "b", "10:00"],
            [3, 2, "2024-01-10", null, "a", "10:00"],
          ],
          {
            created: "c",
            until: "u",
            sequence: "q",
          },
        ),
      },
      feat: "view v for e from st { x }",
      asks: [
        [now, { k: 1 }, { x: 1 }],
        ["01-10 23:59:59.999999", { k: 2 }, { x: 1 }],
        ["01-11 00:00", { k: 2 }, { x: missing }],
        [now, { k: 3 }, { x: 1 }],
      ],
    },
  ],
  ...(
    [
      ["created", "x"],
      ["until", "s"],
      ["sequence", "f"],
      ["deleted", "x"],
      ["time", "s"],
    ] as const
  ).map(
    ([role, column]) =>
      [
        "C25",
        `${role} of another type is an error`,
        {
          sources: { st: state("k: int64, x: int64, s: string, f: float64, tm: timestamp", [], { [role]: column }) },
          feat: "entity e { k: int64 }",
          says: ["column-type yaml"],
        },
      ] as const,
  ),
  [
    "C26",
    "expressions see the declared type",
    {
      sources: {
        st: {
          ...state("k: int64, d: date, x: int64", [[1, "2024-01-09", 5]], {
            time: { column: "d", format: "date", at: "start" },
          }),
          stored: { d: "TIMESTAMP" },
        },
      },
      feat: 'view v for e from st { d x next = d == "2024-01-09" }',
      types: { d: "date?" },
      asks: [[now, { k: 1 }, { d: "2024-01-09", x: 5, next: true }]],
    },
  ],
  [
    "C27",
    "a column that is declared but not used breaks ties",
    {
      sources: {
        st: state("k: int64, z: int64, x: int64, tm: timestamp", [
          [1, 1, 9, "10:00"],
          [1, 2, 3, "10:00"],
        ]),
      },
      feat: "view v for e from st { x }",
      asks: [[now, { k: 1 }, { x: 3 }]],
    },
  ],
  [
    "C23",
    "NaN in a request field reads as null",
    {
      feat: "request r { a: float64? b: float64 }\ntransform t { x = r.a ?? -1.0 y = r.b } service s { t.* }",
      asks: [
        [now, { a: "NaN", b: 1 }, { x: -1, y: 1 }],
        [now, { a: "-Infinity", b: 1 }, { x: -1 }],
        [now, { a: 2, b: "NaN" }, fault(/\bb\b/), { only: "online" }],
      ],
    },
  ],
  [
    "C24",
    "a null in a non-null column",
    {
      sources: {
        st: { ...state("k: int64, x: int64, tm: timestamp", [[1, null, "10:00"]]) },
      },
      feat: "view v for e from st { x }",
      asks: [[now, { k: 1 }, fault(/\bx\b.*2024-01-10/s)]],
    },
  ],
  [
    "C24",
    "a null in a non-null column of a derived source, read by its condition",
    {
      sources: { st: state("k: int64, b: bool, x: int64, tm: timestamp", [[1, null, 1, "10:00"]]) },
      feat: "source fine from st where not b { * }\nview v for e from fine { x }",
      asks: [[now, { k: 1 }, fault(/column b .*2024-01-10/s)]],
    },
  ],
  [
    "C24",
    "a null in a non-null column of a derived source, read by the view",
    {
      sources: { st: state("k: int64, x: int64, tm: timestamp", [[1, null, "10:00"]]) },
      feat: "source all_of_it from st { * }\nview v for e from all_of_it { x }",
      asks: [[now, { k: 1 }, fault(/column x .*2024-01-10/s)]],
    },
  ],
  [
    "C24",
    "a null in a column that only breaks ties is not read",
    {
      sources: { st: state("k: int64, x: int64, y: int64, tm: timestamp", [[1, 1, null, "10:00"]]) },
      feat: "source all_of_it from st { * }\nview v for e from all_of_it { x }",
      asks: [[now, { k: 1 }, { x: 1 }]],
    },
  ],
  [
    "C24",
    "a deleted row may have nulls in its other columns",
    {
      sources: {
        st: state("k: int64, x: int64, gone: bool, tm: timestamp", [
          [1, 5, false, "09:00"],
          [1, null, true, "10:00"],
        ]),
      },
      feat: "view v for e from st { x }",
      asks: [[now, { k: 1 }, { x: missing }]],
    },
  ],
  [
    "C24",
    "a null in a version of an event that counts until a newer version does",
    {
      sources: {
        st: events(
          "k: int64, i: string, x: int64, y: int64, tm: timestamp",
          [
            [1, "a", null, 1, "09:00"],
            [1, "a", 5, 1, "10:00"],
          ],
          { key: ["i"] },
        ),
      },
      feat: "view v for e from st { n = sum(x) over 1d }",
      asks: [[now, { k: 1 }, fault(/column x of source st .*2024-01-10 09:00/s)]],
    },
  ],
  [
    "C24",
    "a null in a version of an event that never counts, and in one that only breaks ties",
    {
      sources: {
        st: events(
          "k: int64, i: string, x: int64, y: int64, tm: timestamp, cr: timestamp",
          [
            [1, "a", null, 1, "10:00", "10:01"],
            [1, "a", 5, null, "10:00", "10:02"],
          ],
          { key: ["i"] },
        ),
      },
      feat: "view v for e from st { n = sum(x) over 1d last_one = last(x) over 1d }",
      asks: [[now, { k: 1 }, { n: 5, last_one: 5 }]],
    },
  ],
  [
    "C24",
    "a null in a version of an event that counts while the newer version is not known",
    {
      sources: {
        st: events(
          "k: int64, i: string, x: int64, tm: timestamp, cr: timestamp",
          [
            [1, "a", null, "10:00", "10:01"],
            [1, "a", 5, "10:00", "10:02"],
          ],
          { key: ["i"] },
        ),
      },
      feat: "view v for e from st known { n = sum(x) over 1d }",
      asks: [[now, { k: 1 }, fault(/column x of source st .*2024-01-10 10:00/s)]],
    },
  ],
  [
    "C24",
    "a null in a version of an event that is never known",
    {
      sources: {
        st: events(
          "k: int64, i: string, x: int64, tm: timestamp, cr: timestamp?",
          [
            [1, "a", null, "10:00", null],
            [1, "b", 5, "10:00", "10:02"],
          ],
          { key: ["i"] },
        ),
      },
      feat: "view v for e from st known { n = sum(x) over 1d }",
      asks: [[now, { k: 1 }, { n: 5 }]],
    },
  ],
  [
    "C24",
    "a null in a version of a keyed state, one of whose versions is deleted",
    {
      sources: {
        st: state(
          "k: int64, i: string, x: int64, y: int64, tm: timestamp, gone: bool",
          [
            [1, "a", 5, 1, "09:00", false],
            [1, "a", null, 1, "10:00", true],
            [1, "b", 7, null, "09:00", false],
          ],
          { key: ["i"] },
        ),
      },
      feat: "view v for e from st { n = sum(x) }",
      asks: [[now, { k: 1 }, { n: 7 }]],
    },
  ],
  [
    "C24",
    "a null in a version of a keyed state, read by a derived source's condition",
    {
      sources: {
        st: state("k: int64, i: string, b: bool, x: int64, tm: timestamp", [[1, "a", null, 1, "09:00"]], {
          key: ["i"],
        }),
      },
      feat: "source fine from st where not b { * } view v for e from fine { n = sum(x) }",
      asks: [[now, { k: 1 }, fault(/column b of source st .*2024-01-10 09:00/s)]],
    },
  ],
  [
    "C24",
    "a null in a version of one branch of a union",
    {
      sources: {
        st: events("k: int64, i: string, x: int64, tm: timestamp", [[1, "a", 1, "09:00"]], { key: ["i"] }),
        su: events("k: int64, i: string, x: int64, tm: timestamp", [[1, "b", null, "09:00"]], { key: ["i"] }),
      },
      feat: "source both { from st { * } from su { * } } view v for e from both { n = sum(x) over 1d }",
      asks: [[now, { k: 1 }, fault(/column x of source su .*2024-01-10 09:00/s)]],
    },
  ],
  [
    "C24",
    "a null in a non-null request field of a label",
    {
      feat: "request r { b: float64 }\ntransform t { y = r.b } service s { t.* }",
      asks: [[now, { b: null }, fault(/\bb\b/), { only: "online" }]],
    },
  ],
]);
