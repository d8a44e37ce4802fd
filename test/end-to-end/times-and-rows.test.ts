/** Unusual times in data, and rows that never count, are reported, or refused with a suggested fix. */
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openDuckDB } from "../../runtime/index.js";
import { newProject } from "./support/project.js";

const feat = `entity u { id: int64 }
view v for u from s { n = count() over lifetime, a, expect a is null or a >= 0 }
service x { v.* }
`;
const project = newProject({
  "feat.yaml":
    "project: p\nfeatures: m.feat\nsources: s.yaml\ntargets: { dev: { offline: { kind: duckdb }, online: { kind: embedded, path: .feat/online } } }\n",
  "m.feat": feat,
  "l.csv": "id,event_timestamp\n1,2024-01-02T00:00:00Z\n",
});
const writer = await openDuckDB({ folder: project.folder });
afterAll(async () => {
  await writer.close();
  project[Symbol.dispose]();
});

function source(time: string, file: string, type = "timestamp", more = ""): void {
  project.write(
    "s.yaml",
    `sources:\n  s:\n    kind: events\n    file: ${file}\n    time: ${time}\n${more}    columns: { id: int64, a: float64?, t: ${type} }\n`,
  );
}
const parquet = (sql: string, file = "s.parquet"): Promise<void> =>
  writer.run(`COPY (${sql}) TO '${join(project.folder, file)}' (FORMAT parquet)`);
const trainArgs = ["train", "x", "--labels", "l.csv", "--out", "out.csv"];
const train = (...more: readonly string[]): Promise<string> => project.feat(...trainArgs, ...more);
const last = (): string | undefined => project.read("out.csv").trim().split("\n").at(-1);

const commands: readonly (readonly string[])[] = [trainArgs, ["materialize"], ["validate"]];

describe("a time column that is a DATE must say start or end (MEANING 119)", () => {
  const wayOut = "write `time: { column: t, format: date, at: end }` where a day's rows are known when it is over";

  test.each(commands.map((argv) => [argv[0]!, argv] as const))("in the data, by feat %s", async (_, argv) => {
    source("t", "s.parquet");
    await parquet("SELECT 1::BIGINT AS id, 1.0 AS a, DATE '2024-01-02' AS t");
    await expect(project.feat(...argv)).rejects.toThrow(
      `s.yaml:4 source s: its time column \`t\` is a DATE in the data`,
    );
    await expect(project.feat(...argv)).rejects.toThrow(wayOut);
  });

  test("in a query", async () => {
    const query = "SELECT 1::BIGINT AS id, 1.0 AS a, DATE '2024-01-02' AS t";
    project.write(
      "s.yaml",
      `sources:\n  s:\n    kind: events\n    query: ${query}\n    time: t\n    columns: { id: int64, a: float64?, t: timestamp }\n`,
    );
    await expect(train()).rejects.toThrow(wayOut);
  });

  test("declared", async () => {
    source("t", "s.parquet", "date");
    await expect(project.feat("check")).rejects.toThrow(/FEAT2016[\s\S]*s.yaml:5:11[\s\S]*at: end/);
  });

  test.each([
    ["end", 0],
    ["start", 1],
  ])("with `at: %s` it is accepted", async (at, count) => {
    source(`{ column: t, format: date, at: ${at} }`, "s.parquet", "date");
    await parquet("SELECT 1::BIGINT AS id, 1.0 AS a, DATE '2024-01-02' AS t");
    project.write("l.csv", "id,event_timestamp\n1,2024-01-02T00:00:01Z\n");
    await train();
    expect(last()).toMatch(new RegExp(`,${count},`));
  });

  describe.each(["start", "end"])("a time of day under `format: date` is an error, with at: %s (MEANING 131)", (at) => {
    const day = `{ column: t, format: date, at: ${at} }`;
    const refuses = (row: string, value: string, role = "time") =>
      expect(train()).rejects.toThrow(`${row}: "${value}" has a time of day, and \`${role}\` has format \`date\``);

    test.each([
      ["TIMESTAMP '2024-01-02 10:00:00'", "2024-01-02 10:00:00"],
      ["TIMESTAMP_NS '2024-01-02 00:00:00.000000001'", "2024-01-02 00:00:00.000000001"],
      ["TIMESTAMPTZ '2024-01-02 10:00:00Z'", "2024-01-02 10:00:00+00"],
      ["'2024-01-02T10:00:00Z'", "2024-01-02T10:00:00Z"],
      ["'2024-01-02T00:00:00+01:00'", "2024-01-02T00:00:00+01:00"],
    ])("%s", async (sql, value) => {
      source(day, "s.parquet", "date");
      await parquet(`SELECT 1::BIGINT AS id, 1.0 AS a, ${sql} AS t`);
      await refuses("row 1 of s.parquet, column `t`", value);
    });

    test.each([
      ["s.csv", "id,a,t\n1,1,2024-01-01\n1,1,2024-01-02 10:00\n"],
      ["s.jsonl", '{"id":1,"a":1,"t":"2024-01-01"}\n{"id":1,"a":1,"t":"2024-01-02 10:00"}\n'],
    ])("%s", async (file, text) => {
      source(day, file, "date");
      project.write(file, text);
      await refuses(`row 2 of ${file}, column \`t\``, "2024-01-02 10:00");
    });

    test.each(["TIMESTAMP '2024-01-01'", "TIMESTAMP 'infinity'", "'2024-01-01T00:00:00Z'", "'2024-01-01 00:00'"])(
      "midnight is not a time of day: %s",
      async (sql) => {
        source(day, "s.parquet", "date");
        await parquet(`SELECT 1::BIGINT AS id, 1.0 AS a, ${sql} AS t`);
        expect(await train()).toContain("out.csv: 1 row");
      },
    );
  });

  test("a DATE for `created` counts from its midnight", async () => {
    source("t", "s.parquet", "timestamp", "    created: c\n");
    await parquet("SELECT 1::BIGINT AS id, 1.0 AS a, TIMESTAMP '2024-01-01' AS t, DATE '2024-01-01' AS c");
    await train();
    expect(last()).toMatch(/,1,1.0$/);
  });

  test("days as texts count from midnight, which is reported", async () => {
    source("t", "s.csv");
    project.write("s.csv", "id,a,t\n1,1,2024-01-01\n");
    expect(await train()).toContain("s: the times in `t` are days, and count from 00:00 UTC");
  });
});

describe("a value that is not a time is refused with the right format", () => {
  test.each([
    ["1704067200::BIGINT", "seconds", "unix_s"],
    ["1704067200000::BIGINT", "milliseconds", "unix_ms"],
    ["1704067200000000::BIGINT", "microseconds", "unix_us"],
    ["1704067200000000000::BIGINT", "nanoseconds", "unix_ns"],
    ["1704067200.5::DOUBLE", "seconds", "unix_s"],
    ["1704067200.5::DECIMAL(18,3)", "seconds", "unix_s"],
  ])("%s", async (sql, unit, format) => {
    source("t", "s.parquet");
    await parquet(`SELECT 1::BIGINT AS id, 1.0 AS a, ${sql} AS t`);
    const message = `by its size it counts ${unit} since 1970; write \`time: { column: t, format: ${format} }\``;
    await expect(train()).rejects.toThrow(message);
    source(`{ column: t, format: ${format} }`, "s.parquet");
    await train();
    expect(last()).toMatch(/,1,1.0$/);
  });

  test.each([
    ["numbers in CSV", "t", "1,1,1704067200000\n", "write `time: { column: t, format: unix_ms }`"],
    [
      "a text that does not parse",
      "t",
      "1,1,2024-01-01T00:00:00Z\n1,1,soon\n",
      's.yaml:4 source s: row 2 of s.csv, column `t`: "soon" is not a valid time; write times like "2024-01-31T09:00:00Z"',
    ],
    [
      "a date that does not exist",
      "{ column: t, format: date, at: end }",
      "1,1,2024-02-30\n",
      'row 1 of s.csv, column `t`: "2024-02-30" is not a valid time; write dates like "2024-01-31"',
    ],
    [
      "a text for a format that takes a number",
      "{ column: t, format: unix_s }",
      "1,1,2024-01-01T00:00:00Z\n",
      'row 1 of s.csv, column `t`: "2024-01-01T00:00:00Z" is not a valid time; write numbers',
    ],
  ])("%s", async (_, time, rows, message) => {
    source(time, "s.csv", time.includes("date") ? "date" : "timestamp");
    project.write("s.csv", `id,a,t\n${rows}`);
    await expect(train()).rejects.toThrow(message);
  });

  test("the row number counts within its file if there are several", async () => {
    source("t", "many/*.csv");
    project.write("many/a.csv", "id,a,t\n1,1,2024-01-01T00:00:00Z\n1,1,2024-01-01T00:00:00Z\n");
    project.write("many/b.csv", "id,a,t\n1,1,2024-01-01T00:00:00Z\n1,1,soon\n");
    await expect(train()).rejects.toThrow(/row 2 of .*many\/b.csv, column `t`: "soon"/);
  });

  test("timestamps for a format that takes a number", async () => {
    source("{ column: t, format: unix_s }", "s.parquet");
    await parquet("SELECT 1::BIGINT AS id, 1.0 AS a, TIMESTAMP '2024-01-01' AS t");
    await expect(train()).rejects.toThrow(/is TIMESTAMP in the data .*leave out `format`/);
  });
});

describe("data that does not match its declaration", () => {
  test("a missing column is reported with the columns that exist and the likely name", async () => {
    source("t", "s.csv");
    project.write("s.csv", "id,aa,t\n1,1,2024-01-01T00:00:00Z\n");
    await expect(train()).rejects.toThrow(
      's.yaml:4 source s: there is no column "a" in its data (s.csv); it has "id", "aa", "t"; did you mean "aa"?',
    );
  });

  test.each(["NA", "n/a", "-"])("`%s` for a number is refused", async (text) => {
    source("t", "s.csv");
    project.write("s.csv", `id,a,t\n1,1,2024-01-01T00:00:00Z\n1,${text},2024-01-01T00:00:00Z\n`);
    await expect(train()).rejects.toThrow(
      `s.yaml:4 source s: row 2 of s.csv, column \`a\`: "${text}" is not a valid float64; it takes a number`,
    );
    await expect(train()).rejects.toThrow("where there is no value, leave the field empty");
  });
});

describe("rows without a time are reported (MEANING 120)", () => {
  const rows =
    "SELECT * FROM (VALUES (1::BIGINT, 1.0, TIMESTAMP '2024-01-01'), (1, 2.0, NULL), (1, 3.0, NULL)) r(id, a, t)";

  test.each(commands.map((argv) => [argv[0]!, argv] as const))("by feat %s", async (_, argv) => {
    source("t", "s.parquet");
    await parquet(rows);
    expect(await project.feat(...argv)).toContain("s: 2 of 3 rows have no time in `t` and never count");
    const shown = JSON.parse(await project.feat(...argv, "--json")) as { readonly sources: unknown };
    expect(shown.sources).toEqual([
      { source: "s", rows: 3, rowsWithoutTime: 2, rowsWithoutKey: 0, rowsWrittenLate: 0 },
    ]);
  });

  test("NaN for a time, and a null in the source's key", async () => {
    source("{ column: t, format: unix_s }", "s.parquet", "timestamp", "    key: [k]\n");
    project.write("s.yaml", project.read("s.yaml").replace("a: float64?", "a: float64?, k: int64"));
    await parquet(
      "SELECT * FROM (VALUES (1::BIGINT, 1.0, 1::BIGINT, 'nan'::DOUBLE), (1, 1.0, NULL, 1704067200.0)) r(id, a, k, t)",
    );
    project.write(
      "m.feat",
      "entity u { id: int64 }\nview v for u from s { n = count() over lifetime }\nservice x { v.* }\n",
    );
    const shown = JSON.parse(await train("--json")) as { readonly sources: unknown };
    project.write("m.feat", feat);
    expect(shown.sources).toEqual([
      { source: "s", rows: 2, rowsWithoutTime: 1, rowsWithoutKey: 1, rowsWrittenLate: 0 },
    ]);
  });

  test("labels without a time, and labels whose times are days", async () => {
    source("t", "s.parquet");
    await parquet("SELECT 1::BIGINT AS id, 1.0 AS a, TIMESTAMP '2024-01-01' AS t");
    project.write("l.csv", "id,event_timestamp\n1,2024-01-02\n1,\n");
    const out = await train();
    expect(out).toContain("labels: 1 of 2 rows has no time, and sees no rows of any source");
    expect(out).toContain("labels: the times are days: each label stands at 00:00 UTC");
    expect(JSON.parse(await train("--json"))).toMatchObject({ rows: 2, labelsWithoutTime: 1, labelsAreDates: true });
    project.write("l.csv", "id,event_timestamp\n1,2024-01-02T00:00:00Z\n");
  });
});

test("rows written after the time from which they count are reported, unless the view is `known` (MEANING 121)", async () => {
  const state = (delay: string) =>
    project.write(
      "s.yaml",
      `sources:\n  s:\n    kind: state\n    file: s.parquet\n    time: t\n    created: c\n${delay}    columns: { id: int64, a: float64?, t: timestamp }\n`,
    );
  state("");
  await parquet("SELECT 1::BIGINT AS id, 1.0 AS a, TIMESTAMP '2024-01-01' AS t, TIMESTAMP '2024-01-02 00:10:00' AS c");
  const view = "entity u { id: int64 }\nview v for u from s { a }\nservice x { v.* }\n";
  project.write("m.feat", view);
  expect(await train()).toContain("s: 1 of 1 row was written after the time from which a view counts them");
  await expect(project.feat("check", "--strict")).rejects.toThrow(/FEAT4213[\s\S]*written after the label/);
  project.write("m.feat", view.replace("from s", "from s known"));
  expect(await train()).not.toContain("written after");
  await project.feat("check", "--strict");
  project.write("m.feat", view);
  state("    delay: 2d\n");
  expect(await train()).not.toContain("written after");
  await project.feat("check", "--strict");
  project.write("m.feat", feat);
});

test("instants are floored, and infinite ones count always or never (MEANING 139)", async () => {
  project.write(
    "s.yaml",
    "sources:\n  s:\n    kind: state\n    file: s.parquet\n    time: t\n    until: e\n    columns: { id: int64, a: float64?, t: timestamp }\n",
  );
  project.write("m.feat", "entity u { id: int64 }\nview v for u from s { a }\nservice x { v.* }\n");
  const row = (id: number, t: string, e: string) => `(${id}::BIGINT, ${id}.0, TIMESTAMP '${t}', TIMESTAMP '${e}')`;
  await parquet(
    `SELECT * FROM (VALUES ${[
      row(1, "infinity", "infinity"),
      row(2, "-infinity", "infinity"),
      row(3, "2023-01-01", "-infinity"),
      row(4, "2023-01-01", "infinity"),
    ].join(", ")}) r(id, a, t, e)`,
  );
  project.write(
    "l.csv",
    [1, 2, 3, 4]
      .map((id) => `${id},1969-01-01T00:00:00Z\n${id},2024-01-02T00:00:00Z\n`)
      .reduce((all, each) => all + each, "id,event_timestamp\n"),
  );
  await train();
  const features = project
    .read("out.csv")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(",").at(-1));
  expect(features).toEqual(["", "", "2.0", "2.0", "", "", "", "4.0"]);
  await project.feat("materialize", "--to", "2024-01-02T00:00:00Z");
  const got = async (id: number): Promise<unknown> =>
    (
      JSON.parse(await project.feat("get", "x", "--key", `id=${id}`, "--at", "2024-01-02T00:00:00Z", "--json")) as {
        readonly features: { readonly a: unknown };
      }
    ).features.a;
  expect([await got(1), await got(2), await got(3), await got(4)]).toEqual([null, 2, null, 4]);
  project.write("m.feat", feat);
});

test("NUL is an ordinary character, in literals and data (MEANING 126)", async () => {
  project.write(
    "s.yaml",
    "sources:\n  s:\n    kind: events\n    file: s.csv\n    time: t\n    columns: { id: int64, a: string?, t: timestamp }\n",
  );
  project.write(
    "m.feat",
    `request r { q: string? }
entity u { id: int64 }
view v for u from s { n = count() where a == "a\\u{0}b" over lifetime, l = last(a) over lifetime, m = count() by a over lifetime }
transform w { same = r.q == "\\u{0}", long = length(concat(r.q ?? "", "\\u{0}\\u{1}")) }
service x { v.*, w.* }
test "NUL" { given v { n: 1, l: "a\\u{0}b", m: {} } given r { q: "\\u{0}" } expect w { same: true, long: 3 } }
`,
  );
  project.write("s.csv", "id,a,t\n1,a\0b,2024-01-01T00:00:00Z\n1,a\0c,2023-01-01T00:00:00Z\n");
  project.write("l.csv", "id,q,event_timestamp\n1,\0,2024-01-02T00:00:00Z\n");
  await train();
  expect(last()).toBe('1,\0,2024-01-02T00:00:00Z,1,a\0b,"{""a\\u0000b"":1,""a\\u0000c"":1}",true,3');
  await project.feat("test");
  await project.feat("materialize", "--to", "2024-01-02T00:00:00Z");
  const argv = ["get", "x", "--key", "id=1", "--at", "2024-01-02T00:00:00Z", "--request", "q=\0", "--json"];
  const { features } = JSON.parse(await project.feat(...argv)) as { readonly features: unknown };
  expect(features).toEqual({ n: 1, l: "a\0b", m: { "a\0b": 1, "a\0c": 1 }, same: true, long: 3 });
  project.write("m.feat", feat);
});
