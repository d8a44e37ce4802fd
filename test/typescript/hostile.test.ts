/**
 * Any text stays text in all generated files: in comments, strings, identifiers and paths, in TypeScript, SQL and JSON.
 */
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import type { ParserOptions } from "prettier";
import { parsers } from "prettier/plugins/typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../../cli/run.js";
import { features, hostileTexts, input, project } from "./support/hostile.js";
import { complaints, packageFolder, root } from "./support/strictest.js";

const folder = packageFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function feat(argv: readonly string[], id: string): Promise<string> {
  const [out, err]: [string[], string[]] = [[], []];
  const stream = (texts: string[]) => ({
    isTerminal: false,
    width: 100,
    write: (text: string) => void texts.push(text),
  });
  const world = { cwd: join(folder, id), env: {}, now: () => Date.now() * 1000 };
  const code = await run(argv, { ...world, out: stream(out), err: stream(err) });
  expect({ code, said: code === 0 ? "" : argv.join(" ") + out.join("") + err.join("") }).toEqual({ code: 0, said: "" });
  return out.join("");
}

async function make(id: string, text: string): Promise<void> {
  for (const [name, content] of Object.entries(project(id, text))) {
    const path = join(folder, id, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  await feat(["compile"], id);
}

const generated = (id: string): Readonly<Record<string, string>> => {
  const dir = join(folder, "generated", id);
  const paths = readdirSync(dir, { recursive: true, encoding: "utf8" }).filter((path) => /\.\w+$/.test(path));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(dir, path), "utf8")]));
};

/** The kinds of the statements of a module. */
async function statements(code: string): Promise<readonly string[]> {
  const program = await parsers.typescript.parse(code, { filepath: "x.ts" } as ParserOptions);
  return (program as { readonly body: readonly { readonly type: string }[] }).body.map(({ type }) => type);
}

/** Invisible characters, and line ends other than LF. */
const unseen = /[^\P{Cc}\n]|[\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/u;

const cases = Object.entries(hostileTexts).map(([what, text], index) => ({ what, text, id: `h${index}` }));

/** The same project with a harmless text. */
beforeAll(() => make("tame", "tame"));

describe.each(cases)("a text that $what", ({ text, id }) => {
  test("changes generated files only where they quote it", { timeout: 60_000 }, async () => {
    await make(id, text);
    const [files, tame] = [generated(id), generated("tame")];
    expect(Object.keys(files).sort()).toEqual(Object.keys(tame).sort());
    for (const path of ["client.ts", "transforms.ts"]) {
      expect(await statements(files[path]!), path).toEqual(await statements(tame[path]!));
      expect(files[path], path).not.toMatch(unseen);
    }
    expect(files["manifest.json"]).not.toMatch(unseen);
    const manifest = JSON.stringify(JSON.parse(files["manifest.json"]!));
    expect(manifest.split(JSON.stringify(text).slice(1, -1)).length).toBeGreaterThan(10);
    const connection = await (await DuckDBInstance.create()).connect();
    for (const [path, sql] of Object.entries(files).filter(([name]) => name.endsWith(".sql"))) {
      expect(sql, path).not.toMatch(/[^\P{Cc}\n]\s*$|^\s*-- [^\n]*[\u202a-\u202e\u2066-\u2069\r\u2028]/mu);
      expect((await connection.extractStatements(sql)).count, path).toBe(1);
    }
    connection.closeSync();
  });

  test("is returned by training, and read by rules and tests", { timeout: 60_000 }, async () => {
    await feat(["train", "one", "--labels", "labels.csv", "--out", "out.parquet"], id);
    const connection = await (await DuckDBInstance.create()).connect();
    const rows = await connection.runAndReadAll(`SELECT * FROM '${join(folder, id, "out.parquet")}'`);
    const { a, c, p, x, same, z, l, g, h } = features(text);
    expect(rows.getRowObjectsJS()).toMatchObject([{ a, c, p, x, same, z: BigInt(z), l: BigInt(l), g, h }]);
    connection.closeSync();
    await feat(["materialize", "--to", "2024-01-02T00:00:00Z"], id);
    await feat(["validate"], id);
    await feat(["test"], id);
  });
});

test("importing a client runs no code of a text, and the client returns the text", { timeout: 60_000 }, async () => {
  const asks = cases.map(
    ({ id, text }) => `
import { createClient as ${id} } from "./generated/${id}/client.js";
{
  const client = ${id}({ online: openEmbedded(${JSON.stringify(join(folder, id, ".feat/online"))}) });
  const row = await client.one.get(JSON.parse(${JSON.stringify(JSON.stringify(input(text)))}), { at });
  answers.push(row.features);
  await client.close();
}`,
  );
  const code = `import { openEmbedded } from "featlang/runtime";
const at = new Date("2024-01-02T00:00:00Z");
const answers: unknown[] = [];${asks.join("")}
console.log(JSON.stringify(answers));
`;
  writeFileSync(join(folder, "ask.ts"), code);
  const argv = ["--conditions=featlang-source", join(folder, "ask.ts")];
  const { stdout } = await promisify(execFile)(join(root, "node_modules/.bin/tsx"), argv, { maxBuffer: 2 ** 26 });
  expect(JSON.parse(stdout)).toEqual(cases.map(({ text }) => features(text)));
});

test("all generated files pass the strictest options of TypeScript", { timeout: 180_000 }, async () => {
  expect(await complaints(folder, ["generated", "ask.ts"])).toEqual([]);
});
