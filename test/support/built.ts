import { copyFileSync, existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { bundle, root } from "../../build/bundle.mjs";

// Below the root, so that packages are found.
const top = join(root, ".feat/built");

/** For the test runner as a whole: removes what was built, and first what a killed runner of the same process id left. */
export default () => {
  const own = join(top, String(process.pid));
  const remove = () => {
    for (const path of [own, `${own}.lock`]) rmSync(path, { recursive: true, force: true });
  };
  remove();
  return remove;
};

/** The command line as plain JavaScript, for tests that start processes. */
export const builtFeat = (): Promise<string> => built("cli/main.ts");

/** The same for `feat-serve`. */
export const builtServer = (): Promise<string> => built("runtime/serve/main.ts");

/**
 * A program of the sources, or one in a folder `children` of the tests, as plain JavaScript: to compile the sources
 * takes each process two seconds. All of them are built at once when a test first asks for one, and once for all
 * workers of the test runner.
 */
export async function built(program: string): Promise<string> {
  // The test runner is the parent of each worker.
  const folder = join(top, String(process.ppid));
  const ready = join(folder, "ready");
  const lock = `${folder}.lock`;
  mkdirSync(top, { recursive: true });
  while (!existsSync(ready)) {
    if (!isFirst(lock)) await setTimeout(50);
    else
      try {
        if (!existsSync(ready)) await build(folder);
        writeFileSync(ready, "");
      } finally {
        rmdirSync(lock);
      }
  }
  return join(folder, program.replace(/\.ts$/, ".js"));
}

/** A folder can be made only once, so one worker builds and the others wait. */
function isFirst(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}

async function build(folder: string): Promise<void> {
  const tests = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" });
  const children = tests.filter((path) => /[\\/]children[\\/][^\\/]+\.ts$/.test(path)).map((path) => `test/${path}`);
  await bundle(["cli/main.ts", "runtime/serve/main.ts", ...children], folder);
  // Programs find their version beside their folders.
  copyFileSync(join(root, "package.json"), join(folder, "package.json"));
}
