/** Runs the example projects' own tests on the oracle, so that their expectations agree with the meaning. */
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { diskHost } from "../../cli/disk-host.js";
import { compile } from "../../compiler/compile.js";
import { compileTexts } from "./support/compile.js";
import { userFunctionsOf } from "./support/externs.js";
import { failures } from "./support/test-failures.js";

const features = join(import.meta.dirname, "../../features");
const projects = readdirSync(features, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith("feat.yaml") && !path.includes("node_modules"))
  .map((path) => dirname(path))
  .sort();

test("there are several example projects", () => {
  expect(projects.length).toBeGreaterThan(1);
});

describe.each(projects)("%s", (project) => {
  const { value: compiled, diagnostics } = compile(diskHost, join(features, project));
  if (compiled === null) throw new Error(JSON.stringify(diagnostics));
  const { tests } = compiled.project;
  test.each(tests.map((one, index) => [one.title, one, index] as const))("%s", async (_, one, index) => {
    const externs = await userFunctionsOf(compiled.project, join(features, project));
    expect(failures(compiled, one, index, externs)).toEqual([]);
  });
});

test("a wrong expectation fails on the oracle too", () => {
  const compiled = compileTexts({
    "feat.yaml": "project: p\nsources: sources.yaml\n",
    "sources.yaml": `sources:
  clicks:
    kind: events
    table: clicks
    time: { column: day, format: date, at: end, zone: Europe/Berlin }
    columns: { user: int64, n: int64?, day: date }
`,
    "a.feat": `
entity user { user: int64 }
view v for user from clicks { clicks = count() over lifetime, total = sum(n) over lifetime }
service s { v.* }
test "wrong" {
  given clicks [{ user: 1, n: 2, day: "2024-01-01" }]
  at "2024-01-01T23:00:00.000001Z" for { user: 1 } expect v { clicks: 2, total: error }
  at "2024-01-01T23:00:00Z" expect v { clicks: 1 }
}
test "right" {
  given clicks [{ user: 1, n: 9223372036854775807, day: "2024-01-01" } { user: 1, n: 1, day: "2024-01-01" }]
  at "2024-01-01T23:00:00.000001Z" for { user: 1 } expect v { total: error }
  at "2024-01-01T23:00:00Z" expect v { clicks: 0, total: null }
}
`,
  });
  const [wrong, right] = compiled.project.tests;
  expect(failures(compiled, wrong!, 0)).toEqual([
    "v: no error",
    "clicks: it is 1 (present)",
    "clicks: it is 0 (present)",
  ]);
  expect(failures(compiled, right!, 1)).toEqual([]);
});
