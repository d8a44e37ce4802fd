/** The locations of a source's data, as a project writes them. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../cli/feat.js";

const feat = "entity e { id: int64 }\nview v for e from s { x }\nservice sv { v.* }\n";
const project = (source: string) =>
  folder({
    "feat.yaml": "project: p\nfeatures: a.feat\nsources: y/s.yaml\ntargets: { dev: { offline: { kind: duckdb } } }\n",
    "a.feat": feat,
    "y/s.yaml": `sources:\n  s:\n    kind: state\n    time: t\n    columns: { id: int64, t: timestamp, x: string }\n${source}\n`,
    "y/data/x.csv": "id,t,x\n1,2024-01-01T00:00:00Z,beside the file that says it\n",
    "data/x.csv": "id,t,x\n1,2024-01-01T00:00:00Z,beside feat.yaml\n",
    "elsewhere/feat.txt": "",
    "l.csv": "id,event_timestamp\n1,2024-01-02T00:00:00Z\n",
  });

test.each([
  ["no variable", 'file: "data/x.csv"', "beside the file that says it"],
  ["a relative value", 'file: "${DATA}/x.csv"', "beside the file that says it"],
  ["a relative value that ends in a slash", 'file: "${SLASH}/x.csv"', "beside the file that says it"],
  ["a relative value that leads out of the folder", 'file: "${OUT}/x.csv"', "beside feat.yaml"],
  ["a relative default", 'file: "${NOPE:-data}/x.csv"', "beside the file that says it"],
  ["a value that is the whole path", 'file: "${FILE:-none.csv}"', "beside the file that says it"],
  ["an absolute value", 'file: "${ABSOLUTE}/x.csv"', "beside feat.yaml"],
  ["a relative value in a query", "query: SELECT * FROM read_csv('${DATA}/x.csv')", "beside the file that says it"],
])("123: a path with %s", async (_, source, found) => {
  const made = project(`    ${source}`);
  mkdirSync(join(made.path, "elsewhere"), { recursive: true });
  const env = {
    DATA: "data",
    SLASH: "./data/",
    OUT: "../data",
    FILE: "data/x.csv",
    ABSOLUTE: join(made.path, "data"),
  };
  const argv = ["train", "sv", "--project", "..", "--labels", "../l.csv", "--out", "../o.csv"];
  // The working directory is not the project's folder: the data's location does not depend on it.
  const ran = await made.feat(argv, { env, cwd: "elsewhere" });
  expect(ran).toMatchObject({ code: 0 });
  expect(made.read("o.csv")).toContain(found);
});

test.each([
  [
    "a query that is not SQL",
    "    query: |\n      SELECT *\n      FORM x WHERE y",
    /^error: y\/s\.yaml:6 source s: syntax error at or near "x" \(line 2 of the query\)/,
  ],
  [
    "a query of a table that does not exist",
    "    query: SELECT * FROM nowhere",
    /^error: y\/s\.yaml:6 source s: table nowhere does not exist in the warehouse/,
  ],
  [
    "a table that does not exist",
    "    table: nowhere",
    /^error: y\/s\.yaml:6 source s: table nowhere does not exist in the warehouse/,
  ],
  [
    "a file that does not exist",
    "    file: none/*.csv",
    /^error: y\/s\.yaml:6 source s: no file matches y\/none\/\*\.csv\n/,
  ],
  [
    "a file that is not Parquet",
    "    file: { duckdb: text.parquet }",
    /^error: y\/s\.yaml:6 source s: y\/text\.parquet is not a Parquet file\n/,
  ],
  [
    "a variable that is not set",
    '    file: "${NOPE}/x.csv"',
    /^error: y\/s\.yaml:6 source s: the environment variable NOPE/,
  ],
])("%s: the error names the source, and the line with the place of its data", async (_, source, message) => {
  const made = project(source);
  made.write("y/text.parquet", "this is a text, not Parquet");
  const { code, err } = await made.feat(["train", "sv", "--labels", "l.csv", "--out", "o.csv"]);
  expect(err).toMatch(message);
  expect(code).toBe(3);
});

test.each([
  [
    "n: not-a-number",
    "1,2024-01-01T00:00:00Z,x",
    /source s: row 1 of data\/b\.csv, column `n`: "x" is not a valid int64/,
  ],
  ["a broken row", '1,2024-01-01T00:00:00Z,1,"', /source s: data\/b\.csv cannot be read as CSV/],
])("an error in one of the files of a pattern names the file relative to the project: %s", async (_, row, message) => {
  const made = folder({
    "feat.yaml": "project: p\nfeatures: a.feat\nsources: s.yaml\ntargets: { dev: { offline: { kind: duckdb } } }\n",
    "a.feat": "entity e { id: int64 }\nview v for e from s { x = n }\nservice sv { v.* }\n",
    "s.yaml":
      'sources:\n  s: { kind: state, file: "data/*.csv", time: t, columns: { id: int64, t: timestamp, n: int64 } }\n',
    "data/a.csv": "id,t,n\n1,2024-01-01T00:00:00Z,1\n",
    "data/b.csv": `id,t,n\n${row}\n`,
    "l.csv": "id,event_timestamp\n1,2024-01-02T00:00:00Z\n",
  });
  const { code, err } = await made.feat(["train", "sv", "--labels", "l.csv", "--out", "o.csv"]);
  expect(err).toMatch(message);
  expect(err).not.toContain(made.path);
  expect(code).toBe(3);
});

test("sources whose names differ only by case, and a column whose name contains a line end", async () => {
  const made = folder({
    "feat.yaml": "project: p\nfeatures: a.feat\nsources: s.yaml\ntargets: { dev: { offline: { kind: duckdb } } }\n",
    "a.feat":
      "entity e { id: int64 }\nview v for e from s { x }\nview w for e from S { y = x }\nservice sv { v.*, w.* }\n",
    "s.yaml": `sources:
  s: { kind: state, file: a.csv, time: t, columns: { id: int64, t: timestamp, x: { type: string, column: "x\\ny" } } }
  S: { kind: state, file: b.csv, time: t, columns: { id: int64, t: timestamp, x: { type: int64, column: "x\\ny" } } }
`,
    "a.csv": 'id,t,"x\ny"\n1,2024-01-01T00:00:00Z,small\n',
    "b.csv": 'id,t,"x\ny"\n1,2024-01-01T00:00:00Z,12\n',
    "l.csv": "id,event_timestamp\n1,2024-01-02T00:00:00Z\n",
  });
  const argv = ["train", "sv", "--labels", "l.csv", "--out", "o.csv"];
  expect(await made.feat(argv)).toMatchObject({ code: 0 });
  expect(made.read("o.csv")).toContain("small,12\n");
  made.write("b.csv", 'id,t,"x\ny"\n1,2024-01-01T00:00:00Z,big\n');
  expect(await made.feat(argv)).toMatchObject({
    code: 3,
    err: expect.stringContaining('s.yaml:3 source S: row 1 of b.csv, column `x\\u{a}y`: "big" is not a valid int64'),
  });
  const { out } = await made.feat(["train", "sv", "--sql"]);
  expect(out).toMatch(/^CREATE OR REPLACE TEMP VIEW "feat_source_[sS](_2)?" AS\nSELECT\n[^;]*FROM read_csv\(\['/);
});
