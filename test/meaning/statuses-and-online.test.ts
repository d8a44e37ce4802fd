import { as, events, fault, missing, stale, state } from "./support/case.js";
import { meaning } from "./support/check.js";

const now = "12:00";
const st = state("k: int64, x: int64?, z: int64?, tm: timestamp", [
  [1, 5, 2, "10:00"],
  [2, null, 3, "10:00"],
  [4, 9, null, "11:59"],
]);
const ev = events("k: int64, x: int64?, tm: timestamp", [
  [1, 5, "09:30"],
  [1, 6, "11:00"],
]);
const zips = state("k: int64, m: int64?, tm: timestamp", [
  [5, 50, "08:00"],
  [2, null, "08:00"],
]);

meaning("D. statuses, null labels, online", [
  [
    "D1",
    "a null event_timestamp sees no rows",
    {
      sources: { st, ev },
      feat: `view v for e from st { x d = z default 7 y = x + 1 n = x is null c = 3 h = hours_between("2024-01-01T00:00:00Z", now()) w = x default -1 }
        view a for e from ev { n = count() over 1d s = sum(x) over lifetime q = n + 1 l = last_n(x, 2) over 1d m = x }
        transform t { p = a.n * 2 g = v.x ?? 4 u = now() is null }
        service s { v.* a as a { * } t.* }`,
      asks: [
        [
          null,
          { k: 1 },
          {
            x: null,
            d: 7,
            y: null,
            n: true,
            c: 3,
            h: null,
            w: -1,
            a_n: 0,
            a_s: null,
            a_q: 1,
            a_l: [],
            a_m: null,
            p: 0,
            g: 4,
            u: true,
          },
        ],
        [now, { k: 1 }, { x: 5, d: 2, y: 6, n: false, a_n: 2, p: 4, a_l: [6, 5] }],
      ],
    },
  ],
  [
    "D2",
    "a renamed feature keeps the status that its default left",
    {
      sources: { st, ev: events("k: int64, x: int64, tm: timestamp") },
      feat: `view v for e from st { x z c = x + z default 7 d = c let l = d f = l g = d + 0 h: float64? = c }
        view w for e from ev { n = sum(x) over 1d default 3 m = n }
        transform t { c2 = v.c d2 = v.d e2 = v.x + v.z default 5 let l2 = e2 f2 = l2 n2 = w.n m2 = w.m g2 = f2 + 1 }
        service s { v.* w.* t.* }
        service sub { t.f2 }`,
      asks: [
        [
          now,
          { k: 9 },
          {
            c: as(7, "null"),
            d: as(7, "null"),
            f: as(7, "null"),
            g: 7,
            h: as(7, "null"),
            n: as(3, "null"),
            m: as(3, "null"),
            c2: as(7, "null"),
            d2: as(7, "null"),
            e2: as(5, "null"),
            f2: as(5, "null"),
            n2: as(3, "null"),
            m2: as(3, "null"),
            g2: 6,
          },
        ],
      ],
    },
  ],
  [
    "D2",
    "a rename keeps the status, an operator does not",
    {
      sources: { st },
      feat: `view v for e from st ttl 1h { x let l = x a = x b = l c: float64? = z d = x ?? 0 g = x + 0 h = x default 1 i = h j = if true then x else null }
        transform t { a2 = v.x let m = v.x b2 = m c2 = v.c d2 = v.x ?? 0 h2 = v.h k2 = v.x default 3 n2 = h2 }
        service s { v.* t.* }`,
      asks: [
        [
          now,
          { k: 1 },
          {
            x: stale,
            a: stale,
            b: stale,
            c: stale,
            d: 0,
            g: null,
            h: as(1, "stale"),
            i: as(1, "stale"),
            j: null,
            a2: stale,
            b2: stale,
            c2: stale,
            d2: 0,
            h2: as(1, "stale"),
            k2: as(3, "stale"),
            n2: as(1, "stale"),
          },
        ],
        [
          now,
          { k: 3 },
          {
            x: missing,
            a: missing,
            b: missing,
            c: missing,
            d: 0,
            h: as(1, "missing"),
            a2: missing,
            b2: missing,
            k2: as(3, "missing"),
            n2: as(1, "missing"),
          },
        ],
        ["10:30", { k: 2 }, { x: null, a: null, c: 3, d: 0, h: as(1, "null"), a2: null, k2: as(3, "null") }],
        ["10:30", { k: 1 }, { x: 5, a: 5, c: 2, d: 5, h: 5, i: 5, j: 5, a2: 5, k2: 5, n2: 5 }],
      ],
    },
  ],
  [
    "D3",
    "a stale aggregate is null, so its type is nullable",
    {
      sources: { ev },
      feat: "view v for e from ev ttl 1h { n = count() over 1d m = count() over 1d default -1 p = n + 1 q = n }",
      types: { n: "int64?", m: "int64", p: "int64?" },
      asks: [
        ["13:00:00.000001", { k: 1 }, { n: stale, m: as(-1, "stale"), p: null, q: stale }, { stored: "12:00" }],
        ["13:00", { k: 1 }, { n: 2, m: 2, p: 3, q: 2 }, { stored: "12:00" }],
        ["13:00:00.000001", { k: 9 }, { n: stale, m: as(-1, "stale") }, { stored: "12:00" }],
        [now, { k: 1 }, { n: 2, m: 2 }],
        [now, { k: 9 }, { n: 0, m: 0 }],
      ],
    },
  ],
  [
    "D3",
    "a stale list of `times` is null as a whole",
    {
      sources: { ev },
      feat: `view v for e from ev ttl 1h { n = count() over 1h times 2 m = n l = length(n) o = n ?? [-1] d = sum(x) over 1h times 2 default [-2] f: float64?[]? = count() over 1h times 2 }
        transform t { a = v.n b = length(v.n) }
        service s { v.* t.* }`,
      types: { n: "int64[]?", m: "int64[]?", l: "int64?", a: "int64[]?", d: "int64[]" },
      asks: [
        [
          "13:00:00.000001",
          { k: 1 },
          { n: stale, m: stale, l: null, o: [-1], d: as([-2], "stale"), f: stale, a: stale, b: null },
          { stored: "12:00" },
        ],
        [
          "13:00",
          { k: 1 },
          { n: [0, 1], m: [0, 1], l: 2, o: [0, 1], d: [null, 6], f: [0, 1], a: [0, 1], b: 2 },
          { stored: "12:00" },
        ],
        ["13:00:00.000001", { k: 9 }, { n: stale, l: null }, { stored: "12:00" }],
        [now, { k: 1 }, { n: [0, 1], d: [null, 6], f: [0, 1] }],
        [now, { k: 9 }, { n: [0, 0] }],
      ],
    },
  ],
  [
    "D4",
    "computed features are evaluated on the stored features as they read at t",
    {
      sources: { st },
      feat: "view v for e from st ttl 2h { x y = x + 1 n = x is null h = now() } transform t { w = v.x ?? -1 z = v.y }",
      asks: [
        [now, { k: 1 }, { x: 5, y: 6, n: false, w: 5, z: 6, h: now }, { stored: "11:00" }],
        ["12:00:00.000001", { k: 1 }, { x: stale, y: null, n: true, w: -1, z: null }, { stored: "11:00" }],
      ],
    },
  ],
  [
    "D5",
    "an `until` between T and t makes the row missing",
    {
      sources: {
        s1: state("k: int64, x: int64, tm: timestamp | ends: timestamp", [
          [1, 5, "10:00", "12:00"],
          [2, 5, "10:00", null],
        ]),
      },
      feat: "view v for e from s1 { x y = x + 1 }",
      asks: [
        ["11:59:59.999999", { k: 1 }, { x: 5, y: 6 }, { stored: "11:00" }],
        [now, { k: 1 }, { x: missing, y: null }, { stored: "11:00" }],
        [now, { k: 2 }, { x: 5 }, { stored: "11:00" }],
      ],
    },
  ],
  [
    "D6",
    "a read before T",
    {
      sources: { st },
      feat: "view v for e from st { x }",
      asks: [
        ["10:59", { k: 1 }, fault(/2024-01-10T11:00:00/), { stored: "11:00" }],
        ["11:00", { k: 1 }, { x: 5 }, { stored: "11:00" }],
      ],
    },
  ],
  [
    "D7",
    "T under every",
    {
      sources: { st },
      feat: "view v for e from st every 1h after 15m ttl 2h { x n = now() }",
      asks: [
        ["12:14:59", { k: 1 }, { x: 5, n: "11:00" }, { stored: "11:20", asOf: { v: "11:00" } }],
        ["11:10", { k: 1 }, { x: 5, n: "10:00" }, { asOf: { v: "10:00" } }],
        ["13:14:59", { k: 1 }, { x: 5, n: "12:00" }, { stored: "11:20", asOf: { v: "11:00" } }],
        ["13:15", { k: 1 }, { x: stale, n: "13:00" }, { stored: "11:20", asOf: { v: "11:00" } }],
      ],
    },
  ],
  [
    "D7",
    "whether aggregates are stale is decided at the cadence instant",
    {
      sources: { ev },
      feat: "view v for e from ev every 1h ttl 1h { n = count() over 1d }",
      asks: [
        ["12:59", { k: 1 }, { n: 1 }, { stored: "11:20" }],
        ["13:00", { k: 1 }, { n: stale }, { stored: "11:20" }],
      ],
    },
  ],
  [
    "D8",
    "reading a view that was never materialized fails the whole read",
    {
      sources: { st, ev },
      feat: "view v for e from st { x } view a for e from ev { c = count() over 1d } service s { v.* a.* }",
      asks: [
        [
          now,
          { k: 1 },
          fault(/^views a, v are not in the online store at .*feat materialize a v/),
          { stored: "never" },
        ],
        [now, { k: null }, fault(/feat materialize a v/), { stored: "never" }],
      ],
    },
  ],
  [
    "D8",
    "a client opened with unmaterialized: missing reads the default, else null, else the type's empty value",
    {
      sources: { st, ev },
      feat: `enum size { small large }
        view v for e from st ttl 1h { x d = z default 2 n = x is null t = now() e: int64 = x ?? 7 m = match { x > 1 => "b" else => "a" } }
        view a for e from ev { c = count() over 1d f = c + 1 s = sum(x) over 1d g = s default 3 l = sum(x) over 1h times 2 default [-2] r = c / 2.0 }
        transform q { copy = a.g sum = a.c + 1 z = v.x ?? 4 }
        service s { v.* a.* q.* }`,
      asks: [
        [
          now,
          { k: 1 },
          {
            x: missing,
            d: as(2, "missing"),
            n: as(false, "missing"),
            t: as("1970-01-01T00:00:00Z", "missing"),
            e: as(0, "missing"),
            m: as("b", "missing"),
            c: as(0, "missing"),
            f: as(0, "missing"),
            s: missing,
            g: as(3, "missing"),
            l: as([-2], "missing"),
            r: as(0, "missing"),
            copy: as(3, "missing"),
            sum: 1,
            z: 4,
          },
          { stored: "never", unmaterialized: "missing", asOf: { v: null, a: null } },
        ],
      ],
    },
  ],
  [
    "D9",
    "unsafe integers are strings in JSON",
    {
      sources: { s1: state("k: int64, x: int64, tm: timestamp", [[1, 9007199254740993n, "10:00"]]) },
      feat: "view v for e from s1 { x y = x + 1 }",
      asks: [[now, { k: 1 }, { x: 9007199254740993n, y: 9007199254740994n }]],
    },
  ],
  [
    "D10",
    "`as` inside an aliased pick is prefixed too",
    {
      sources: { st },
      feat: "view v for e from st { x z } service s { v as b { x as y, z } v as c (k = j) { * except { z } } }",
      says: [],
      features: ["b_y", "b_z", "c_x"],
    },
  ],
  [
    "D11",
    "keys as values in a transform",
    {
      sources: { st },
      feat: `view v for e from st { c = k x kk = k + 1 } transform t { key = k y = v.x z = k * 2 let w = k + 1 u = w }
        transform own { k = v.x * 100 y2 = k }
        service s { v.* t.* own as o { * } }`,
      asks: [
        [now, { k: 1 }, { c: 1, x: 5, kk: 2, key: 1, y: 5, z: 2, u: 2, o_k: 500, o_y2: 500 }],
        [now, { k: 3 }, { c: missing, x: missing, kk: null, key: 3, y: missing, z: 6, u: 4 }],
        [now, { k: null }, { c: missing, key: null, z: null, y: missing, u: null }],
      ],
    },
  ],
  [
    "D12",
    "a transform reads another transform's feature",
    {
      sources: { st },
      feat: "view v for e from st { x } transform a { y = v.x } transform b { z = a.y + 1 w = a.y } service s { b.* }",
      asks: [
        [now, { k: 1 }, { z: 6, w: 5 }],
        [now, { k: 3 }, { z: null, w: missing }],
      ],
    },
  ],
  [
    "D12",
    "cycles are errors",
    {
      feat: "transform a { y = b.z } transform b { z = «a».y + 1 } service s { b.* }",
      says: ["cycle"],
    },
  ],
  [
    "D13",
    "a hop whose key is null or unknown",
    {
      sources: { st, zips, ev },
      feat: `view v for e from st { x z } view f for e from zips { m } view a for e from ev { n = count() over lifetime }
        transform t { use f (k = v.x) use a (k = v.z) m = f.m n = a.n p = f.m + 1 }
        service s { t.* }`,
      asks: [
        [now, { k: 1 }, { m: 50, n: 0, p: 51 }],
        [now, { k: 2 }, { m: missing, n: 0, p: null }],
        [now, { k: 3 }, { m: missing, n: 0 }],
        [now, { k: 4 }, { m: missing, n: 0 }],
      ],
    },
  ],
  [
    "D14",
    "a hop's renamed feature keeps its status",
    {
      sources: { st, zips },
      feat: `view v for e from st { x z } view f for e from zips ttl 1h { m }
        transform t { use f (k = v.x) let l = f.m a = l b = f.m ?? 0 c = f.m default 3 } service s { t.* }`,
      asks: [
        [now, { k: 1 }, { a: stale, b: 0, c: as(3, "stale") }],
        [now, { k: 2 }, { a: missing, b: 0, c: as(3, "missing") }],
      ],
    },
  ],
  [
    "D15",
    "one view under two keys in one transform",
    {
      sources: { st },
      feat: "view v for e from st { x } transform t { use v as a (k = k1) use v as b (k = k2) d = a.x - b.x p = a.x q = b.x } service s { t.* }",
      asks: [
        [now, { k1: 4, k2: 1 }, { d: 4, p: 9, q: 5 }],
        [now, { k1: 1, k2: 3 }, { d: null, p: 5, q: missing }],
        [now, { k1: 1, k2: 1 }, { d: 0 }],
      ],
    },
  ],
  [
    "D16",
    "a service without keys",
    {
      sources: { ev },
      feat: "request r { a: int64 } view v from ev { n = count() over 1d x } transform t { y = r.a + v.n } service s { v.* t.* }",
      asks: [
        [now, { a: 3 }, { n: 2, x: 6, y: 5 }],
        ["09:00", { a: 3 }, { n: 0, x: missing, y: 3 }],
      ],
    },
  ],
  [
    "D17",
    "an expression that contains a stale aggregate",
    {
      sources: { ev },
      feat: "view v for e from ev ttl 1h { n = count() over 1d p = n + 1 q = (count() over 1d) + 1 r = (n ?? 0) + 1 s = n is null }",
      asks: [["14:00", { k: 1 }, { n: stale, p: null, q: null, r: 1, s: true }, { stored: "12:00" }]],
    },
  ],
  [
    "D18",
    "a null key for one of two views",
    {
      sources: { st, zips },
      feat: "view v for e from st ttl 1h { x } view f for e from zips { m } service s { v as a (k = k1) { x } f as b (k = k2) { m } }",
      asks: [
        [now, { k1: 1, k2: null }, { a_x: stale, b_m: missing }],
        [now, { k1: null, k2: 5 }, { a_x: missing, b_m: 50 }],
      ],
    },
  ],
]);
