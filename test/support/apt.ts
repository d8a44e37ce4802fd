import { spawnSync } from "node:child_process";

/** True if the command runs. */
export const runs = (command: string, ...args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: "ignore" }).status === 0;

/**
 * Sees to it that something is on the machine: as it is, or installed by Debian's apt where that can be. Else the error
 * says what the tests need.
 */
export function installed(packages: readonly string[], isThere: () => boolean, needed: string): void {
  if (isThere()) return;
  // The first try skips the index update, in case the index is there.
  if (apt("install", ...packages) || (apt("update") && apt("install", ...packages))) {
    if (isThere()) return;
  }
  throw new Error(`the tests need ${needed} (apt could not install ${packages.join(" ")})`);
}

function apt(command: "update" | "install", ...packages: readonly string[]): boolean {
  const [program, ...before] = process.getuid?.() === 0 ? ["apt-get"] : ["sudo", "-n", "apt-get"];
  // Another test may be installing.
  const args = [...before, "-o", "DPkg::Lock::Timeout=300", command, "-y", "-q", ...packages];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(program!, args, { stdio: "ignore", env }).status === 0;
}
