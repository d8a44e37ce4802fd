import { events, missing, state } from "./support/case.js";
import { meaning } from "./support/check.js";

const now = "12:00";
const versions = (columns: string, rows: Parameters<typeof events>[1], yaml = {}) =>
  events(columns, rows, { key: ["id"], ...yaml });
const users = state(
  "id: int64, k: int64?, x: int64?, tm: timestamp",
  [
    [1, 1, 1, "09:00"],
    [2, 1, 2, "08:00"],
    [3, 1, 4, "10:00"],
    [1, 1, 8, "11:00"],
  ],
  { key: ["id"] },
);

meaning("2. keys, state, events", [
  [
    "21",
    "versions that tie are ordered by time, then by their values",
    {
      sources: {
        ev: versions("id: int64, k: int64, x: int64?, tm: timestamp | cr: timestamp, sq: int64", [
          [1, 1, 1, "09:00", "10:00", 1],
          [1, 1, 2, "08:00", "10:00", 2],
          [2, 1, 10, "09:00", "10:00", 1],
          [2, 1, 20, "08:30", "10:00", 1],
          [3, 1, 100, "09:00", "10:00", 1],
          [3, 1, 300, "09:00", "10:00", 1],
          [3, 1, 200, "09:00", "10:00", 1],
          [4, 1, 1000, "09:00", null, null],
          [4, 1, 2000, "09:00", null, 1],
          [5, 1, 10000, "09:00", null, 9],
          [5, 1, 20000, "09:00", "07:00", null],
        ]),
      },
      feat: "view v for e from ev { s = sum(x) over lifetime n = count() over lifetime }",
      asks: [[now, { k: 1 }, { s: 2 + 10 + 300 + 2000 + 20000, n: 5 }]],
    },
  ],
  [
    "21",
    "events with a key but neither created nor sequence give a warning; exact redeliveries count once",
    {
      sources: { ev: versions("id: int64, k: int64, x: int64, tm: timestamp", []) },
      feat: "view v for e from «ev» { s = sum(x) over lifetime }",
      says: ["versions-unordered"],
    },
  ],
  [
    "21",
    "exact redeliveries",
    {
      sources: {
        ev: versions("id: int64, k: int64, x: int64, tm: timestamp", [
          [1, 1, 5, "09:00"],
          [1, 1, 5, "09:00"],
          [1, 1, 5, "09:00"],
          [2, 1, 7, "09:00"],
        ]),
      },
      feat: "view v for e from ev { s = sum(x) over 1d n = count() over lifetime l = last_n(x, 5) over 1d }",
      asks: [[now, { k: 1 }, { s: 12, n: 2, l: [7, 5] }]],
    },
  ],
  [
    "22",
    "a correction that moves the entity or the time",
    {
      sources: {
        ev: versions("id: int64, k: int64, x: int64, tm: timestamp | cr: timestamp", [
          [1, 1, 5, "09:00", "09:00"],
          [1, 2, 6, "09:00", "10:00"],
          [2, 1, 70, "09:00", "09:00"],
          [2, 1, 70, "11:00", "10:00"],
        ]),
      },
      feat: "view v for e from ev known { s = sum(x) over lifetime } view w for e from ev { s2 = sum(x) over lifetime } service s { v.* w.* }",
      asks: [
        ["09:30", { k: 1 }, { s: 75, s2: 70 }],
        ["10:30", { k: 1 }, { s: 70, s2: 70 }],
        ["10:30", { k: 2 }, { s: 6, s2: 6 }],
        ["11:00", { k: 1 }, { s: 70, s2: 70 }],
        ["11:30", { k: 1 }, { s: 70, s2: 70 }],
        ["09:30", { k: 2 }, { s: null, s2: 6 }],
      ],
    },
  ],
  [
    "23",
    "a correction whose time is outside the window removes the event from it",
    {
      sources: {
        ev: versions("id: int64, k: int64, x: int64, tm: timestamp | cr: timestamp", [
          [1, 1, 5, "11:00", "11:00"],
          [1, 1, 6, "08:00", "11:30"],
          [2, 1, 70, "11:10", "11:10"],
        ]),
      },
      feat: "view v for e from ev known { a = sum(x) over 2h b = sum(x) over last 1 rows c = sum(x) over 1d }",
      asks: [
        ["11:20", { k: 1 }, { a: 75, b: 70, c: 75 }],
        [now, { k: 1 }, { a: 70, b: 70, c: 76 }],
      ],
    },
  ],
  [
    "24",
    "`offset` with a key and `known`: everything is as of t - d",
    {
      sources: {
        ev: versions("id: int64, k: int64, x: int64, tm: timestamp | cr: timestamp", [
          [1, 1, 5, "09:00", "09:00"],
          [1, 1, 6, "09:00", "10:30"],
          [2, 1, 70, "09:30", "10:30"],
          [3, 1, 800, "11:30", "11:30"],
        ]),
      },
      feat: "view v for e from ev known { a = sum(x) over 1d offset 2h b = sum(x) over 1d offset 1h c = sum(x) over 1d d = last(x) over last 1 rows offset 2h }",
      asks: [[now, { k: 1 }, { a: 5, b: 76, c: 876, d: 5 }]],
    },
  ],
  [
    "25",
    "`known` with a delay",
    {
      sources: {
        ev: events(
          "k: int64, x: int64, tm: timestamp | cr: timestamp",
          [
            [1, 1, "10:00", "11:45"],
            [1, 2, "11:30", "11:30"],
          ],
          { delay: "1h" },
        ),
        st: state("k: int64, x: int64, tm: timestamp | cr: timestamp", [[1, 9, "10:00", "12:00"]], { delay: "1h" }),
      },
      feat: "view v for e from ev known { s = sum(x) over lifetime } view w for e from st known { x } service s { v.* w.* }",
      asks: [
        ["11:44:59", { k: 1 }, { s: null, x: missing }],
        ["11:45", { k: 1 }, { s: 1 }],
        [now, { k: 1 }, { s: 1, x: 9 }],
        ["12:30", { k: 1 }, { s: 1 }],
        ["12:30:00.000001", { k: 1 }, { s: 3 }],
      ],
    },
  ],
  [
    "26",
    "of a state, the version with the greatest time counts; of an event, the version written last",
    {
      sources: {
        st: state(
          "id: int64, x: int64, tm: timestamp | cr: timestamp",
          [
            [1, 1, "09:00", "09:00"],
            [1, 2, "08:00", "11:00"],
          ],
          { key: ["id"] },
        ),
        ev: versions("id: int64, x: int64, tm: timestamp | cr: timestamp", [
          [1, 1, "09:00", "09:00"],
          [1, 2, "08:00", "11:00"],
        ]),
      },
      feat: "entity u { id: int64 } view v for u from st { x } view w for u from ev { y = last(x) over lifetime } service s { v.* w.* }",
      asks: [[now, { id: 1 }, { x: 1, y: 2 }]],
    },
  ],
  [
    "27",
    "without known, a correction counts before it was written, with a warning",
    {
      sources: { ev: versions("id: int64, k: int64, x: int64, tm: timestamp | cr: timestamp", []) },
      feat: "view v for e from «ev» { s = sum(x) over lifetime }",
      says: ["corrections-seen"],
    },
  ],
  [
    "27",
    "without known",
    {
      sources: {
        ev: versions("id: int64, k: int64, x: int64, tm: timestamp | cr: timestamp", [
          [1, 1, 5, "09:00", "09:00"],
          [1, 1, 6, "09:00", "13:00"],
        ]),
      },
      feat: "view v for e from ev { s = sum(x) over lifetime }",
      asks: [[now, { k: 1 }, { s: 6 }]],
    },
  ],
  [
    "28",
    "order-sensitive aggregates over current rows",
    {
      sources: { users },
      feat: "view v for e from users { f = first(x) l = last(x) n = last_n(x, 2) c = collect(x) s = sum(x) }",
      asks: [
        [now, { k: 1 }, { f: 2, l: 8, n: [8, 4], c: [2, 4, 8], s: 14 }],
        ["10:30", { k: 1 }, { f: 2, l: 4, n: [4, 1], c: [2, 1, 4], s: 7 }],
        [now, { k: 9 }, { f: null, n: [], c: [], s: null }],
      ],
    },
  ],
  [
    "28",
    "an aggregate over a keyed state may not have `over`",
    {
      sources: { users },
      feat: "view v for e from users { a = sum(x) «over 7d» b = count() «over lifetime» c = count() «over last 3 rows» d = count() «over since x > 1» }",
      says: ["over-on-state", "over-on-state", "over-on-state", "over-on-state"],
    },
  ],
  [
    "29",
    "an aggregate over a state without a key",
    {
      sources: { st: state("k: int64, x: int64, tm: timestamp") },
      feat: "view v for e from st { n = «count()» }",
      says: ["aggregate-over-state"],
    },
  ],
  [
    "30",
    "the end of a day when the clocks change",
    {
      sources: {
        st: state(
          "k: int64, x: int64, d: date",
          [
            [1, 1, "2024-03-30"],
            [1, 2, "2024-03-31"],
            [2, 1, "2024-10-26"],
            [2, 2, "2024-10-27"],
          ],
          { time: { column: "d", format: "date", at: "end", zone: "Europe/Berlin" } },
        ),
        cuba: state("k: int64, x: int64, d: date", [[3, 1, "2024-03-09"]], {
          time: { column: "d", format: "date", at: "end", zone: "America/Havana" },
        }),
      },
      feat: "view v for e from st { x } view w for e from cuba { y = x } service s { v.* w.* }",
      asks: [
        ["2024-03-30T22:59:59.999999Z", { k: 1 }, { x: missing }],
        ["2024-03-30T23:00:00Z", { k: 1 }, { x: 1 }],
        ["2024-03-31T21:59:59.999999Z", { k: 1 }, { x: 1 }],
        ["2024-03-31T22:00:00Z", { k: 1 }, { x: 2 }],
        ["2024-10-26T22:00:00Z", { k: 2 }, { x: 1 }],
        ["2024-10-27T22:59:59.999999Z", { k: 2 }, { x: 1 }],
        ["2024-10-27T23:00:00Z", { k: 2 }, { x: 2 }],
        // Midnight of 10 March does not exist in Havana: the day begins at 01:00 local time, 05:00 UTC.
        ["2024-03-10T04:59:59.999999Z", { k: 3 }, { y: missing }],
        ["2024-03-10T05:00:00Z", { k: 3 }, { y: 1 }],
      ],
    },
  ],
  [
    "31",
    "events with a date as their time need `at` too",
    {
      sources: { ev: events("k: int64, d: date", [], { time: { column: "d", format: "date" } }) },
      feat: "entity e { k: int64 }",
      says: ["date-needs-at yaml"],
    },
  ],
  [
    "31",
    "the start and the end of the day",
    {
      sources: {
        a: events("k: int64, d: date", [[1, "2024-01-10"]], { time: { column: "d", format: "date", at: "start" } }),
        b: events("k: int64, d: date", [[1, "2024-01-10"]], { time: { column: "d", format: "date", at: "end" } }),
      },
      feat: "view v for e from a { n = count() over 1d } view w for e from b { m = count() over 1d } service s { v.* w.* }",
      asks: [
        ["00:00", { k: 1 }, { n: 0, m: 0 }],
        [now, { k: 1 }, { n: 1, m: 0 }],
        ["01-11 00:00", { k: 1 }, { n: 1, m: 0 }],
        ["01-11 00:00:00.000001", { k: 1 }, { n: 0, m: 1 }],
      ],
    },
  ],
  [
    "32",
    "--from bounds the latest values of plain rows; other views read what they need",
    {
      sources: {
        plain: state("k: int64, x: int64, tm: timestamp", [
          [1, 1, "08:00"],
          [2, 2, "11:00"],
        ]),
        users,
        daily: state("k: int64, x: int64, tm: timestamp", [[1, 3, "08:00"]], { complete: true }),
        ev: events("k: int64, x: int64, tm: timestamp", [
          [1, 1, "08:00"],
          [1, 2, "11:30"],
        ]),
      },
      feat: `source joined from ev join plain on k { k p = plain.x }
        entity u { id: int64 } entity e { k: int64 }
        view a for e from plain { x } view p for u from users { z = x } view q for e from ev { f = x n2 = count() over 1d } view b for e from users { n = count() s = sum(x) } view c for e from daily { y = x }
        view d for e from ev { t = sum(x) over 1d l = sum(x) over lifetime } view j for e from joined { w = collect(p) over 1d }
        service s { a.* b.* c.* d.* j.* p.* q.* }`,
      asks: [[now, { k: 1 }, { x: missing, n: 3, s: 14, y: 3, t: 3, l: 3, w: [1, 1] }, { stored: now, from: "10:00" }]],
    },
  ],
  [
    "32",
    "--from includes a row of exactly that time",
    {
      sources: { plain: state("k: int64, x: int64, tm: timestamp", [[2, 2, "11:00"]]) },
      feat: "view v for e from plain { x }",
      asks: [[now, { k: 2 }, { x: 2 }, { stored: now, from: "11:00" }]],
    },
  ],
]);
