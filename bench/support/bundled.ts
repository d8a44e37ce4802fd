import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "../..");

/**
 * Bundles a script and gives the file to run with Node. `tsx` names each function when it is made, which costs a good
 * part of what the benches measure.
 */
export async function bundled(entry: string): Promise<string> {
  const folder = join(root, "node_modules/.cache/feat-bench");
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${entry.replaceAll(/[^a-z]+/g, "-")}-${process.pid}.mjs`);
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    conditions: ["featlang-source"],
    // These find themselves by their place in the repository.
    define: { "import.meta.dirname": JSON.stringify(join(root, "bench/online")) },
  });
  return outfile;
}
