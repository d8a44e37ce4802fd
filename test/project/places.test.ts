/** Where each target has a source's data. */
import { expect, test } from "vitest";
import type { PhysicalSource } from "../../compiler/ir/index.js";
import { atTarget } from "../../compiler/project/index.js";
import { wholeBinding } from "../../compiler/sql/index.js";
import { check } from "./check.js";

const targets = `targets:
  dev: { offline: { kind: duckdb } }
  sample: { offline: { kind: duckdb } }
  prod: { offline: { kind: postgres, url: x } }
  online: { online: { kind: redis, url: x } }
`;
const project = (places: string, feat = targets) =>
  check({
    "feat.yaml": `project: p\nfeatures: '*.feat'\nsources: y/s.yaml\n${feat}`,
    "a.feat": "",
    "y/s.yaml": `sources:\n  s:\n    kind: state\n    time: t\n    columns: { a: int64 }\n${places
      .split("\n")
      .map((line) => `    ${line}\n`)
      .join("")}`,
  });

const dialects: Readonly<Record<string, string>> = { dev: "duckdb", sample: "duckdb", prod: "postgres" };
/** The text of the place that a target reads. */
function placeAt(source: PhysicalSource, target: string): string {
  const empty = { name: "p", sources: [source] } as unknown as Parameters<typeof atTarget>[0];
  const [own] = atTarget(empty, target, dialects[target]!).sources;
  const { location } = wholeBinding(own as PhysicalSource, dialects[target]!);
  return location.kind === "file"
    ? `${location.folder}|${location.path}`
    : location.kind === "table"
      ? location.name
      : location.sql;
}

test.each([
  [
    "a file in two targets, a table in the third",
    "file: { dev: a.csv, sample: b.parquet }\ntable: { prod: t }",
    "y|a.csv",
    "y|b.parquet",
    "t",
  ],
  ["a file for all but one", "file: a.csv\ntable: { prod: t }", "y|a.csv", "y|a.csv", "t"],
  [
    "a target's own text comes before its dialect's",
    "file: { duckdb: a.csv, sample: b.csv }\ntable: { postgres: t }",
    "y|a.csv",
    "y|b.csv",
    "t",
  ],
  ["another name in another target", "table: { prod: public.t, dev: d, sample: e }", "d", "e", "public.t"],
  ["a query in one target", "table: raw\nquery: { prod: SELECT 1 }", "raw", "raw", "SELECT 1"],
])("%s", (_, places, dev, sample, prod) => {
  const { config, said } = project(places);
  expect(said).toEqual([]);
  const source = config!.sources[0]!.source;
  expect(["dev", "sample", "prod"].map((target) => placeAt(source, target))).toEqual([dev, sample, prod]);
});

test.each([
  [
    "a target without a place",
    "file: { dev: a.csv }\ntable: { prod: t }",
    "FEAT2023 missing-place y/s.yaml:6:5 |file| there is no file here for target `sample` (add `sample: …`, or `duckdb: …` for all targets with that dialect, or write one text for all)",
  ],
  [
    "a name that is none",
    "file: { duckdb: a.csv }\ntable: { prdo: t, postgres: u }",
    "FEAT2041 unknown-place y/s.yaml:7:14 |prdo| there is no target and no dialect `prdo` (did you mean `prod`?)",
  ],
  ["a target without a warehouse", "file: a.csv\ntable: { online: t }", /FEAT2041 .*`online`/],
  [
    "a file for an engine that reads none, by target",
    "file: { duckdb: a.csv, prod: b.csv }",
    "FEAT2043 unreadable-place y/s.yaml:6:28 |prod| target `prod` runs `postgres`, which cannot read a file (load the file into a table, and write `table: { prod: … }`)",
  ],
  [
    "a file for an engine that reads none, by dialect",
    "file: { duckdb: a.csv, postgres: b.csv }",
    "FEAT2043 unreadable-place y/s.yaml:6:28 |postgres| `postgres` cannot read a file (load the file into a table, and write `table: { postgres: … }`)",
  ],
  [
    "two places for one target",
    "file: { duckdb: a.csv }\ntable: { prod: t }\nquery: { prod: SELECT 1 }",
    /FEAT2040 .*for `prod` there is a `table` and a `query` here/,
  ],
  ["a file whose name says no format", "file: { duckdb: a.csv, dev: b }\ntable: { prod: t }", /FEAT2022 .*\|b\|/],
  [
    "csv settings where no target reads CSV",
    "file: { duckdb: a.parquet, dev: b.json }\ntable: { prod: t }\ncsv: { header: false }",
    /FEAT2029/,
  ],
])("%s is an error", (_, places, expected) => {
  const { said } = project(places);
  expect(said).toHaveLength(1);
  if (typeof expected === "string") expect(said[0]).toBe(expected);
  else expect(said[0]).toMatch(expected);
});

test("a target that is named like another dialect is an error where it is used", () => {
  const feat = "targets:\n  postgres: { offline: { kind: duckdb } }\n  duckdb: { offline: { kind: duckdb } }\n";
  expect(project("file: a.csv", feat).said).toEqual([]);
  expect(project("file: { duckdb: a.csv, postgres: b.csv }", feat).said[0]).toMatch(
    /FEAT2042 ambiguous-place .* `postgres` is a dialect, and the name of a target whose warehouse runs `duckdb` \(give the target another name/,
  );
});

test("a target's own place does not change the source's identity", () => {
  const location = (places: string) => project(places).config!.sources[0]!.source.location;
  expect(location("file: { dev: a.csv, sample: b.csv }\ntable: { prod: t }")).toEqual(
    location("file: { duckdb: a.csv }\ntable: { prod: t }"),
  );
});
