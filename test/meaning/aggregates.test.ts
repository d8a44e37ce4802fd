import { events, state } from "./support/case.js";
import { meaning } from "./support/check.js";

const now = "12:00";
const values = (list: readonly (number | null)[], k = 1) =>
  list.map((value, at) => [k, value, `10:${String(at).padStart(2, "0")}`] as const);
const numbers = (...groups: readonly (readonly (number | null)[])[]) =>
  events(
    "k: int64, x: float64?, tm: timestamp",
    groups.flatMap((list, at) => values(list, at + 1)),
  );

meaning("5. aggregates", [
  [
    "58",
    "a row with a null in one argument is left out",
    {
      sources: {
        ev: events("k: int64, x: float64?, y: float64?, s: string?, tm: timestamp", [
          [1, 1, 2, "a", "10:00"],
          [1, 2, null, "b", "10:01"],
          [1, null, 9, "c", "10:02"],
          [1, 3, 6, "d", "10:03"],
          [1, 9, 0, null, "10:04"],
          [1, "nan", 99, "n", "10:05"],
          [1, 99, "nan", "m", "10:06"],
        ]),
      },
      feat: `view v for e from ev { a = min_by(s, y) over 1d b = max_by(s, x) over 1d c = covar(x, y) over last 4 rows
        d = covar(x, y) where s is not null over 1d g = corr(x, y) where s is not null over lifetime h = max_by(x, y) over 1d }`,
      asks: [[now, { k: 1 }, { a: "a", b: "m", c: -18, d: 4, g: 1, h: 3 }]],
    },
  ],
  [
    "59",
    "first_n and collect go oldest first, last_n newest first",
    {
      sources: { ev: numbers([3, null, 1, 2], [5]) },
      feat: "view v for e from ev { f = first_n(x, 2) over 1d l = last_n(x, 2) over 1d c = collect(x) over 1d m = last_n(x, 9) over lifetime g = first_n(x, 9) over last 2 rows }",
      asks: [
        [now, { k: 1 }, { f: [3, 1], l: [2, 1], c: [3, 1, 2], m: [2, 1, 3], g: [1, 2] }],
        [now, { k: 2 }, { f: [5], l: [5], c: [5], m: [5] }],
      ],
    },
  ],
  [
    "60",
    "last_distinct_n orders values by their last row",
    {
      sources: { ev: numbers([1, 2, 1, 3, null, 2, 3, -0, 0]) },
      feat: "view v for e from ev { a = last_distinct_n(x, 2) over 1d b = last_distinct_n(x, 9) over 1d }",
      asks: [[now, { k: 1 }, { a: [0, 3], b: [0, 3, 2, 1] }]],
    },
  ],
  [
    "61",
    "largest_n descends, smallest_n ascends, and equal values are kept",
    {
      sources: { ev: numbers([3, 1, 3, null, 2, 1]) },
      feat: "view v for e from ev { a = largest_n(x, 3) over 1d b = smallest_n(x, 3) over 1d c = largest_n(x, 99) over 1d }",
      asks: [[now, { k: 1 }, { a: [3, 3, 2], b: [1, 1, 2], c: [3, 3, 2, 1, 1] }]],
    },
  ],
  [
    "62",
    "most_frequent_n and mode break ties to the smaller value",
    {
      sources: {
        ev: events("k: int64, s: string?, x: int64?, tm: timestamp", [
          [1, "b", 5, "10:00"],
          [1, "a", 5, "10:01"],
          [1, "\u{1F600}", 4, "10:02"],
          [1, "\uffff", 4, "10:03"],
          [1, "\u{1F600}", null, "10:04"],
          [1, "\uffff", null, "10:05"],
          [1, null, null, "10:06"],
        ]),
      },
      feat: "view v for e from ev { a = most_frequent_n(s, 3) over 1d b = mode(s) over 1d c = mode(x) over 1d d = most_frequent_n(x, 5) over 1d }",
      asks: [
        [now, { k: 1 }, { a: ["\uffff", "\u{1F600}", "a"], b: "\uffff", c: 4, d: [4, 5] }],
        [now, { k: 2 }, { a: [], b: null }],
      ],
    },
  ],
  [
    "63",
    "min_by and max_by take the latest of the tied rows",
    {
      sources: {
        ev: events("k: int64, s: string, x: int64, tm: timestamp", [
          [1, "a", 1, "10:00"],
          [1, "b", 1, "10:01"],
          [1, "c", 9, "10:02"],
          [1, "z", 9, "10:03"],
          [1, "d", 9, "10:03"],
        ]),
      },
      feat: "view v for e from ev { a = min_by(s, x) over 1d b = max_by(s, x) over 1d c = min_by(x, s) over lifetime }",
      asks: [[now, { k: 1 }, { a: "b", b: "z", c: 1 }]],
    },
  ],
  [
    "64",
    "percentile interpolates between the neighbours",
    {
      sources: {
        ev: events("k: int64, x: int64?, tm: timestamp", [
          [1, 10, "10:00"],
          [1, 20, "10:01"],
          [1, null, "10:02"],
          [1, 40, "10:03"],
          [1, 30, "10:04"],
        ]),
      },
      feat: "view v for e from ev { a = percentile(x, 0.5) over 1d b = median(x) over 1d c = percentile(x, 0) over 1d d = percentile(x, 1) over 1d g = percentile(x, 0.9) over 1d h = percentile(x, 0.25) over lifetime }",
      types: { a: "float64?", b: "float64?" },
      asks: [
        [now, { k: 1 }, { a: 25, b: 25, c: 10, d: 40, g: 37, h: 17.5 }],
        [now, { k: 2 }, { a: null, b: null }],
      ],
    },
  ],
  [
    "64",
    "p must be a literal from 0 to 1",
    {
      sources: { ev: numbers() },
      feat: "view v for e from ev { a = percentile(x, «x») over 1d b = percentile(x, «1.5») over 1d c = percentile(x, «-0.1») over 1d }",
      says: ["argument-not-literal", "argument-range", "argument-range"],
    },
  ],
  [
    "65",
    "skewness and kurtosis",
    {
      sources: { ev: numbers([1, 2, 10], [1, 2, 3, 10], [1, 2], [5, 5, 5, 5, 5]) },
      feat: "view v for e from ev { s = skewness(x) over 1d t = kurtosis(x) over 1d }",
      asks: [
        [now, { k: 1 }, { s: 1.6523167403329908, t: null }],
        [now, { k: 2 }, { s: 1.763632614803888, t: 3.228 }],
        [now, { k: 3 }, { s: null, t: null }],
        [now, { k: 4 }, { s: null, t: null }],
        [now, { k: 9 }, { s: null, t: null }],
      ],
    },
  ],
  [
    "65",
    "skewness and kurtosis over rows that pass a condition, in every window and over current rows",
    {
      sources: {
        ev: numbers([1, 2, -5, 3, 10]),
        st: state(
          "id: int64, k: int64, x: float64, tm: timestamp",
          [1, 2, -5, 3, 10].map((x, at) => [at, 1, x, "10:00"]),
          { key: ["id"] },
        ),
      },
      feat: `view v for e from ev {
          s = skewness(x) where x > 0 over [1d, lifetime, last 5 rows] t = kurtosis(x) where x > 0 over [1d, lifetime, last 5 rows]
          r = percentile(x, 0.5) where x > 0 over [1d, lifetime, last 5 rows]
        }
        view w for e from st { s = skewness(x) where x > 0 t = kurtosis(x) where x > 0 }
        service s { v.* w as w { * } }`,
      asks: [
        [
          now,
          { k: 1 },
          {
            s_1d: 1.763632614803888,
            s_lifetime: 1.763632614803888,
            s_last_5_rows: 1.763632614803888,
            t_1d: 3.228,
            t_lifetime: 3.228,
            t_last_5_rows: 3.228,
            r_1d: 2.5,
            r_lifetime: 2.5,
            r_last_5_rows: 2.5,
            w_s: 1.763632614803888,
            w_t: 3.228,
          },
        ],
      ],
    },
  ],
  [
    "66",
    "covar and corr use the sample formulas",
    {
      sources: {
        ev: events("k: int64, x: float64?, y: float64?, tm: timestamp", [
          [1, 1, 2, "10:00"],
          [1, 3, 1, "10:01"],
          [1, 5, 6, "10:02"],
          [2, 1, 1, "10:00"],
          [2, null, 1, "10:01"],
          [3, 1, 7, "10:00"],
          [3, 2, 7, "10:01"],
        ]),
      },
      feat: "view v for e from ev { a = covar(x, y) over 1d b = corr(x, y) over 1d }",
      asks: [
        [now, { k: 1 }, { a: 4, b: 4 / Math.sqrt(4 * 7) }],
        [now, { k: 2 }, { a: null, b: null }],
        [now, { k: 3 }, { a: 0, b: null }],
      ],
    },
  ],
  [
    "67",
    "stddev_pop and variance_pop of one value are 0",
    {
      sources: { ev: numbers([7], [1, 3]) },
      feat: "view v for e from ev { a = stddev_pop(x) over 1d b = variance_pop(x) over 1d c = stddev(x) over 1d }",
      asks: [
        [now, { k: 1 }, { a: 0, b: 0, c: null }],
        [now, { k: 2 }, { a: 1, b: 1, c: Math.SQRT2 }],
        [now, { k: 3 }, { a: null, b: null, c: null }],
      ],
    },
  ],
  [
    "68",
    "decayed_sum decays from t - offset, by the row's own time",
    {
      sources: {
        ev: events(
          "k: int64, x: float64?, tm: timestamp",
          [
            [1, 8, "10:00"],
            [1, 4, "11:00"],
            [1, null, "11:30"],
          ],
          { delay: "30m" },
        ),
      },
      feat: `view v for e from ev { a = decayed_sum(x, 1h) over 1d b = decayed_sum(x, 30m) over 1d offset 30m c = decayed_sum(x, 1h) over 1h }
        view w for e from ev every 1h { d = decayed_sum(x, 1h) over lifetime } service s { v.* w.* }`,
      asks: [
        [now, { k: 1 }, { a: 2 + 2, b: 1, c: 2, d: 4 }],
        ["12:59", { k: 1 }, { d: 4 }],
        [now, { k: 2 }, { a: null }],
      ],
    },
  ],
  [
    "68",
    "the half-life must be a duration longer than zero",
    {
      sources: { ev: numbers() },
      feat: "view v for e from ev { a = decayed_sum(x, «60») over 1d b = decayed_sum(x, «0s») over 1d }",
      says: ["duration-argument", "duration-argument"],
    },
  ],
  [
    "76",
    "dot, cosine_similarity, norm",
    {
      sources: {
        ev: events("k: int64, a: float64[]?, b: float64[]?, tm: timestamp", [
          [1, [3, 4], [4, 3], "10:00"],
          [2, [3, 4], [4], "10:00"],
          [3, [3, null], [4, 3], "10:00"],
          [4, [0, 0], [4, 3], "10:00"],
          [5, null, [4, 3], "10:00"],
        ]),
      },
      feat: "view v for e from ev { d = dot(a, b) c = cosine_similarity(a, b) n = norm(a) }",
      asks: [
        [now, { k: 1 }, { d: 24, c: 24 / 25, n: 5 }],
        [now, { k: 2 }, { d: null, c: null, n: 5 }],
        [now, { k: 3 }, { d: null, c: null, n: null }],
        [now, { k: 4 }, { d: 0, c: null, n: 0 }],
        [now, { k: 5 }, { d: null, c: null, n: null }],
      ],
    },
  ],
]);
