/**
 * The output of each stage for the example projects, as files to read in a review.
 *
 * Syntax trees and plans are in this folder. The IR (the manifest), SQL and TypeScript are in generated/.
 * `UPDATE_GOLDEN=1 npx vitest run test/golden` rewrites them.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { diskHost } from "../../cli/disk-host.js";
import { checkArtifacts, compile, generate, planMaterialize, planTraining, printPlan, writeArtifacts } from "../../compiler/index.js";
import { treeText } from "./support/tree.js";

const root = join(import.meta.dirname, "../..");
const update = process.env.UPDATE_GOLDEN === "1";

describe.each(["flights", "shop"])("features/%s", (name) => {
  const folder = join(root, "features", name);
  const golden = join(import.meta.dirname, name);
  const { value, diagnostics } = compile(diskHost, folder);
  if (value === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const { project, files, config } = value;

  const texts = new Map<string, string>([
    ...files.map(({ path, ast }) => [`syntax/${path}.txt`, treeText(ast)] as const),
    ...project.services.map((one) => [`plan/training/${one.name}.txt`, planText(printPlan(planTraining(project, one)))] as const),
    ...project.views.map((one) => [`plan/materialize/${one.name}.txt`, planText(printPlan(planMaterialize(project, one)))] as const),
  ]);

  test("compiles without diagnostics", () => {
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test.each([...texts.keys()])("%s", (path) => {
    const file = join(golden, path);
    const text = texts.get(path) ?? "";
    if (update) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    expect(text).toBe(readFileSync(file, "utf8"));
  });

  test("every golden file belongs to a project", () => {
    const left = filesBelow(golden).filter((file) => !texts.has(relative(golden, file)));
    if (update) for (const file of left) rmSync(file);
    else expect(left).toEqual([]);
  });

  test("generated/ is current", async () => {
    const out = join(folder, config.out, project.name);
    const artifacts = await generate(project, undefined, config.dialects);
    if (update) writeArtifacts(out, artifacts);
    expect(checkArtifacts(out, artifacts)).toEqual([]);
  });
});

const planText = (plan: string): string => `${plan.trimEnd()}\n`;

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
