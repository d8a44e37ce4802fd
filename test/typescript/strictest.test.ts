import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { complaints, packageFolder, root } from "./support/strictest.js";

const generated = readdirSync(join(root, "generated"), { recursive: true, encoding: "utf8" }).filter((path) =>
  path.endsWith(".ts"),
);

test("all generated files pass the strictest options of TypeScript", { timeout: 180_000 }, async () => {
  const folder = packageFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  expect(generated.length).toBeGreaterThan(20);
  expect(await complaints(folder, [join(root, "generated")])).toEqual([]);
});

test.each(generated)("%s has no line longer than 120 characters, except literals and comments", (path) => {
  const long = readFileSync(join(root, "generated", path), "utf8")
    .split("\n")
    .filter((line) => line.length > 120 && !/^\s*(?:\/\/|\/?\*)|"[^"]{60,}"/.test(line));
  expect(long).toEqual([]);
});
