/** `feat check --data`: each kind of finding, on each engine, with its line and the way out. */
import { describe, expect, test } from "vitest";
import { folder } from "../cli/feat.js";
import { checkData, dataProject, engines, type FindingJson } from "./support.js";

const table = (columns: string, ...rows: readonly string[]): string =>
  `CREATE TABLE t AS SELECT ${columns} FROM (VALUES ${rows.join(", ")}) AS v(a, b, c)`;
const typed = "CAST(a AS BIGINT) AS id, CAST(b AS TIMESTAMP) AS at, CAST(c AS VARCHAR) AS name";
const good = ["(1, '2024-01-01 10:00:00', 'x')", "(2, '2024-01-02 10:00:00', 'y')"];
const yaml = (lines: string, columns: string): string =>
  `sources:\n  t:\n${lines}    table: t\n    columns:\n${columns}`;
const state = "    kind: state\n    time: at\n";
const events = "    kind: events\n    time: at\n";

interface Case {
  readonly title: string;
  readonly sql: string;
  readonly yaml: string;
  /** `severity kind:line message | help`. */
  readonly found: readonly string[];
}
const shown = ({ severity, kind, line, message, help }: FindingJson): string =>
  `${severity} ${kind}:${line} ${message} | ${help}`;

const cases: readonly Case[] = [
  {
    title: "data as declared",
    sql: table(typed, ...good),
    yaml: yaml(state, "      id: int64\n      at: timestamp\n      name: string\n"),
    found: [],
  },
  {
    title: "a table without rows",
    sql: `${table(typed, ...good)}; DELETE FROM t`,
    yaml: yaml(`${state}    key: id\n`, "      id: int64\n      name: string\n"),
    found: ["note no-rows:6 it has no rows | null"],
  },
  {
    title: "columns that are not there, and those that are there",
    sql: table(`${typed}, 1.5 AS "Zip Code"`, ...good),
    yaml: yaml(state, "      id: int64\n      nam: string?\n      city: string\n"),
    found: [
      'error missing:8 there is no column "nam" in the data | did you mean "name"? Then write `nam: { type: …, column: name }`; the data has "id" BIGINT, "at" TIMESTAMP, "name" VARCHAR, "Zip Code" …',
      'error missing:9 there is no column "city" in the data | the data has "id" BIGINT, "at" TIMESTAMP, "name" VARCHAR, "Zip Code" …',
      'note extra:6 2 columns of the data are not declared: "name" VARCHAR, "Zip Code" … | `feat pull t` adds them',
    ],
  },
  {
    title: "a time that is not there",
    sql: table(typed, ...good),
    yaml: yaml("    kind: state\n    time: updated\n", "      id: int64\n      at: timestamp\n      name: string\n"),
    found: [
      'error missing:4 there is no column "updated" in the data | the data has "id" BIGINT, "at" TIMESTAMP, "name" VARCHAR',
    ],
  },
  {
    title: "types that do not match, and types that are converted",
    sql: table(`${typed}, CAST(a AS INTEGER) AS small, TRUE AS flag`, ...good),
    yaml: yaml(
      state,
      "      id: bool\n      at: timestamp\n      name: int64\n      small: int64\n      flag: timestamp?\n",
    ),
    found: [
      'error bad-values:7 `id`: 1 of 2 rows (50 %) do not convert: "2" is not a valid bool… | it takes true or false; the data have int64',
      'error bad-values:9 `name`: 2 of 2 rows (100 %) do not convert: "x" is not a valid int64… | it takes a whole number; the data have string',
      "note converted:10 `small` is INTEGER in the data, and is converted to int64 | null",
      "error wrong-type:11 `flag` is BOOLEAN in the data, which does not convert to timestamp | declare `bool?`",
    ],
  },
  {
    title: "nulls where none may be",
    sql: table(typed, ...good, "(NULL, '2024-01-03 10:00:00', NULL)"),
    yaml: yaml(state, "      id: int64?\n      at: timestamp\n      name: string\n"),
    found: ["error nulls:9 `name` is null in 1 of 3 rows (33 %), and string may not be null | declare `string?`"],
  },
  {
    title: "rows without a time or a key",
    sql: table(typed, ...good, "(NULL, '2024-01-03 10:00:00', 'z')", "(4, NULL, 'z')"),
    yaml: yaml(`${state}    key: [id, name]\n`, "      id: int64\n      at: timestamp\n      name: string\n"),
    found: [
      'warning without-time:4 1 of 4 rows (25 %) has no time in "at" and never counts | null',
      "warning without-key:5 1 of 4 rows (25 %) has a null in the key (`id`, `name`) and never counts | null",
    ],
  },
  {
    title: "no row with a time",
    sql: table(typed, "(1, NULL, 'x')"),
    yaml: yaml(state, "      id: int64\n      at: timestamp\n      name: string\n"),
    found: [
      'error without-time:4 1 of 1 row (100 %) has no time in "at" and never counts | name a column with times in `time:`',
    ],
  },
  {
    title: "events that repeat a key",
    sql: table(typed, ...good, "(2, '2024-01-03 10:00:00', 'z')", "(2, '2024-01-04 10:00:00', 'z')"),
    yaml: yaml(`${events}    key: id\n`, "      id: int64\n      at: timestamp\n      name: string\n"),
    found: [
      "warning repeated-key:5 2 of 4 rows (50 %) repeat the key (`id`) of another row; their values decide which of them counts | declare `created` or `sequence`, which say which of them is the newest",
    ],
  },
  {
    title: "events that repeat a key, and say which is the newest",
    sql: table(typed, ...good, "(2, '2024-01-03 10:00:00', 'z')"),
    yaml: yaml(
      `${events}    key: id\n    sequence: id\n`,
      "      id: int64\n      at: timestamp\n      name: string\n",
    ),
    found: [
      "note repeated-key:5 1 of 3 rows (33 %) repeats the key (`id`) of another row; the newest of them counts | null",
    ],
  },
  {
    title: "a state whose versions have different times",
    sql: table(typed, ...good, "(2, '2024-01-03 10:00:00', 'z')"),
    yaml: yaml(`${state}    key: id\n`, "      id: int64\n      at: timestamp\n      name: string\n"),
    found: [],
  },
  {
    title: "a state with two versions of one time",
    sql: table(typed, ...good, "(2, '2024-01-02 10:00:00', 'z')"),
    yaml: yaml(`${state}    key: id\n`, "      id: int64\n      at: timestamp\n      name: string\n"),
    found: [
      "warning repeated-key:5 1 of 3 rows (33 %) repeats the key (`id`) and the time of another row; their values decide which of them counts | declare `created` or `sequence`, which say which of them is the newest",
    ],
  },
  ...(
    [
      ["1706695200", "seconds", "s"],
      ["1706695200000", "milliseconds", "ms"],
      ["1706695200000000", "microseconds", "us"],
      ["1706695200000000000", "nanoseconds", "ns"],
    ] as const
  ).map(
    ([at, count, unit]): Case => ({
      title: `a time of ${count} without a format`,
      sql: table("a AS id, CAST(b AS BIGINT) AS at, c AS name", `(1, ${at}, 'x')`),
      yaml: yaml(state, "      name: string?\n      id: int32\n"),
      found: [
        `error time-number:4 \`time\` reads "at", which has numbers (BIGINT), not times | by their size they count ${count} since 1970: write \`time: { column: at, format: unix_${unit} }\``,
      ],
    }),
  ),
  {
    title: "a time in another unit than its format",
    sql: table("CAST(a AS BIGINT) AS id, CAST(b AS BIGINT) AS at, c AS name", "(1, 1706695200000, 'x')"),
    yaml: yaml("    kind: state\n    time: { column: at, format: unix_s }\n", "      name: string?\n      id: int64\n"),
    found: [
      'warning time-unit:4 `time` has format `unix_s`, but by their size the numbers in "at" count milliseconds | write `format: unix_ms`',
    ],
  },
  {
    title: "a DATE that does not say start or end",
    sql: table("CAST(a AS BIGINT) AS id, CAST(b AS DATE) AS at, CAST(c AS VARCHAR) AS name", ...good),
    yaml: yaml(state, "      name: string\n      id: int64\n"),
    found: [
      'error time-day:4 `time` reads "at", which is a DATE and says no instant of the day | write `time: { column: at, format: date, at: end }` where a day\'s rows are known when it is over, else `at: start`',
    ],
  },
  {
    title: "a timestamp where the format takes numbers",
    sql: table(typed, ...good),
    yaml: yaml("    kind: state\n    time: { column: at, format: unix_ms }\n", "      name: string\n      id: int64\n"),
    found: [
      'error time-format:4 `time` has format `unix_ms`, which takes numbers, and "at" is TIMESTAMP | leave out `format`',
    ],
  },
  {
    title: "a time that is none",
    sql: table("CAST(a AS BIGINT) AS id, TRUE AS at, CAST(c AS VARCHAR) AS name", ...good),
    yaml: yaml(state, "      name: string\n      id: int64\n"),
    found: ['error not-a-time:4 `time` reads "at", which is BOOLEAN and no time | name a column with times in `time:`'],
  },
  {
    title: "times that are texts, one of which is wrong",
    sql: table(
      "CAST(a AS BIGINT) AS id, CAST(b AS VARCHAR) AS at, CAST(c AS VARCHAR) AS name",
      ...good,
      "(3, 'soon', 'z')",
    ),
    yaml: yaml(state, "      name: string\n      id: int64\n"),
    found: [
      'error bad-values:4 `at`: 1 of 3 rows (33 %) do not convert: "soon" is not a valid time… | write times like "2024-01-31T09:00:00Z" or "2024-01-31 09:00:00", and leave a field empty where there is none (`time` has format `timestamp`)',
    ],
  },
  {
    title: "times that are texts of days",
    sql: table("CAST(a AS BIGINT) AS id, left(b, 10) AS at, CAST(c AS VARCHAR) AS name", ...good),
    yaml: yaml(state, "      name: string\n      id: int64\n"),
    found: [
      'note days:4 the times in "at" are days, and count from 00:00 UTC | write `time: { column: at, format: date, at: end }` where a day\'s rows are known when it is over, else `at: start`',
    ],
  },
  {
    title: "deleted rows may have nulls, and infinite times are times",
    sql: `CREATE TABLE t AS SELECT CAST(a AS BIGINT) AS id, CAST(b AS TIMESTAMP) AS at, CAST(c AS VARCHAR) AS name, a = 2 AS gone
      FROM (VALUES (1, 'infinity', 'x'), (1, '-infinity', 'x'), (2, '2024-01-01', NULL)) AS v(a, b, c)`,
    yaml: yaml(`${state}    deleted: gone\n`, "      id: int64\n      at: timestamp\n      name: string\n"),
    found: [],
  },
  {
    title: "a table that is not there",
    sql: table(typed, ...good),
    yaml: yaml(state, "      id: int64\n").replace("table: t", "table: nowhere"),
    found: ["error unreadable:5 its data cannot be read: …nowhere… | null"],
  },
  {
    title: "a query, and several findings of one source",
    sql: table(typed, ...good, "(NULL, NULL, NULL)"),
    yaml: yaml(state, "      id: int64\n      name: string\n      more: bool?\n").replace(
      "table: t",
      "query: select * from t where 1 = 1;",
    ),
    found: [
      'error missing:9 there is no column "more" in the data | the data has "id" BIGINT, "at" TIMESTAMP, "name" VARCHAR',
      "error nulls:7 `id` is null in 1 of 3 rows (33 %), and int64 may not be null | declare `int64?`",
      "error nulls:8 `name` is null in 1 of 3 rows (33 %), and string may not be null | declare `string?`",
      'warning without-time:4 1 of 3 rows (33 %) has no time in "at" and never counts | null',
    ],
  },
  {
    title: "names with quotes, backslashes and line ends",
    sql: `CREATE TABLE t AS SELECT 1 AS "i""d', \\", TIMESTAMP '2024-01-01 00:00:00' AS "a\nt", CAST(NULL AS VARCHAR) AS "'; DROP TABLE t; --"`,
    yaml: `sources:\n  t:\n    kind: events\n    table: t\n    time: "a\\nt"\n    key: "i\\"d', \\\\"\n    columns:\n      "i\\"d', \\\\": int32\n      "'; DROP TABLE t; --": string\n`,
    found: [
      "error nulls:9 `'; DROP TABLE t; --` is null in 1 of 1 row (100 %), and string may not be null | declare `string?`",
    ],
  },
];

describe.each(engines)("on %s", (engine) => {
  test.each(cases)("$title", async (each) => {
    const project = await dataProject(engine, each.sql, { "sources.yaml": each.yaml });
    const { code, sources } = await checkData(project);
    const found = sources[0]!.findings.map(shown);
    expect(found.map((text, index) => (matches(each.found[index], text) ? each.found[index] : text))).toEqual(
      each.found,
    );
    expect(code).toBe(each.found.some((text) => text.startsWith("error")) ? 1 : 0);
  });

  test("a source that cannot be read does not hide the others, and --strict makes warnings errors", async () => {
    const columns = "      id: int64\n      at: timestamp\n      name: string\n";
    const one = yaml(`${events}    key: id\n`, columns);
    const all = `${one}  gone:\n    kind: state\n    table: gone\n    time: at\n    columns:\n      id: int64\n`;
    const sql = table(typed, ...good, "(2, '2024-01-03 10:00:00', 'z')");
    const project = await dataProject(engine, sql, { "sources.yaml": all });
    const { code, sources } = await checkData(project);
    expect(sources.map(({ source, rows, findings }) => [source, rows, findings.map(({ kind }) => kind)])).toEqual([
      ["t", 3, ["repeated-key"]],
      ["gone", null, ["unreadable"]],
    ]);
    expect(code).toBe(1);
    expect((await checkData(project, "t")).code).toBe(0);
    expect((await checkData(project, "t", "--strict")).code).toBe(1);
  });
});

/** `…` in what is expected stands for any text, where engines use other words. */
const matches = (expected: string | undefined, text: string): boolean =>
  expected !== undefined &&
  new RegExp(`^${expected.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&").replaceAll("…", "[^|]*")}$`).test(text);

describe("files", () => {
  test("each file is compared by its own columns, and a fault names its row", async () => {
    const here = folder({
      "feat.yaml": `project: p\nfeatures: "*.feat"\nsources: sources.yaml\ntargets: { dev: { offline: { kind: duckdb } } }\n`,
      "all.feat": "",
      "sources.yaml": `sources:\n  t:\n    kind: events\n    file: data/*.csv\n    time: at\n    columns:\n      n: int64\n      note: string?\n`,
      "data/a.csv": "n,at,note\n1,2024-01-01,x\n2,2024-01-02,y\n",
      "data/b.csv": "at,n,ID,id\n2024-01-03T10:00:00Z,1.5,1,1\n,,1,1\n",
    });
    const { code, out } = await here.feat(["check", "--data"]);
    expect(code).toBe(1);
    expect(out).toBe(`✗ t  data/*.csv, 4 rows, 2024-01-01 to 2024-01-03
  error    sources.yaml:7: \`n\`: 1 of 4 rows (25 %) do not convert: "1.5" is not a valid int64 (row 1
           of data/b.csv)
           help: it takes a whole number
  error    sources.yaml:7: \`n\` is null in 1 of 4 rows (25 %), and int64 may not be null
           help: declare \`int64?\`
  warning  sources.yaml:5: 1 of 4 rows (25 %) has no time in "at" and never counts
  note     sources.yaml:6: 2 columns of the data are not declared: "ID", "id"
           help: \`feat pull t\` adds them
  note     sources.yaml:8: data/b.csv has no column "note": \`note\` is null in its rows

2 errors, 1 warning, 2 notes: 1 source on target dev
`);
  });

  test("sources need --data, and an unknown one is an error", async () => {
    const here = folder();
    await here.feat(["init", "."]);
    expect(await here.feat(["check", "orders"])).toMatchObject({ code: 2 });
    const { code, err } = await here.feat(["check", "--data", "order"]);
    expect({ code, err }).toEqual({
      code: 2,
      err: "error: there is no source `order`\nhelp: did you mean `orders`?\n",
    });
  });
});
