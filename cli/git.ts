import { spawnSync } from "node:child_process";
import { data } from "./exit.js";

/** The most bytes of an answer. */
const MOST = 1 << 30;

/** What `git` prints, run in a folder; null if it fails. */
export function git(dir: string, args: readonly string[]): Buffer | null {
  const { status, stdout } = run(dir, args);
  return status === 0 ? stdout : null;
}

/** The same, where a failure ends the command. */
export function gitNeeded(dir: string, args: readonly string[], input?: string): Buffer {
  const result = run(dir, args, input);
  if (result.status !== 0) throw data(`git ${args[0]} failed: ${result.stderr.toString("utf8").trim()}`);
  return result.stdout;
}

/** False on a machine without git. */
export const hasGit = (): boolean => spawnSync("git", ["--version"], { stdio: "ignore" }).error === undefined;

function run(dir: string, args: readonly string[], input?: string) {
  const result = spawnSync("git", ["-C", dir, ...args], { input: input ?? "", maxBuffer: MOST });
  if (result.error === undefined) return result;
  const missing = "code" in result.error && result.error.code === "ENOENT";
  throw missing
    ? data(
        "revisions are read by git, and there is no `git` on this machine",
        "install git, or compare manifests or folders",
      )
    : data(`git did not run: ${result.error.message}`, null, result.error);
}
