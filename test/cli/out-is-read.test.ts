/** MEANING 138: a training set never overwrites a file that the project reads. */
import { linkSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "./feat.js";

const rows = "id,a,t\n1,1,2024-01-01T00:00:00Z\n";
function project(location: string) {
  const made = folder({
    "p/feat.yaml": "project: p\nfeatures: m.feat\nsources: s.yaml\ntargets: { dev: { offline: { kind: duckdb } } }\n",
    "p/s.yaml": `sources:\n  s:\n    kind: events\n    ${location}\n    time: t\n    columns: { id: int64, a: float64?, t: timestamp }\n`,
    "p/m.feat": "entity u { id: int64 }\nview v for u from s { n = count() over lifetime }\nservice x { v.* }\n",
    "p/data/a.csv": rows,
    "p/l.csv": "id,event_timestamp\n1,2024-01-02T00:00:00Z\n",
  });
  const p = join(made.path, "p");
  symlinkSync(join(p, "data/a.csv"), join(p, "link.csv"));
  linkSync(join(p, "data/a.csv"), join(p, "hard.csv"));
  symlinkSync(join(p, "data"), join(p, "folder"));
  symlinkSync(join(p, "l.csv"), join(p, "l2.csv"));
  mkdirSync(join(p, "data/deep"));
  const env = { DATA: join(p, "data"), HOME: p };
  const train = (out: string) =>
    made.feat(["train", "x", "--labels", "l.csv", "--out", out.replace("{p}", p)], { cwd: "p", env });
  return { made, train };
}

test.each([
  ["file: data/a.csv", "data/a.csv"],
  ["file: data/a.csv", "./data/../data//a.csv"],
  ["file: data/a.csv", "{p}/data/a.csv"],
  ["file: data/a.csv", "link.csv"],
  ["file: data/a.csv", "hard.csv"],
  ["file: data/a.csv", "folder/a.csv"],
  ["file: folder/a.csv", "data/a.csv"],
  ["file: ./data/./a.csv", "data/a.csv"],
  ["file: data/*.csv", "data/a.csv"],
  ["file: data/*.csv", "data/next.csv"],
  ["file: folder/*.csv", "data/next.csv"],
  ["file: data/**/*.csv", "data/deep/er/next.csv"],
  ["file: data/[a-c].csv", "data/b.csv"],
  ["file: data/?.csv", "folder/b.csv"],
  [`file: "\${DATA}/a.csv"`, "data/a.csv"],
  ["query: SELECT * FROM read_csv('data/a.csv')", "data/a.csv"],
  ["query: FROM 'data/*.csv'", "data/next.csv"],
])("%s, --out %s", async (location, out) => {
  const { made, train } = project(location);
  const { code, err } = await train(out);
  expect(err).toBe("error: --out is a file that source `s` reads: name another one\n");
  expect(code).toBe(2);
  expect(made.read("p/data/a.csv")).toBe(rows);
});

test.each(["l.csv", "l2.csv", "{p}/l.csv"])("the labels, --out %s", async (out) => {
  const { code, err } = await project("file: data/a.csv").train(out);
  expect(err).toContain("--out is the file of labels itself");
  expect(code).toBe(2);
});

test.each([
  ["file: data/a.csv", "data/b.csv"],
  ["file: data/a*.csv", "data/b.csv"],
  ["file: data/*.csv", "data/deep/b.csv"],
  ["file: data/*.csv", "data/b.parquet"],
])("another file is accepted: %s, --out %s", async (location, out) => {
  const { code, err } = await project(location).train(out);
  expect(err).toBe("");
  expect(code).toBe(0);
});

test.each(["l.csv", "l2.csv"])("a file that the labels' query reads is not replaced: %s", async (out) => {
  const { made } = project("file: data/a.csv");
  const labels = "query:SELECT id, event_timestamp FROM read_csv('l.csv')";
  const result = await made.feat(["train", "x", "--labels", labels, "--out", out], { cwd: "p" });
  expect(result.code).toBe(2);
  expect(result.err).toContain("--out is a file that the labels are read from");
  expect((await made.feat(["train", "x", "--labels", labels, "--out", "new.csv"], { cwd: "p" })).code).toBe(0);
});
