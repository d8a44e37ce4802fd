import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "../..");
// Below the root, so that packages are found.
const top = join(root, ".feat/built");

/** For the test runner as a whole: removes what was built. */
export default () => () => rmSync(top, { recursive: true, force: true });

/**
 * The command line as plain JavaScript, for tests that start many processes: to compile the sources takes each process
 * two seconds. It is built once for each process of the test runner.
 */
export async function builtFeat(): Promise<string> {
  const folder = join(top, String(process.pid));
  const main = join(folder, "cli/main.js");
  if (existsSync(main)) return main;
  await build({
    absWorkingDir: root,
    entryPoints: ["cli/main.ts"],
    outdir: folder,
    outbase: ".",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    packages: "external",
    logLevel: "warning",
  });
  return main;
}
