import { copyFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bundle, root } from "../../build/bundle.mjs";

// Below the root, so that packages are found.
const top = join(root, ".feat/built");

/** For the test runner as a whole: removes what was built. */
export default () => () => rmSync(top, { recursive: true, force: true });

/**
 * The command line as plain JavaScript, for tests that start many processes: to compile the sources takes each process
 * two seconds. It is built once for each process of the test runner.
 */
export const builtFeat = (): Promise<string> => built("cli/main.ts");

/** The same for `feat-serve`. */
export const builtServer = (): Promise<string> => built("runtime/serve/main.ts");

async function built(entry: string): Promise<string> {
  const folder = join(top, `${process.pid}-${entry.replaceAll("/", "-")}`);
  const main = join(folder, entry.replace(/\.ts$/, ".js"));
  if (!existsSync(main)) {
    await bundle([entry], folder);
    // Programs find their version beside their folders.
    copyFileSync(join(root, "package.json"), join(folder, "package.json"));
  }
  return main;
}
