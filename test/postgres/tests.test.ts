/** `feat test --engine postgres`: the tests of the examples pass on Postgres, and nothing is left there. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { exampleProject, newProject } from "../end-to-end/support/project.js";
import { ownPostgres } from "../support/own-postgres.js";
import { firstColumn } from "./support.js";

const root = join(import.meta.dirname, "../../features");
const folders = (path: string): readonly string[] =>
  readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) =>
    existsSync(join(root, path, entry.name, "feat.yaml")) ? [join(path, entry.name)] : [],
  );
const examples = [...folders(""), ...folders("ports")];

let url: string;
beforeAll(async () => {
  url = await ownPostgres();
}, 60_000);

interface Told {
  readonly passed: number;
  readonly tests: readonly { readonly title: string; readonly ok: boolean; readonly failures: readonly unknown[] }[];
}

describe("the examples", () => {
  test.each(examples)("%s", async (name) => {
    using project = exampleProject(name, { FEAT_POSTGRES_URL: url });
    const run = (...more: readonly string[]): Promise<string> =>
      project.feat("test", "--json", ...more).catch((error: Error) => error.message.slice(error.message.indexOf("{")));
    const told = JSON.parse(await run("--engine", "postgres")) as Told;
    expect(told.tests.filter(({ ok }) => !ok)).toEqual([]);
    const { passed } = JSON.parse(await run()) as Told;
    expect(told.passed).toBe(passed);
  });
});

const feat = `entity customer { id: int64 }
view v for customer from orders { n = count() over 7d }
service s { v.* }
test "an order counts" {
  given orders [{ id: 1, at: "2024-01-01T00:00:00Z" }]
  at "2024-01-02T00:00:00Z" for { id: 1 }
  expect v { n: 1 }
}
`;
test("values of all types that tests give read as on DuckDB", async () => {
  const types: readonly (readonly [name: string, type: string, value: string])[] = [
    ["b", "bool", "true"],
    ["i", "int32", "-2147483648"],
    ["n", "int64", "9223372036854775807"],
    ["f", "float32", "1.5"],
    ["d", "float64", "1.0e308"],
    ["m", "decimal(38, 4)", '"-1234567890123456789012345678901234.5678"'],
    ["s", "string", '"it\'s \\"q\\" \\\\ $$ 😀"'],
    ["y", "bytes", '"AP8="'],
    ["t", "timestamp", '"1969-12-31T23:59:59.999999Z"'],
    ["a", "date", '"0001-01-01"'],
    ["e", "size", '"small"'],
    ["l", "int64[]", "[9223372036854775807, null]"],
    ["v", "float32[2]", "[1.5, -0.5]"],
    ["st", "struct { at: timestamp, n: int64?, y: bytes }", '{ at: "2024-01-01T00:00:00Z", n: null, y: "AP8=" }'],
    ["ls", "struct { a: date }[]", '[{ a: "2024-02-29" }]'],
  ];
  using project = newProject(
    {
      "feat.yaml": "project: types\nsources: s.yaml\n",
      "s.yaml": `sources:\n  rows:\n    kind: state\n    table: rows\n    time: at\n    columns:\n      id: int64\n      at: timestamp\n${types.map(([name, type]) => `      ${name}: "${type}?"\n`).join("")}`,
      "main.feat": `enum size { small }
entity customer { id: int64 }
view v for customer from rows { ${types.map(([name]) => `x_${name} = ${name}`).join("  ")} }
service s { v.* }
test "values" {
  given rows [{ id: 1, at: "2024-01-01T00:00:00Z", ${types.map(([name, , value]) => `${name}: ${value}`).join(", ")} }]
  at "2024-01-02T00:00:00Z" for { id: 1 }
  expect v { ${types.map(([name, , value]) => `x_${name}: ${value}`).join(", ")} }
}
test "features" {
  given v { ${types.map(([name, , value]) => `x_${name}: ${value}`).join(", ")} }
  expect s { ${types.map(([name, , value]) => `x_${name}: ${value}`).join(", ")} }
}
`,
    },
    { FEAT_POSTGRES_URL: url },
  );
  expect(await project.feat("test")).toMatch(/2 tests passed/);
  expect(await project.feat("test", "--engine", "postgres")).toMatch(/2 tests passed/);
});

const made = (targets: string, env: Readonly<Record<string, string>>) =>
  newProject(
    {
      "feat.yaml": `project: own\nsources: s.yaml\ntargets:\n  dev: { offline: { kind: duckdb } }\n${targets}`,
      "s.yaml":
        "sources:\n  orders: { kind: events, table: orders, time: at, columns: { id: int64, at: timestamp } }\n",
      "main.feat": feat,
    },
    { URL: url, ...env },
  );
const target = (name: string): string => `  ${name}: { offline: { kind: postgres, url: "\${URL}" } }\n`;

test.each<readonly [string, string, readonly string[], string, Readonly<Record<string, string>>]>([
  ["the only target that runs the engine", target("prod"), ["--engine", "postgres"], "", {}],
  ["a target by its name", target("a") + target("b"), ["--target", "b"], "", {}],
  ["the variable comes before a target", target("prod"), ["--engine", "postgres"], "gone", {}],
  ["duckdb in this process", target("prod"), ["--engine", "duckdb"], "gone", {}],
  ["a target of duckdb", target("prod"), ["--target", "dev"], "gone", {}],
  ["no engine", target("prod"), [], "gone", {}],
])("the server is said by %s", async (_, targets, argv, replaced) => {
  const env = replaced === "" ? {} : { FEAT_POSTGRES_URL: url, URL: "postgres://127.0.0.1:1/gone" };
  using project = made(targets, env);
  expect(await project.feat("test", ...argv)).toMatch(/1 test passed/);
});

test.each([
  [
    "no server",
    "",
    ["--engine", "postgres"],
    /tests on postgres need a server, and no target of feat\.yaml has one[\s\S]*FEAT_POSTGRES_URL/,
  ],
  ["two servers", "ab", ["--engine", "postgres"], /the targets `a` and `b` run postgres: say which server/],
  ["no such engine", "", ["--engine", "oracle"], /there is no engine oracle; there is duckdb, postgres/],
  [
    "a target of another engine",
    "",
    ["--engine", "postgres", "--target", "dev"],
    /target `dev` runs duckdb, not postgres/,
  ],
])("%s is wrong usage", async (_, names, argv, said) => {
  using project = made([...names].map(target).join(""), {});
  const text = await project.feat("test", ...argv).catch((error: Error) => error.message);
  expect(text).toMatch(said);
  expect(text).toMatch(/ended with 2/);
});

test("a server that does not answer is an error of the environment", async () => {
  using project = made("", { FEAT_POSTGRES_URL: "postgres://u:secret@127.0.0.1:1/x" });
  const text = await project.feat("test", "--engine", "postgres").catch((error: Error) => error.message);
  expect(text).toMatch(/ended with 3\n.*no Postgres answers at 127\.0\.0\.1:1/);
  expect(text).not.toMatch(/secret/);
});

test("nothing is left on the server", async () => {
  expect(
    await firstColumn(url, "SELECT relname FROM pg_class WHERE relname LIKE 'feat%' OR relpersistence = 't'"),
  ).toEqual([]);
});
