/**
 * Builds the packages: `dist/` for `featlang`, and below `dist-packages/` those for services. Declarations are made by
 * TypeScript, and the code by esbuild, bundled with some packages.
 *
 * A command would otherwise open some six hundred files before it does anything, which takes longer than most of what
 * it then does.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle, root } from "./build/bundle.mjs";
import { makePackage } from "./build/service-packages.mjs";

rmSync(join(root, "dist"), { recursive: true, force: true });
const tsc = join(root, "node_modules/typescript/bin/tsc");
const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
const { metafile } = await bundle(["cli/main.ts", "runtime/index.ts", "compiler/index.ts"], "dist");

// A package that does not survive being bundled fails here, and not in the one command that loads it.
for (const output of Object.keys(metafile.outputs))
  if (output.endsWith(".js") && output !== "dist/cli/main.js") await import(pathToFileURL(join(root, output)).href);

// Spark's worker is Python. It stands beside the code that starts it.
const worker = "runtime/warehouse/spark/worker";
for (const [output, { inputs }] of Object.entries(metafile.outputs))
  if (`${worker}.ts` in inputs) copyFileSync(join(root, `${worker}.py`), join(root, dirname(output), "worker.py"));

await makePackage("featlang-runtime", join(root, "dist-packages/runtime"));
await makePackage("featlang-server", join(root, "dist-packages/server"));
