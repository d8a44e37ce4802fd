/**
 * The house rules that a reader should be able to rely on: which way imports point, who may import which package, how
 * long files are, and that each folder states its purpose.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

function sources(folder: string): string[] {
  const found: string[] = [];
  const visit = (dir: string): void => {
    for (const name of readdirSync(dir)) {
      if (name === "node_modules" || name === "dist" || name.startsWith(".")) continue;
      const path = join(dir, name);
      if (statSync(path).isDirectory()) visit(path);
      else if (name.endsWith(".ts")) found.push(relative(root, path));
    }
  };
  visit(join(root, folder));
  return found.sort();
}

/** Every module that a file names in an import or export, types included. */
function imports(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  const pattern =
    /(?:^|\n)\s*(?:import|export)\b[^;"'`]*?from\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)|(?:^|\n)\s*import\s*["']([^"']+)["']/g;
  return [...text.matchAll(pattern)].map((m) => m[1] ?? m[2] ?? m[3] ?? "");
}

/** The modules that the example projects' `extern fn`s name. */
const externModules = new Set(
  readdirSync(join(root, "features"), { recursive: true, encoding: "utf8" })
    .filter((path) => /[^/]\.feat$/.test(path))
    .flatMap((path) => {
      const text = readFileSync(join(root, "features", path), "utf8");
      const modules = [...text.matchAll(/^extern fn .* from "(.*)"$/gm)].map(([, module]) => module ?? "");
      return modules.map((module) => join("features", dirname(path), module));
    }),
);

const isRelative = (module: string): boolean => module.startsWith(".");
const target = (file: string, module: string): string => normalize(join(dirname(file), module)).replace(/\.js$/, ".ts");

const parts = ["grammar", "compiler", "runtime", "cli"];
const files = parts.flatMap(sources);

/** Each part may import itself and these prefixes. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  grammar: ["grammar/"],
  compiler: [
    "compiler/",
    "grammar/",
    "runtime/types.ts",
    "runtime/values.ts",
    "runtime/artifacts.ts",
    "runtime/stream-artifacts.ts",
    "runtime/statement.ts",
    "runtime/duckdb-types.ts",
    "runtime/bigquery-names.ts",
    "runtime/snowflake-names.ts",
    "runtime/postgres-names.ts",
    "runtime/postgres-types.ts",
    "runtime/spark-types.ts",
    "runtime/externs.ts",
    "runtime/temporary-files.ts",
    "runtime/visible.ts",
    "runtime/interpolate.ts",
    "runtime/functions/",
    "runtime/aggregates/",
    "runtime/codec/",
    "runtime/online/schemas.ts",
  ],
  runtime: ["runtime/"],
  cli: ["cli/", "compiler/", "grammar/", "runtime/"],
};

/** The folders of the compiler, in the order of the pipeline. Each may import itself and the folders listed for it. */
const below: Readonly<Record<string, readonly string[]>> = {
  diagnostics: [],
  functions: [],
  ir: ["functions"],
  project: ["diagnostics", "ir"],
  symbols: ["diagnostics", "ir"],
  model: ["diagnostics", "functions", "ir", "project", "symbols"],
  plan: ["functions", "ir"],
  sql: ["diagnostics", "functions", "ir", "plan"],
  typescript: ["functions", "ir"],
  emit: ["sql"],
  lineage: ["ir"],
  catalog: ["ir", "lineage"],
  diff: ["ir", "lineage"],
};

/**
 * The state that modules keep between calls. Caches are not allowed; these exceptions remain. `tokens.ts` fills a table
 * when it is loaded.
 */
const keptByModules: readonly string[] = [
  "grammar/index.ts: shared",
  "grammar/tokens.ts: wordTokens",
  "runtime/externs.ts: edges",
  "runtime/functions/regex.ts: compiled",
  "runtime/functions/zone.ts: formats",
];

/** Packages that only one folder may import. */
const owners: readonly (readonly [package_: RegExp, folders: readonly string[]])[] = [
  [/^chevrotain/, ["grammar/"]],
  [/^kysely/, ["compiler/sql/"]],
  [/^prettier\/doc$/, ["compiler/sql/print/"]],
  [/^oxfmt/, ["compiler/emit/"]],
  [/^jiti/, ["cli/", "runtime/serve/"]],
  [/^(@?fastify|@opentelemetry)/, ["runtime/serve/"]],
  [/^prom-client/, ["runtime/serve/", "runtime/kafka/"]],
  [/^(@platformatic\/kafka|avsc)/, ["runtime/kafka/"]],
  [/^hyparquet/, ["runtime/row-files/"]],
  [/^@duckdb\//, ["runtime/warehouse/duckdb/"]],
  [/^pg($|\/|-)/, ["runtime/warehouse/postgres/", "runtime/online/postgres/", "runtime/registry/postgres/"]],
  [/^ioredis/, ["runtime/online/redis/"]],
  [/^lmdb/, ["runtime/online/embedded/"]],
  [/^@aws-sdk\/client-dynamodb/, ["runtime/online/dynamodb/"]],
  [/^@aws-sdk\/client-s3/, ["runtime/registry/s3/"]],
  [/^@google-cloud\//, ["runtime/registry/gcs/"]],
  [/^cassandra-driver/, ["runtime/online/cassandra/"]],
  [/^@photostructure\/sqlite/, ["runtime/online/sqlite/"]],
  [/^(commander|picocolors|cli-progress|chokidar|xmlbuilder2)/, ["cli/"]],
  [/^ajv/, ["compiler/project/"]],
  [/^yaml/, ["compiler/project/", "cli/deploy/", "cli/schedule/"]],
];

describe("imports point one way", () => {
  test("the scan sees the tree", () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap(imports).length).toBeGreaterThan(100);
  });

  test.each(files)("%s", (file) => {
    const part = file.split("/")[0] ?? "";
    for (const module of imports(file)) {
      if (isRelative(module)) {
        const to = target(file, module);
        expect(
          allowed[part]?.some((prefix) => to.startsWith(prefix)),
          `${file} imports ${to}`,
        ).toBe(true);
      } else {
        expect(module.startsWith("featlang"), `${file} imports its own package by name`).toBe(false);
        for (const [pattern, folders] of owners) {
          if (pattern.test(module)) {
            expect(
              folders.some((folder) => file.startsWith(folder)),
              `${file} imports ${module}`,
            ).toBe(true);
          }
        }
      }
    }
  });

  test.each(Object.keys(below))("compiler/%s imports nothing of later stages", (folder) => {
    const found = sources(`compiler/${folder}`).flatMap((file) =>
      imports(file)
        .filter(isRelative)
        .map((module) => target(file, module))
        .filter((to) => to.startsWith("compiler/") && ![folder, ...below[folder]!].includes(to.split("/")[1] ?? ""))
        .map((to) => `${file} imports ${to}`),
    );
    expect(found).toEqual([]);
  });

  test("every folder of the compiler is in the list", () => {
    const folders = new Set(sources("compiler").flatMap((file) => file.match(/^compiler\/(\w+)\//)?.[1] ?? []));
    expect([...folders].sort()).toEqual(Object.keys(below).sort());
  });

  test("no cycles", () => {
    const graph = new Map(
      files.map((f) => [
        f,
        imports(f)
          .filter(isRelative)
          .map((m) => target(f, m)),
      ]),
    );
    const state = new Map<string, "open" | "done">();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === "done") return;
      if (state.get(file) === "open") {
        cycles.push([...path.slice(path.indexOf(file)), file].join(" → "));
        return;
      }
      state.set(file, "open");
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      state.set(file, "done");
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });

  test("the compiler loads no driver of an online store", () => {
    const reached = new Set(["runtime/online/schemas.ts"]);
    for (const file of reached)
      for (const module of imports(file).filter(isRelative)) reached.add(target(file, module));
    const packages = [...reached].flatMap((file) => imports(file).filter((module) => !isRelative(module)));
    expect(packages.filter((module) => !module.startsWith("node:"))).toEqual([]);
    expect(reached.size).toBeGreaterThan(2);
  });

  test("generated code imports only the runtime and the modules of `extern fn`s", () => {
    for (const file of sources("generated")) {
      for (const module of imports(file)) {
        expect(isRelative(module) || module === "featlang/runtime", `${file} imports ${module}`).toBe(true);
        const of = target(file, module);
        if (isRelative(module))
          expect(of.startsWith("generated/") || externModules.has(of), `${file}: ${of}`).toBe(true);
      }
    }
  });
});

test("no module keeps state between calls, except the listed ones", () => {
  // Top-level `let`s, and maps and sets that start empty and are not read-only.
  const kept =
    /^(?:export )?(?:let (\w+)|const (\w+)(?!: Readonly)[^=\n]* = new (?:Weak)?(?:Map|Set)(?:<.*>)?\(\);$)/gm;
  const found = files.flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(kept)].flatMap(([line, variable, constant]) =>
      /: Readonly|: OpenElements/.test(line) ? [] : [`${file}: ${variable ?? constant}`],
    ),
  );
  expect(found.sort()).toEqual([...keptByModules].sort());
});

describe("files stay small and say what they are", () => {
  test.each(files)("%s has at most 500 lines, or says why it has more", (file) => {
    const text = readFileSync(join(root, file), "utf8");
    const lines = text.split("\n").length;
    if (lines > 500)
      expect(text.slice(0, 1500), `${file} has ${lines} lines`).toMatch(/one file because|long because/i);
  });

  test("the median file is short", () => {
    const lengths = files.map((f) => readFileSync(join(root, f), "utf8").split("\n").length).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(130);
  });

  test("a folder's entry file opens with a comment on its purpose", () => {
    for (const file of files.filter((f) => f.endsWith("/index.ts"))) {
      expect(readFileSync(join(root, file), "utf8").startsWith("/**"), `${file} has no opening comment`).toBe(true);
    }
  });

  test.each(files)("%s does not switch off any check", (file) => {
    const text = readFileSync(join(root, file), "utf8");
    expect(text).not.toMatch(
      /@ts-ignore|@ts-nocheck|@ts-expect-error|\bas any\b|: any\b|<any>|as unknown as|biome-ignore/,
    );
  });
});
