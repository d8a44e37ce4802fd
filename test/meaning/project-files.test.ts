/** How a project's files name its other files. */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { newProject } from "../cli/feat.js";

const at = "2024-03-01T00:00:00Z";
const commands: readonly (readonly string[])[] = [
  ["check"],
  ["compile"],
  ["compile", "--check"],
  ["test"],
  ["train", "checkout_v1", "--labels", "labels.csv", "--out", "t.csv"],
  ["validate", "--at", at],
  ["materialize", "--to", at],
  ["get", "checkout_v1", "--key", "customer_id=1", "--request", "amount=1", "--at", at],
];

describe("124: a pattern in `features:` that matches no file", () => {
  test.each(commands)("124: is an error in feat %s %s", async (...argv) => {
    const project = await newProject();
    await project.feat(["compile"]);
    const out = join(project.path, "generated", basename(project.path).replace(/[^A-Za-z0-9_-]+/g, "_"));
    const before = readdirSync(out, { recursive: true });
    const yaml = project.read("feat.yaml");
    for (const features of ["feature/**/*.feat", "[features/**/*.feat, feature/**/*.feat]"]) {
      project.write("feat.yaml", yaml.replace("features/**/*.feat", features));
      const ran = await project.feat(argv);
      expect(ran).toMatchObject({ code: 1, out: "" });
      expect(ran.err).toMatch(/^error\[FEAT2002\]: no file matches `feature\/\*\*\/\*\.feat`\n +--> feat\.yaml:3:/);
      expect(ran.err).toMatch(/help: did you mean `features\/\*\*\/\*\.feat`\?\n/);
    }
    expect(readdirSync(out, { recursive: true })).toEqual(before);
    expect(before.length).toBeGreaterThan(5);
  });
});
