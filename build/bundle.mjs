/** How the packages' code is bundled by esbuild. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { build } from "esbuild";

/** What nearly every command loads. Other packages are loaded on demand, or have native parts or files of their own. */
export const bundled = new Set([
  "@duckdb/node-api",
  "ajv",
  "chevrotain",
  "cli-progress",
  "commander",
  "kysely",
  "picocolors",
  "yaml",
]);

export const root = join(import.meta.dirname, "..");
export const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

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

/**
 * Bundles entries of the sources into a folder. They share chunks, so a class is the same one in all of them, and what
 * is loaded on demand stays apart.
 *
 * @param {readonly string[]} entryPoints @param {string} outdir
 */
export const bundle = (entryPoints, outdir) =>
  build({
    absWorkingDir: root,
    entryPoints: [...entryPoints],
    outdir,
    outbase: ".",
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    conditions: ["featlang-source"],
    external: [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies ?? {})].filter(
      (name) => !bundled.has(name),
    ),
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
