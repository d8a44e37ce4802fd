import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diskHost } from "../../cli/disk-host.js";
import { compile } from "../../compiler/compile.js";
import type { Rel } from "../../compiler/plan/algebra.js";
import { planTraining, stagesOf } from "../../compiler/plan/index.js";
import { optimized } from "../../compiler/plan/passes/index.js";
import { inputsOf } from "../../compiler/plan/rel-inputs.js";
import { schemas } from "../../compiler/plan/schema.js";
import type { Type } from "../../runtime/types.js";

const root = join(import.meta.dirname, "../../features");
const projects = [root, join(root, "ports")]
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((folder) => statSync(folder).isDirectory() && readdirSync(folder).includes("feat.yaml"));

/** Computes the columns of every relation. A relation that reads a missing column throws. */
function checkAll(root: Rel): ReadonlyMap<string, Type> {
  const schemaOf = schemas();
  const visit = (rel: Rel, seen: Set<Rel>): void => {
    if (seen.has(rel)) return;
    seen.add(rel);
    for (const input of inputsOf(rel)) visit(input, seen);
    schemaOf(rel);
  };
  visit(root, new Set());
  return schemaOf(root);
}

describe.each(projects)("the plans of %s", (folder) => {
  const compiled = compile(diskHost, folder).value;
  if (compiled === null) throw new Error(`${folder} does not compile`);
  const { project } = compiled;

  test.each(project.services.map(({ name }) => name))(
    "every column that %s reads exists, in all strategies",
    (name) => {
      const plan = planTraining(project, project.services.find((service) => service.name === name)!);
      const columns = [...checkAll(plan).keys()];
      for (const { alternatives, stage } of stagesOf(plan)) {
        const [first, ...others] = alternatives.map(({ rel }) => [...checkAll(rel)]);
        // All strategies of a stage give the same columns, in the same types.
        for (const other of others) expect(other).toEqual(first);
        if (stage === null) expect(first!.map(([column]) => column)).toEqual(columns);
      }
    },
  );

  test.each(project.services.map(({ name }) => name))("passes keep the columns of %s", (name) => {
    const plan = planTraining(project, project.services.find((service) => service.name === name)!);
    const kinds = (columns: ReadonlyMap<string, Type>) => [...columns].map(([column, { kind }]) => [column, kind]);
    expect(kinds(checkAll(optimized(plan)))).toEqual(kinds(checkAll(plan)));
  });
});

describe("generated SQL is readable", () => {
  const generated = join(import.meta.dirname, "../../generated");
  const files = readdirSync(generated, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".sql"));

  test("generated SQL exists", () => {
    expect(files.length).toBeGreaterThan(50);
  });

  test.each(files)("%s has no line over 120 characters, and no block with only an operator's name", (name) => {
    const text = readFileSync(join(generated, name), "utf8");
    expect(text.split("\n").filter((line) => line.length > 120)).toEqual([]);
    const operators =
      /^"(?:select|filter|project|rank|distinct|semi|join|greatest|shift|each|unionall|knownbest|asof)(?:_\d+)?" AS/gm;
    expect(text.match(operators)).toBeNull();
  });
});
