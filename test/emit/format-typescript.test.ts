/** The layout of generated code. */
import { describe, expect, test } from "vitest";
import { formatTypeScript } from "../../compiler/emit/format-typescript.js";

/**
 * Constructs that generated code nests: calls, choices, immediately called functions, and functions of list elements.
 */
const nests: readonly { readonly what: string; readonly nest: (depth: number) => string }[] = [
  { what: "calls", nest: (depth) => `${"f(".repeat(depth)}1${")".repeat(depth)}` },
  { what: "choices", nest: (depth) => `${"(a < 1 ? ".repeat(depth)}1${" : 2)".repeat(depth)}` },
  {
    what: "blocks",
    nest: (depth) => `${"((): number => {\nconst b = 1;\nreturn ".repeat(depth)}1${";\n})()".repeat(depth)}`,
  },
  { what: "functions", nest: (depth) => `${"f.each(a, (x) => ".repeat(depth)}1${")".repeat(depth)}` },
  { what: "casts", nest: (depth) => `${"(".repeat(depth)}1${" as number)".repeat(depth)}` },
];

describe("formatTypeScript", () => {
  test("lines are broken at 120 characters", async () => {
    const list = Array.from({ length: 60 }, (_, index) => index).join(", ");
    const formatted = await formatTypeScript(`export const list=[${list}]`, "a.ts");
    expect(formatted.split("\n").every((line) => line.length <= 120)).toBe(true);
    expect(formatted).toMatch(/^export const list = \[\n {2}0, 1, 2,/);
  });

  test.each(nests)("$what nested 700 deep are formatted", async ({ nest }) => {
    const formatted = await formatTypeScript(`export const x = ${nest(700)};`, "a.ts");
    expect(formatted.endsWith(";\n")).toBe(true);
    expect(await formatTypeScript(formatted, "a.ts")).toBe(formatted);
  });

  test("code that is nested too deep to be readable stays as it is", async () => {
    const code = `export const x = ${nests[0]!.nest(5000)};`;
    expect(await formatTypeScript(code, "a.ts")).toBe(code);
  });

  test("the environment does not change", async () => {
    const before = { ...process.env };
    await formatTypeScript("export const x = 1;", "a.ts");
    expect({ ...process.env }).toEqual(before);
  });

  test("code that does not parse is an error", async () => {
    await expect(formatTypeScript("const = 1;", "a.ts")).rejects.toThrow(/a\.ts does not parse/);
  });
});
