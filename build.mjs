/**
 * Builds `dist/`: declarations by TypeScript, and the code by esbuild, bundled with some packages.
 *
 * A command would otherwise open some six hundred files before it does anything, which takes longer than most of what
 * it then does. The entries share chunks, so a class is the same one in all of them, and what is loaded on demand stays apart.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Ajv } from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { build } from "esbuild";

/** What nearly every command loads. Other packages are loaded on demand, or have native parts or files of their own. */
const bundled = new Set([
  "@duckdb/node-api",
  "ajv",
  "chevrotain",
  "cli-progress",
  "commander",
  "kysely",
  "picocolors",
  "yaml",
]);

const root = import.meta.dirname;
const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** Replaces the validators that are compiled when they are first used by the code that Ajv writes for them. */
const validatorsAhead = {
  name: "validators ahead",
  /** @param {import("esbuild").PluginBuild} own */
  setup(own) {
    own.onLoad({ filter: /[\\/]schema[\\/]validators\.ts$/ }, async () => {
      const { outputFiles } = await build({
        absWorkingDir: root,
        entryPoints: ["compiler/project/schema/validated.ts"],
        bundle: true,
        write: false,
        format: "esm",
        platform: "node",
      });
      const code = Buffer.from(outputFiles[0]?.contents ?? "").toString("base64");
      const { validated, validation } = await import(`data:text/javascript;base64,${code}`);
      const ajv = new Ajv({ ...validation, code: { ...validation.code, source: true, esm: true } });
      for (const [name, schema] of Object.entries(validated)) ajv.addSchema(schema, name);
      const names = Object.fromEntries(Object.keys(validated).map((name) => [name, name]));
      return { contents: standaloneCode.default(ajv, names), loader: "js", resolveDir: root };
    });
  },
};

rmSync(join(root, "dist"), { recursive: true, force: true });
const tsc = join(root, "node_modules/typescript/bin/tsc");
const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ["cli/main.ts", "runtime/index.ts", "compiler/index.ts"],
  outdir: "dist",
  outbase: ".",
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  conditions: ["featlang-source"],
  external: Object.keys(dependencies).filter((name) => !bundled.has(name)),
  // Packages in CommonJS require Node's own modules.
  banner: {
    js: 'import { createRequire as $createRequire } from "node:module"; const require = $createRequire(import.meta.url);',
  },
  sourcemap: true,
  sourcesContent: false,
  plugins: [validatorsAhead],
  legalComments: "inline",
  logLevel: "warning",
  metafile: true,
});

// A package that does not survive being bundled fails here, and not in the one command that loads it.
for (const output of Object.keys(metafile.outputs))
  if (output.endsWith(".js") && output !== "dist/cli/main.js") await import(pathToFileURL(join(root, output)).href);
