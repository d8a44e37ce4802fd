import { expect, test } from "vitest";
import { folder } from "../cli/feat.js";
import { compileTexts } from "../oracle/support/compile.js";
import { failures } from "../oracle/support/test-failures.js";
import { type Case, events, fault, missing, state } from "./support/case.js";
import { meaning } from "./support/check.js";

/**
 * A null in a non-null column of a source with versions (MEANING C24): it is an error if the row that counts has it and
 * the column is read.
 */

const at = "12:00";
const columns = "k: int64, id: int64, x: int64, y: int64, tm: timestamp, cr: timestamp?";
const key = { key: ["id"] };
const says = fault(/column x of source \w+ is null, and is declared not to be, in the row of "?2024-01-10[T ]09:00:00/);

/** Views that read the column `x`, by what reads it. */
const readers = Object.entries({
  "a latest value": "view v for e from ev { n = x }",
  "an aggregate": "view v for e from ev { n = sum(x) over 1d }",
  "a condition": "view v for e from ev where x > 1 { c = sum(y) over 1d, n = c + 4 }",
  "an aggregate's condition": "view v for e from ev { c = count() where x > 1 over 1d, n = c + 4 }",
  "a derived column": "source more from ev { *, z = x + 0 }\nview v for e from more { n = max(z) over 1d }",
  "a derived condition":
    "source more from ev where x > 1 { k, y }\nview v for e from more { c = sum(y) over 1d, n = c + 4 }",
  "a union with a key":
    "source both { from ev { k, x } from ev where x < 0 { k, x } }\nview v for e from both { n = sum(x) over 1d }",
});

const neverCounts = events(
  columns,
  [
    [1, 1, null, 1, "09:00", "09:30"],
    [1, 1, 5, 1, "09:00", "09:40"],
  ],
  key,
);
const countsForAnHour = events(
  columns,
  [
    [1, 1, null, 1, "09:00", "09:30"],
    [1, 1, 5, 1, "10:00", "09:40"],
  ],
  key,
);
const last = events(
  columns,
  [
    [1, 1, 5, 1, "09:00", "09:30"],
    [1, 1, null, 1, "09:00", "09:40"],
  ],
  key,
);

const cases: readonly Case[] = [
  ...readers.flatMap(([by, feat]): readonly Case[] => [
    [
      "C24",
      `${by} does not read a version that never counts`,
      { sources: { ev: neverCounts }, feat, asks: [[at, { k: 1 }, { n: 5 }]] },
    ],
    [
      "C24",
      `${by} reads a version that counts for an hour`,
      { sources: { ev: countsForAnHour }, feat, asks: [["09:30", { k: 1 }, says]] },
    ],
    ["C24", `${by} reads the version that counts`, { sources: { ev: last }, feat, asks: [[at, { k: 1 }, says]] }],
  ]),
  [
    "C24",
    "a null in a column that only breaks ties is not read",
    {
      sources: { ev: last },
      feat: "view v for e from ev { n = sum(y) over 1d, l = last(y) over 1d, y }",
      asks: [[at, { k: 1 }, { n: 1, l: 1, y: 1 }]],
    },
  ],
  [
    "C24",
    "under `known` a version counts until the next one is written",
    {
      sources: { ev: neverCounts },
      feat: "view v for e from ev known { n = sum(x) over 1d }",
      asks: [["09:35", { k: 1 }, says]],
    },
  ],
  [
    "C24",
    "a version that is never known does not count",
    {
      sources: {
        ev: events(
          columns,
          [
            [1, 1, null, 1, "09:00", null],
            [1, 2, 5, 1, "09:00", "09:40"],
          ],
          key,
        ),
      },
      feat: "view v for e from ev known { n = sum(x) over 1d, x }",
      asks: [[at, { k: 1 }, { n: 5, x: 5 }]],
    },
  ],
  [
    "C24",
    "a deleted version may have nulls in its other columns",
    {
      sources: {
        st: state(
          "k: int64, x: int64, gone: bool, tm: timestamp",
          [
            [1, 5, false, "09:00"],
            [1, null, true, "10:00"],
          ],
          { key: ["k"] },
        ),
      },
      feat: "view v for e from st { x, n = sum(x) }",
      asks: [
        ["09:30", { k: 1 }, { x: 5, n: 5 }],
        [at, { k: 1 }, { x: missing, n: null }],
      ],
    },
  ],
  [
    "C24",
    "a keyed state's current row is read",
    {
      sources: {
        st: state(
          "k: int64, id: int64, x: int64, tm: timestamp",
          [
            [1, 1, 5, "08:00"],
            [1, 1, null, "09:00"],
          ],
          key,
        ),
      },
      feat: "view v for e from st { n = sum(x) }",
      asks: [[at, { k: 1 }, says]],
    },
  ],
  [
    "2",
    "a null in the view's key is not an error: it keeps the row out of every group",
    {
      sources: {
        st: state(
          "k: int64, id: int64, x: int64, tm: timestamp",
          [
            [1, 1, 5, "08:00"],
            [null, 1, 6, "09:00"],
          ],
          key,
        ),
      },
      feat: "view v for e from st { n = sum(x) }",
      asks: [
        ["08:30", { k: 1 }, { n: 5 }],
        [at, { k: 1 }, { n: null }],
      ],
    },
  ],
];

meaning("C24 over versions", cases);

test("C24: tests in the language and the oracle agree", async () => {
  const versions = (...rows: readonly string[]): string =>
    `given ev [${rows.map((row) => `{ k: 1, id: 1, y: 3, ${row} }`).join(" ")}]`;
  const [nine, ten] = ['tm: "2024-01-01T09:00:00Z"', 'tm: "2024-01-01T10:00:00Z"'];
  const [half, later] = ['cr: "2024-01-01T09:30:00Z"', 'cr: "2024-01-01T09:40:00Z"'];
  const files = {
    "feat.yaml": "project: p\nfeatures: main.feat\nsources: sources.yaml\n",
    "sources.yaml": `sources:
  ev:
    kind: events
    file: none.csv
    time: tm
    created: cr
    key: [id]
    columns: { k: int64, id: int64, x: int64, y: int64, tm: timestamp, cr: timestamp }
`,
    "main.feat": `entity e { k: int64 }
source more from ev where x > 1 { *, z = x + 1 }
view v for e from ev { x, n = sum(x) over 1d }
view w for e from more { y, n = max(z) over 1d }
view u for e from ev { y, n = sum(y) over 1d }
service s { v.* }
service r { w.* }
service q { u.* }
test "a version that never counts" {
  ${versions(`x: null, ${nine}, ${half}`, `x: 5, ${nine}, ${later}`)}
  at "2024-01-01T12:00:00Z" for { k: 1 } expect v { x: 5, n: 5 } expect w { y: 3, n: 6 } expect u { y: 3, n: 3 }
}
test "one that counts for an hour" {
  ${versions(`x: null, ${nine}, ${half}`, `x: 5, ${ten}, ${later}`)}
  at "2024-01-01T09:30:00Z" for { k: 1 } expect v { x: error } expect v { n: error } expect w { y: error } expect u { y: 3, n: 3 }
}
`,
  };
  const { code, out, err } = await folder(files).feat(["test"]);
  expect({ code, said: code === 0 ? "" : `${out}${err}` }).toEqual({ code: 0, said: "" });
  const compiled = compileTexts(files);
  expect(compiled.project.tests.flatMap((one, index) => failures(compiled, one, index))).toEqual([]);
});
