import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { DiagnosticKind } from "../../compiler/diagnostics/index.js";

const root = join(import.meta.dirname, "../..");
const folder = join(root, "compiler/diagnostics/catalog");

interface Row {
  readonly file: string;
  /** The name of the export, or `const[key]` if a table holds the row. */
  readonly exported: string;
  readonly kind: DiagnosticKind<never>;
}

const rows: Row[] = [];
for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts"))) {
  const module: Readonly<Record<string, unknown>> = await import(join(folder, file));
  for (const [exported, value] of Object.entries(module)) collect(file, exported, value);
}

function collect(file: string, exported: string, value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if (isKind(value)) rows.push({ file, exported, kind: value });
  else for (const inner of Object.values(value)) collect(file, exported, inner);
}

function isKind(value: object): value is DiagnosticKind<never> {
  return "code" in value && "name" in value && "at" in value;
}

const sources = ["grammar", "compiler", "cli", "runtime"]
  .flatMap((part) =>
    readdirSync(join(root, part), { recursive: true, encoding: "utf8" }).map((path) => join(part, path)),
  )
  .filter((path) => path.endsWith(".ts"))
  .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

describe("the catalog", () => {
  test("contains every exported row", () => {
    const written = readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), "utf8"))
      .join("\n");
    const codes = new Set(written.match(/FEAT\d{4}/g));
    expect(rows.length).toBeGreaterThan(60);
    expect([...codes].filter((code) => !rows.some(({ kind }) => kind.code === code))).toEqual([]);
  });

  test("each code and each name belongs to one row", () => {
    for (const key of ["code", "name"] as const) {
      const all = rows.map(({ kind }) => kind[key]);
      expect(all.filter((value, index) => all.indexOf(value) !== index)).toEqual([]);
    }
  });

  test("codes have four digits, names are in kebab case", () => {
    for (const { kind } of rows) {
      expect(kind.code).toMatch(/^FEAT[1-7]\d{3}$/);
      expect(kind.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    }
  });

  test.each(rows.map((row) => [row.kind.code, row] as const))("%s is used", (_, { file, exported }) => {
    const used = sources.filter(({ path, text }) => {
      const own = path.endsWith(`catalog/${file}`);
      const uses = text.match(new RegExp(`\\b${exported}\\b`, "g"))?.length ?? 0;
      return uses > (own ? 1 : 0);
    });
    expect(
      used.map(({ path }) => path),
      `${exported} of ${file} is used nowhere`,
    ).not.toEqual([]);
  });
});
