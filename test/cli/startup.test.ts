/** What the command line loads before a command runs: `--version` and help must be fast. */
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

/** The modules that a file loads at once: not those of `import type` and `import()`. */
function loadedBy(file: string): readonly string[] {
  const text = readFileSync(join(root, file), "utf8");
  const pattern = /^(?:import|export)\b(?! type\b)[^;"']*?from\s*"([^"]+)"|^import\s*"([^"]+)"/gm;
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? "");
}

/** Every file and package that is loaded with a file. */
function closure(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const module of loadedBy(file)) {
    if (module.startsWith(".")) closure(normalize(join(dirname(file), module)).replace(/\.js$/, ".ts"), seen);
    else if (!module.startsWith("node:")) seen.add(module);
  }
  return seen;
}

const packages = (file: string): readonly string[] => [...closure(file)].filter((name) => !name.endsWith(".ts")).sort();

test("the command line loads only the packages that read options and colour text", () => {
  expect(packages("cli/main.ts")).toEqual(["commander", "picocolors"]);
});

test("the compiler's packages are loaded only by commands that compile", () => {
  expect(packages("cli/project.ts")).toEqual(expect.arrayContaining(["ajv", "chevrotain", "yaml"]));
  const heavy = ["@duckdb/node-api", "ioredis", "jiti", "kysely", "lmdb", "oxfmt"];
  expect(packages("cli/project.ts").filter((name) => heavy.includes(name))).toEqual([]);
});
