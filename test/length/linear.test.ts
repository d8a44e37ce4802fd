/** The work of each phase grows no faster than the project. */
import { describe, expect, test } from "vitest";
import { compile } from "../../compiler/compile.js";
import { buildModel, manifestText } from "../../compiler/model/index.js";
import { type Host, readProject } from "../../compiler/project/index.js";
import { enumsIn } from "../../compiler/symbols/enums.js";
import { loadArtifact, printClient, printTransforms } from "../../compiler/typescript/index.js";
import { parse } from "../../grammar/index.js";
import { countedReads } from "../support/counted-reads.js";
import { chained, type Program, projectOf, uncalled } from "./projects.js";

const hostOf = (program: Program): Host => ({
  read: (path) => program[path] ?? null,
  list: () => Object.keys(program).filter((path) => path.endsWith(".feat")),
});

function modelReads(program: Program): number {
  const files = Object.entries(program).flatMap(([path, text]) => {
    if (!path.endsWith(".feat")) return [];
    const { file, issues } = parse(text);
    return [{ path, text, ast: file, issues }];
  });
  const config = readProject(hostOf(program), "", () => enumsIn(files)).value;
  const { value, reads } = countedReads({ project: config!, files });
  const { diagnostics } = buildModel(value);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return reads();
}

const printed =
  (print: (project: NonNullable<ReturnType<typeof compile>["value"]>["project"]) => unknown) =>
  (program: Program): number => {
    const { value, reads } = countedReads(compile(hostOf(program), "").value!.project);
    print(value);
    return reads();
  };

const phases: Readonly<Record<string, (program: Program) => number>> = {
  model: modelReads,
  manifest: printed(manifestText),
  client: printed(printClient),
  transforms: printed(printTransforms),
  "code in process": printed(loadArtifact),
};

const programs: Readonly<Record<string, (size: number) => Program>> = {
  "views, transforms and services": (size) => projectOf(size * 20),
  "functions that nobody calls": (size) => uncalled(size * 5),
  "functions that call the next one": (size) => chained(size * 600),
};

describe("a project twice as large takes at most twice the reads", () => {
  const cases = Object.keys(programs).flatMap((program) => Object.keys(phases).map((phase) => ({ program, phase })));
  test.each(cases)("$phase: $program", ({ program, phase }) => {
    const [one, two, four] = [1, 2, 4].map((size) => phases[phase]!(programs[program]!(size)));
    // The differences cancel the cost that does not depend on the size.
    expect(two! - one!).toBeGreaterThan(0);
    expect((four! - two!) / (two! - one!)).toBeLessThan(2.1);
  });
});
