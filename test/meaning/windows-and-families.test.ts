import { events } from "./support/case.js";
import { meaning } from "./support/check.js";

const now = "12:00";
const clicks = events("k: int64, s: string?, x: int64?, b: bool?, tm: timestamp", [
  [1, "web", 1, true, "09:00"],
  [1, "app", 2, false, "10:00"],
  [1, "web", 4, null, "11:00"],
  [1, null, 8, true, "11:30"],
]);
const bare = events("k: int64, s: string?, x: int64?, f: float64?, b: bool?, tm: timestamp");
const times = (list: readonly string[], more = {}) =>
  events(
    "k: int64, x: int64, tm: timestamp",
    list.map((at, place) => [1, 2 ** place, at] as const),
    more,
  );

meaning("4. windows and families", [
  [
    "46",
    "names",
    {
      sources: { bare },
      feat: `view v for e from bare {
        a = count() over [14d last 200 rows offset 7d, 7d offset 7d, lifetime, this month, this day in "Europe/Berlin", last 5 rows, since b, 1h last 2 rows]
        c = count() over [1d times 7, 1d]
        d = count() by s in ["x", "y"] over [7d, 30d]
        g = sum(x) by s in ["x"] over lifetime
      }`,
      says: [],
      features: [
        "a_14d_last_200_rows_offset_7d",
        "a_7d_offset_7d",
        "a_lifetime",
        "a_this_month",
        "a_this_day",
        "a_last_5_rows",
        "a_since",
        "a_1h_last_2_rows",
        "c_1d_times_7",
        "c_1d",
        "d_x_7d",
        "d_x_30d",
        "d_y_7d",
        "d_y_30d",
        "g_x",
      ],
    },
  ],
  [
    "46",
    "a clash",
    {
      sources: { bare },
      feat: 'view v for e from bare { «a = count() over [this day, this day in "Europe/Berlin"]» }',
      says: ["window-twice"],
    },
  ],
  [
    "47",
    "literals that are not identifiers",
    {
      sources: { bare },
      feat: 'view v for e from bare { a = count() by s in ["web-shop", "é x", "9"] over 1d b = count() by x in [-1, 0] over 1d c = count() by b in [true, false] over 1d }',
      says: [],
      features: ["a_web_shop", "a___x", "a_9", "b__1", "b_0", "c_true", "c_false"],
    },
  ],
  ...[
    ['a = count() by s in [«""»] over 1d', "empty", "by-literal"],
    ['«a = count() by s in ["a-b", "a_b"] over 1d»', "clashing", "window-twice"],
    ['«a = count() by s in ["a", "a"] over 1d»', "repeated", "window-twice"],
    ["a = count() by s in [«null»] over 1d", "null", "by-literal"],
  ].map(
    ([item = "", words = "", says = ""]) =>
      [
        "47",
        words,
        {
          sources: { bare },
          feat: `view v for e from bare { ${item} }`,
          says: [says],
        },
      ] as const,
  ),
  [
    "47",
    "values by literals",
    {
      sources: { clicks },
      feat: 'view v for e from clicks { a = count() by s in ["web", "app", "tv"] over [90m, 1d] b = sum(x) by b in [true] over 1d c = count() where x > 1 by s in ["web"] over 1d }',
      asks: [
        [now, { k: 1 }, { a_web_90m: 1, a_web_1d: 2, a_app_90m: 0, a_app_1d: 1, a_tv_1d: 0, b_true: 9, c_web: 1 }],
        [now, { k: 2 }, { a_web_1d: 0, b_true: null, c_web: 0 }],
      ],
    },
  ],
  [
    "48",
    "since starts at the latest row on which its condition holds, that row included",
    {
      sources: {
        ev: events("k: int64, x: int64, c: bool?, tm: timestamp", [
          [1, 1, true, "08:00"],
          [1, 2, null, "08:30"],
          [1, 4, true, "09:00"],
          [1, 8, false, "09:00"],
          [1, 16, true, "10:00"],
          [1, 32, false, "10:00"],
          [1, 64, true, "10:00"],
          [1, 128, null, "11:00"],
          [2, 1, false, "09:00"],
          [2, 2, null, "10:00"],
        ]),
      },
      feat: "view v for e from ev { s = sum(x) over since c w = sum(x) where x > 100 over since c o = sum(x) over since c offset 2h n = count() over since c last 1 rows f = first(x) over since c }",
      asks: [
        // At 10:00 the rows are ordered by their values: 16, 32, 64.
        [now, { k: 1 }, { s: 192, w: 128, o: 12, n: 1, f: 64 }],
        [now, { k: 2 }, { s: 3, w: null, o: 1, n: 1 }],
        ["09:00", { k: 1 }, { s: 3 }],
        [now, { k: 3 }, { s: null, n: 0 }],
      ],
    },
  ],
  [
    "48",
    "`since` under `known`, with superseded rows, and under the view's `where`",
    {
      sources: {
        ev: events(
          "id: int64, k: int64, x: int64, c: bool, tm: timestamp | cr: timestamp",
          [
            [1, 1, 1, true, "08:00", "08:00"],
            [2, 1, 2, true, "09:00", "09:00"],
            [2, 1, 2, false, "09:00", "10:30"],
            [3, 1, 4, false, "10:00", "10:00"],
            [4, 1, 8, true, "10:10", "13:00"],
          ],
          { key: ["id"] },
        ),
      },
      feat: "view v for e from ev known { s = sum(x) over since c } view w for e from ev known where x != 1 { r = sum(x) over since c } service s { v.* w.* }",
      asks: [
        ["10:20", { k: 1 }, { s: 6, r: 6 }],
        [now, { k: 1 }, { s: 7, r: 6 }],
        ["13:00", { k: 1 }, { s: 8, r: 8 }],
      ],
    },
  ],
  [
    "49",
    "the window is cut first, then the n greatest are taken, then `where` and nulls apply",
    {
      sources: { clicks },
      feat: `view v for e from clicks { a = sum(x) over 1d last 2 rows b = sum(x) over 2h last 3 rows c = count(s) over last 2 rows d = sum(x) where s is not null over last 2 rows
        g = count() over since s == "app" last 2 rows h = last_n(s, 3) over last 3 rows i = sum(x) where s == "tv" over last 1 rows j = sum(x) over last 100 rows }`,
      asks: [[now, { k: 1 }, { a: 12, b: 14, c: 1, d: 4, g: 2, h: ["web", "app"], i: null, j: 15 }]],
    },
  ],
  [
    "50",
    "last n rows offset d",
    {
      sources: { clicks },
      feat: "view v for e from clicks { a = sum(x) over last 2 rows offset 1h b = sum(x) over last 2 rows offset 59m c = sum(x) over last 2 rows offset 1d }",
      asks: [[now, { k: 1 }, { a: 3, b: 6, c: null }]],
    },
  ],
  [
    "51",
    "calendar units at a zone's change",
    {
      sources: {
        berlin: times(["2024-03-30T22:59:59Z", "2024-03-30T23:00:00Z", "2024-03-31T21:59:59Z", "2024-03-31T22:00:00Z"]),
        havana: times([
          "2024-03-10T04:59:59Z",
          "2024-03-10T05:00:00Z",
          "2024-11-03T03:59:59Z",
          "2024-11-03T04:00:00Z",
          "2024-11-03T05:00:00Z",
        ]),
      },
      feat: `view v for e from berlin { d = sum(x) over this day in "Europe/Berlin" m = sum(x) over this month in "Europe/Berlin" w = sum(x) over this week in "Europe/Berlin" }
        view h for e from havana { hd = sum(x) over this day in "America/Havana" } service s { v.* h.* }`,
      asks: [
        ["2024-03-30T23:30:00Z", { k: 1 }, { d: 2, m: 3, w: 3 }],
        ["2024-03-31T21:59:59.5Z", { k: 1 }, { d: 6, m: 7, w: 7 }],
        ["2024-03-31T22:30:00Z", { k: 1 }, { d: 8, m: 8, w: 8 }],
        // Havana has no midnight on 10 March, and two midnights on 3 November.
        ["2024-03-10T12:00:00Z", { k: 1 }, { hd: 2 }],
        ["2024-11-03T12:00:00Z", { k: 1 }, { hd: 24 }],
      ],
    },
  ],
  [
    "52",
    "a zone that does not exist",
    {
      sources: { bare },
      feat: 'view v for e from bare { a = count() over this day in «"Mars/Base"» b = count() over this day in «"+02:00"» }',
      says: ["unknown-zone", "unknown-zone"],
    },
  ],
  [
    "53",
    "minutes and hours in a zone with a half-hour offset",
    {
      sources: { ev: times(["11:29", "11:30", "11:44", "11:45", "11:59:30"]) },
      feat: 'view v for e from ev { h = sum(x) over this hour i = sum(x) over this hour in "Asia/Kolkata" n = sum(x) over this hour in "Asia/Kathmandu" m = sum(x) over this minute in "Asia/Kolkata" }',
      asks: [
        ["11:59:59", { k: 1 }, { h: 31, i: 30, n: 31, m: 16 }],
        [now, { k: 1 }, { h: null, i: 30, n: 31, m: null }],
      ],
    },
  ],
  [
    "54",
    "a calendar unit with offset",
    {
      sources: { ev: times(["01-08 23:59", "01-09 00:00", "01-09 11:59:59", "01-09 12:00", "00:00", "11:00"]) },
      feat: "view v for e from ev { a = sum(x) over this day offset 1d b = sum(x) over this week offset 2d c = sum(x) over this month offset 1d d = sum(x) over this quarter y = sum(x) over this year offset 12h }",
      asks: [
        [now, { k: 1 }, { a: 6, b: null, c: 7, d: 63, y: 15 }],
        ["01-10 00:00", { k: 1 }, { a: null, y: 7 }],
      ],
    },
  ],
  [
    "54",
    "weeks begin on Monday, quarters and years in January",
    {
      sources: {
        ev: times(["2023-12-31T23:59:59Z", "2024-01-01T00:00:00Z", "2024-03-31T23:59:59Z", "2024-04-01T00:00:00Z"]),
      },
      feat: "view v for e from ev { w = sum(x) over this week q = sum(x) over this quarter y = sum(x) over this year m = sum(x) over this month }",
      asks: [
        ["2024-01-01T12:00:00Z", { k: 1 }, { w: 2, q: 2, y: 2, m: 2 }],
        ["2024-01-07T23:59:59Z", { k: 1 }, { w: 2 }],
        ["2024-04-01T00:00:00Z", { k: 1 }, { w: null, q: null, y: 6, m: null }],
        ["2024-04-01T00:00:01Z", { k: 1 }, { w: 8, q: 8, y: 14, m: 8 }],
        ["2023-12-31T23:59:59.5Z", { k: 1 }, { w: 1, q: 1, y: 1, m: 1 }],
      ],
    },
  ],
  [
    "56",
    "online, windows are as of T; only now() and statuses move",
    {
      sources: { ev: times(["01-09 23:00", "11:00", "11:30"]) },
      feat: "view v for e from ev { d = sum(x) over this day s = sum(x) over since x == 2 y = decayed_sum(1.0, 1h) over 1d n = now() w = sum(x) over 1h }",
      asks: [
        [
          "01-11 12:00",
          { k: 1 },
          { d: 6, s: 6, w: 6, y: 2 ** -1 + 2 ** -0.5 + 2 ** -13, n: "01-11 12:00" },
          { stored: now, asOf: { v: now } },
        ],
        ["01-11 12:00", { k: 1 }, { d: null, s: 6, w: null, y: null }],
      ],
    },
  ],
  [
    "57",
    "a list without a bound gives a warning",
    {
      sources: { bare },
      feat: "view v for e from bare { a = «collect(x) over lifetime» b = collect(x) over lifetime last 10 rows c = collect(x) over 7d d = collect(x) over last 5 rows g = last_n(x, 5) over lifetime }",
      says: ["unbounded"],
    },
  ],
]);
