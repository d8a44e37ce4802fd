import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { installed, runs } from "./apt.js";

const python3 = "Python 3.10 or newer with venv";

/**
 * The Python of a virtual environment that holds these packages. It is made when a test first asks for it, and kept in
 * the user's cache for later runs.
 */
export function pythonWith(name: string, packages: readonly string[]): string {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "featlang-tests");
  const kept = join(cache, name);
  const python = join(kept, "bin/python");
  if (existsSync(python)) return python;
  mkdirSync(cache, { recursive: true });
  // Another run may make the same at this moment, so each makes its own, and the first one moves it to its place.
  const own = mkdtempSync(`${kept}.`);
  try {
    installed(["python3", "python3-venv"], () => runs("python3", "-c", "import ensurepip, venv"), python3);
    run("python3", ["-m", "venv", own]);
    run(join(own, "bin/python"), ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages]);
    if (!existsSync(python)) renameSync(own, kept);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
  return python;
}

function run(command: string, args: readonly string[]): void {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status === 0) return;
  const why = error?.message ?? `${stdout}${stderr}`.trim();
  throw new Error(`the tests need ${python3}, and PyPI: ${command} ${args.join(" ")} failed: ${why}`);
}
