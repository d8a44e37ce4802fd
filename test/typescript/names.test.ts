/** Whatever the names, generated code passes the strictest options of TypeScript, and returns what SQL returns. */
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { diskHost } from "../../cli/disk-host.js";
import { run } from "../../cli/run.js";
import { compile, writeArtifacts } from "../../compiler/index.js";
import { camelCase } from "../../compiler/ir/client-member.js";
import { printClient, printTransforms } from "../../compiler/typescript/index.js";
import { declarations, type Program } from "./support/declarations.js";
import { complaints, packageFolder, root } from "./support/strictest.js";
import { runningWords, wordLists } from "./support/words.js";

const folder = packageFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Names of the language's own functions. */
const functions = ["length", "any", "keys", "now", "string"];
const allowed = (kind: string, names: readonly string[]): readonly string[] =>
  kind.endsWith("fn") ? names.filter((name) => !functions.includes(name)) : names;

async function feat(argv: readonly string[], id: string): Promise<string> {
  const [out, err]: [string[], string[]] = [[], []];
  const stream = (texts: string[]) => ({
    isTerminal: false,
    width: 100,
    write: (text: string) => void texts.push(text),
  });
  const world = { cwd: join(folder, id), env: {}, now: () => Date.now() * 1000 };
  const code = await run(argv, { ...world, out: stream(out), err: stream(err) });
  const errors = err
    .join("")
    .split("\n")
    .filter((line) => line.startsWith("error"));
  expect({ code, errors }).toEqual({ code: 0, errors: [] });
  return out.join("");
}

const own = ["t", "id", "n"];
function write(id: string, { feat: text, modules, columns = [], input }: Program): void {
  const yaml = columns
    .filter((name) => !own.includes(name))
    .map((name) => `      ${JSON.stringify(name)}: { type: int64, column: n }\n`);
  const cell = (value: unknown): string =>
    `"${String(JSON.stringify(value)).replace(/^"|"$/g, "").replaceAll('"', '""')}"`;
  const files = {
    ...modules,
    "feat.yaml": `project: ${id}\nfeatures: a.feat\nout: ../generated\n`,
    "sources.yaml": `sources:\n  s:\n    kind: state\n    file: s.csv\n    time: t\n    columns:\n      t: timestamp\n      id: int64\n      n: int64\n${yaml.join("")}`,
    "a.feat": text,
    "s.csv": "t,id,n\n2024-01-01T00:00:00Z,1,5\n",
    "labels.csv": `event_timestamp,${Object.keys(input).join(",")}\n2024-02-01T00:00:00Z,${Object.values(input).map(cell).join(",")}\n`,
  };
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, id, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

/** The cells of a line of CSV; a cell that is not a text is read as JSON. */
const cells = (line: string): readonly string[] =>
  [...line.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)]
    .slice(0, -1)
    .map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? "");

const table = Object.entries(declarations).map(([kind, make], number) => ({ kind, make, number }));

/** The requests to the generated clients, all in one process. */
const asked: { readonly id: string; readonly services: readonly string[]; readonly program: Program }[] = [];

describe.each(table)("$kind", ({ kind, make, number }) => {
  test.each(wordLists.map((list, part) => [list.length, list, part] as const))("%d names compile", (_, list, part) => {
    const id = `p${number}_${part}`;
    write(id, make(allowed(kind, list)));
    const { value, diagnostics } = compile(diskHost, join(folder, id));
    expect(diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message)).toEqual([]);
    writeArtifacts(join(folder, "generated", id), [
      { path: "client.ts", content: printClient(value!.project) },
      { path: "transforms.ts", content: printTransforms(value!.project, `../../${id}`) },
    ]);
  });

  test("training returns the expected values", async () => {
    const id = `r${number}`;
    const names = allowed(kind, runningWords);
    const program = make(names);
    write(id, program);
    await feat(["compile"], id);
    const services = kind === "service" ? names : ["x"];
    await feat(["train", services[0]!, "--labels", "labels.csv", "--out", "out.csv"], id);
    const [head, row] = readFileSync(join(folder, id, "out.csv"), "utf8")
      .split("\n")
      .map(cells);
    const trained = new Map(head!.map((name, index) => [name, row![index]!]));
    // DuckDB writes a struct in CSV in its own way.
    const plain = Object.entries(program.features).filter(([, value]) => typeof value === "number");
    expect(plain.length).toBeGreaterThan(0);
    expect(plain.map(([name]) => [name, trained.get(name)])).toEqual(
      plain.map(([name, value]) => [name, String(value)]),
    );
    if (program.feat.includes("view ")) await feat(["materialize", "--to", "2024-02-01T00:00:00Z"], id);
    asked.push({ id, services, program });
  });
});

test("the generated clients return the same", async () => {
  expect(asked).toHaveLength(table.length);
  const member = (service: string): string => JSON.stringify(service === "close" ? "close$" : camelCase(service));
  const questions = asked.map(
    ({ id, services, program }) => `
import { createClient as ${id} } from "./generated/${id}/client.js";
{
  const client = await ${id}({ online: openEmbedded(${JSON.stringify(join(folder, id, ".feat/online"))}) });
  const input = JSON.parse(${JSON.stringify(JSON.stringify(program.input))});
  const rows = [${services.map((name) => `await client[${member(name)}].get(input, { at })`).join(", ")}];
  answers.push(rows.map(({ features }) => Object.entries(features)));
  await client.close();
}`,
  );
  const code = `import { openEmbedded } from "featlang/runtime";
const at = new Date("2024-02-01T00:00:00Z");
const answers: unknown[] = [];${questions.join("")}
console.log(JSON.stringify(answers));
`;
  writeFileSync(join(folder, "ask.ts"), code);
  const argv = ["--conditions=featlang-source", join(folder, "ask.ts")];
  const { stdout } = await promisify(execFile)(join(root, "node_modules/.bin/tsx"), argv, { maxBuffer: 2 ** 26 });
  const answers: readonly (readonly (readonly (readonly [string, unknown])[])[])[] = JSON.parse(stdout);
  const got = answers.map((rows) => rows.map((features) => Object.fromEntries(features)));
  expect(got).toEqual(asked.map(({ services, program }) => services.map(() => program.features)));
});

test("all generated files pass the strictest options of TypeScript", { timeout: 180_000 }, async () => {
  expect(await complaints(folder, ["generated", "ask.ts"])).toEqual([]);
});
