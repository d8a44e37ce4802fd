/** Rows that are pushed are also files, which a training set reads. */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Folder, folder } from "../cli/feat.js";

const columns = {
  k: "int64",
  b: "bool?",
  i: "int32?",
  n: "int64?",
  f: "float32?",
  x: "float64?",
  s: { type: "string?", column: 'Näme "x"' },
  y: "bytes?",
  t: "timestamp?",
  d: "date?",
  m: "decimal(38, 4)?",
  small: "decimal(3, 1)?",
  j: "json?",
  xs: "int64[]?",
  v: "float32[2]?",
  o: "struct { a: int64, s: string? }?",
  mp: "map<string, float64>?",
  e: "hue?",
  at: "timestamp",
};
const rows = [
  {
    k: 1,
    b: true,
    i: -2_147_483_648,
    n: "-9223372036854775808",
    f: 0.1,
    x: 1e300,
    s: 'é\u0000"\n😀',
    y: "AP8=",
    t: "1969-12-31T23:59:59.999999Z",
    d: "1969-12-31",
    m: "-12345678901234567890123456789012.3456",
    small: "-0.5",
    j: { b: [1, null], a: 9_007_199_254_740_991 },
    xs: [1, null, "9223372036854775807"],
    v: [0.5, -1],
    o: { a: 1, s: null },
    mp: { z: 1.5, a: 2 },
    e: "red",
    at: "2024-01-01T10:00:00.000001Z",
  },
  { k: 2, s: "", xs: [], mp: {}, j: null, at: "2024-01-01T11:59:59.999999Z" },
  { k: 3, n: 9_007_199_254_740_991, x: 0, at: "2024-01-01T10:30:00Z" },
];

function project(source: object, feat: string, files: Readonly<Record<string, string>> = {}): Folder {
  return folder({
    "feat.yaml": JSON.stringify({
      project: "p",
      features: "a.feat",
      targets: {
        dev: {
          offline: { kind: "duckdb" },
          online: { kind: "embedded", path: "online" },
          stream: ["src"],
          landing: "lake",
        },
        batch: { offline: { kind: "duckdb" }, online: { kind: "embedded", path: "batch" } },
      },
    }),
    "sources.yaml": JSON.stringify({ sources: { src: { kind: "events", file: "lake/src/**/*.parquet", ...source } } }),
    "a.feat": feat,
    ...files,
  });
}
const lines = (values: readonly object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join("");
const filesOf = (made: Folder): readonly string[] =>
  readdirSync(join(made.path, "lake/src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".parquet"))
    .sort();

/** The features of each key from a target's store. */
async function served(made: Folder, keys: readonly unknown[], at: string, target = "dev"): Promise<unknown> {
  writeFileSync(join(made.path, "keys.jsonl"), lines(keys.map((k) => ({ k }))));
  const ran = await made.feat(["get", "q", "--rows", "keys.jsonl", "--at", at, "--target", target, "--json"]);
  expect(ran.code, ran.out + ran.err).toBe(0);
  return JSON.parse(ran.out).answers.map(({ features }: { readonly features: unknown }) => features);
}
/** The same from what the warehouse reads alone: a target that streams nothing is filled from it. */
async function ofFiles(made: Folder, keys: readonly unknown[], at: string): Promise<unknown> {
  expect(await made.feat(["materialize", "--to", at, "--target", "batch"])).toMatchObject({ code: 0 });
  return served(made, keys, at, "batch");
}

describe("values", { timeout: 180_000 }, () => {
  test("of all types come back as they were pushed", async () => {
    const own = Object.keys(columns).filter((name) => name !== "k");
    const made = project(
      { time: "at", columns },
      `enum hue { red, green }\nentity e { k: int64 }\nview v for e from src { ${own.join(", ")}, n_all = count() over 7d }\nservice q { v.* }\n`,
      { "rows.jsonl": lines(rows) },
    );
    expect(await made.feat(["push", "src", "rows.jsonl"])).toMatchObject({ code: 0, err: "" });
    expect(filesOf(made)).toEqual([expect.stringMatching(/^2024-01-01\/10\/push-[0-9a-f]{32}\.parquet$/)]);
    const at = "2024-01-02T00:00:00Z";
    // What was pushed and is in the files too is one row.
    expect(await made.feat(["materialize", "--to", at])).toMatchObject({ code: 0 });
    const answers = await served(made, [1, 2, 3], at);
    expect(await ofFiles(made, [1, 2, 3], at)).toEqual(answers);
    expect(answers).toMatchObject([
      { n_all: 1, s: rows[0]!.s, m: rows[0]!.m, y: "AP8=" },
      { n_all: 1, s: "" },
      { n_all: 1 },
    ]);
  });

  test.each<readonly [format: string, at: string]>([
    ["unix_s", "2024-01-01T10:00:00Z"],
    ["unix_ms", "1969-12-31T23:59:59.999Z"],
    ["unix_us", "2024-01-01T10:00:00.000001Z"],
    ["unix_ns", "2024-01-01T10:00:00.000001Z"],
    ["iso8601", "2024-01-01T10:00:00.000001Z"],
  ])("of a time in %s", async (format, at) => {
    const made = project(
      {
        kind: "state",
        time: { column: "ts", format },
        sequence: "no",
        deleted: "gone",
        columns: { k: "int64", a: "string?" },
      },
      "entity e { k: int64 }\nview v for e from src { a }\nservice q { v.* }\n",
      {
        "rows.jsonl": lines([
          { k: 1, a: "old", ts: at, no: 1 },
          { k: 1, a: "new", ts: at, no: 2, gone: false },
          { k: 2, ts: at, gone: true },
        ]),
      },
    );
    expect(await made.feat(["push", "src", "rows.jsonl"])).toMatchObject({ code: 0, err: "" });
    await made.feat(["materialize", "--to", at]);
    expect(await ofFiles(made, [1, 2], at)).toEqual([{ a: "new" }, { a: null }]);
    expect(await served(made, [1, 2], at)).toEqual([{ a: "new" }, { a: null }]);
  });

  test("of a date, which is known when its day is over", async () => {
    const made = project(
      {
        time: { column: "ds", format: "date", at: "end", zone: "America/New_York" },
        columns: { k: "int64", ds: "date" },
      },
      "entity e { k: int64 }\nview v for e from src { n = count() over lifetime, ds }\nservice q { v.* }\n",
      { "rows.jsonl": lines([{ k: 1, ds: "2024-01-01" }]) },
    );
    expect(await made.feat(["push", "src", "rows.jsonl"])).toMatchObject({ code: 0 });
    expect(filesOf(made)).toEqual([expect.stringMatching(/^2024-01-02\/05\//)]);
    expect(await ofFiles(made, [1], "2024-01-02T05:00:00.000001Z")).toEqual([{ n: 1, ds: "2024-01-01" }]);
  });
});

describe("a source without a key", { timeout: 180_000 }, () => {
  const visits = () =>
    project(
      { time: "at", columns: { k: "int64", at: "timestamp" } },
      "entity e { k: int64 }\nview v for e from src { n = count() over 7d }\nservice q { v.* }\n",
      {
        "rows.jsonl": lines([
          { k: 1, at: "2024-01-01T10:00:00Z" },
          { k: 1, at: "2024-01-01T10:00:00Z" },
        ]),
      },
    );
  const at = "2024-01-02T00:00:00Z";

  test("a push that is repeated under its name counts once, others each time", async () => {
    const made = visits();
    for (const id of ["a", "a", "b"]) await made.feat(["push", "src", "rows.jsonl", "--id", id]);
    await made.feat(["push", "src", "rows.jsonl"]);
    expect(filesOf(made)).toHaveLength(3);
    await made.feat(["materialize", "--to", at]);
    expect(await ofFiles(made, [1], at)).toEqual([{ n: 6 }]);
    expect(await served(made, [1], at)).toEqual([{ n: 6 }]);
  });

  test("a row that is refused makes no file", async () => {
    const made = visits();
    made.write(
      "bad.jsonl",
      lines([
        { k: 1, at: "2024-01-01T10:00:00Z" },
        { k: "x", at: "2024-01-01T10:00:00Z" },
      ]),
    );
    expect(await made.feat(["push", "src", "bad.jsonl"])).toMatchObject({ code: 3 });
    expect(() => filesOf(made)).toThrow("ENOENT");
  });

  test("a folder that cannot be written is an error that names it, and the store takes nothing", async () => {
    const made = visits();
    made.write("feat.yaml", made.read("feat.yaml").replace('"landing":"lake"', '"landing":"${LAKE:-lake}"'));
    made.write("sources.yaml", made.read("sources.yaml").replace("lake/", "${LAKE:-lake}/"));
    expect(await made.feat(["push", "src", "rows.jsonl"])).toMatchObject({ code: 0 });
    expect(await made.feat(["materialize", "--to", at])).toMatchObject({ code: 0 });
    expect(await made.feat(["push", "src", "rows.jsonl"], { env: { LAKE: "feat.yaml" } })).toMatchObject({
      code: 3,
      err: expect.stringContaining("feat.yaml/src"),
    });
    expect(await served(made, [1], at)).toEqual([{ n: 2 }]);
  });

  test("a folder whose variable is not set is an error that names the variable", async () => {
    const made = visits();
    made.write("feat.yaml", made.read("feat.yaml").replace('"landing":"lake"', '"landing":"${LAKE}"'));
    made.write("sources.yaml", made.read("sources.yaml").replace("lake/", "${LAKE}/"));
    expect(await made.feat(["push", "src", "rows.jsonl"])).toMatchObject({
      code: 3,
      err: expect.stringContaining("the environment variable LAKE"),
    });
  });
});

test.each<readonly [title: string, source: object, reads: string]>([
  ["another folder", { file: "data/*.parquet" }, "data/*.parquet"],
  ["files of another format", { file: "lake/src/**/*.csv" }, "lake/src/**/*.csv"],
  ["a table", { file: undefined, table: "src" }, "a table"],
])("%s, where the target would not read the files, is an error with its place", async (_, source, reads) => {
  const made = project(
    { time: "at", columns: { k: "int64", at: "timestamp" }, ...source },
    "entity e { k: int64 }\nview v for e from src { n = count() over 7d }\nservice q { v.* }\n",
  );
  const ran = await made.feat(["check"]);
  expect(ran.code).toBe(1);
  expect(ran.err).toContain("FEAT4706");
  expect(ran.err).toContain(`but reads ${reads}`);
  expect(ran.err).toContain("lake/src/**/*.parquet");
});
