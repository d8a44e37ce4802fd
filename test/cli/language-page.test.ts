/** docs/language.md: its examples are one project that compiles and whose tests pass; its table of types is right. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compile } from "../../compiler/index.js";
import { clientType } from "../../compiler/typescript/writer.js";
import { naturalType } from "../../runtime/duckdb-types.js";
import { folder } from "./feat.js";

const page = readFileSync(join(import.meta.dirname, "../../docs/language.md"), "utf8");
const blocks = (language: string): string =>
  [...page.matchAll(/^```(\w+)\n(.*?)^```/gms)].flatMap(([, of, text]) => (of === language ? [text] : [])).join("\n");
const files = {
  "feat.yaml": "project: page\nfeatures: page.feat\nsources: sources.yaml\nout: generated\n",
  "sources.yaml": blocks("yaml"),
  "page.feat": blocks("feat"),
  "risk.ts": blocks("ts"),
};

test("the examples compile, with no warnings except `unused`", async () => {
  const { code, err } = await folder(files).feat(["check"]);
  expect(err).toBe("");
  expect(code).toBe(0);
});

test("the tests among the examples pass", async () => {
  const { out } = await folder(files).feat(["test"]);
  expect(out).toContain("2 tests passed");
});

/** The rows of the table of types: each has the three types, in code. */
const types = page
  .slice(page.indexOf("| Feat "))
  .split("\n\n")[0]!
  .split("\n")
  .slice(2)
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.replaceAll("\\|", "|").replace(/^[^`]*`|`\s*$/g, "")))
  .map(([, feat = "", typescript = "", duckdb = ""]) => [feat === "enum" ? "two" : feat, typescript, duckdb] as const);

test.each(types)("%s is %s in TypeScript and %s in DuckDB", (feat, typescript, duckdb) => {
  const text = `enum two { web, store }\nrequest q { x: ${feat} }\n`;
  const read = { ...files, "page.feat": text } as Readonly<Record<string, string>>;
  const host = { read: (path: string) => read[path] ?? null, list: () => ["page.feat"] };
  const type = compile(host, "").value?.project.requests[0]?.fields[0]?.type;
  if (type === undefined) throw new Error(`${feat} does not compile`);
  expect({ typescript: clientType(type, "result"), duckdb: naturalType(type) }).toEqual({ typescript, duckdb });
});
