/** Whole programs parse without issues: the language tour, the ports of public feature definitions, the examples. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "../../grammar/index.js";
import { checkTree } from "./support/check.js";

const root = join(import.meta.dirname, "../..");
const programs = programsIn(["test/grammar/fixtures", "features"]);

function programsIn(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /[^/]\.feat$/.test(name))
      .map((name) => join(folder, name))
      .sort(),
  );
}

describe("programs", () => {
  test.each(programs)("%s", (path) => {
    const text = readFileSync(join(root, path), "utf8");
    const { file, issues } = parse(text);
    expect(issues).toEqual([]);
    // Each line that begins with a declaration's word starts a declaration.
    const begun = text.match(/^(?:entity|request|enum|source|view|transform|service|fn|extern fn|test)\b/gm) ?? [];
    expect(file.declarations.length).toBe(begun.length);
    checkTree(text, file, issues);
  });

  test.each(programs)("%s parses to the same tree with Windows line ends", (path) => {
    const text = readFileSync(join(root, path), "utf8");
    const shape = (source: string): string =>
      JSON.stringify(parse(source).file, (key, value: unknown) => (key === "span" ? undefined : value));
    expect(shape(text.replaceAll("\n", "\r\n"))).toBe(shape(text));
  });
});
