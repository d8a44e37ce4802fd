import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchFolder } from "../../support/data.js";

const version = "0.67.0";

/** The Python of a virtual environment that has Feast. It is made once, and takes 700 MB of disk. */
export function feastPython(): string {
  const folder = join(benchFolder, `feast-${version}`);
  const python = join(folder, "bin/python");
  const ready = join(folder, "ready");
  if (existsSync(ready)) return python;
  console.error(`installing Feast ${version} into ${folder}`);
  execFileSync("python3", ["-m", "venv", "--clear", folder], { stdio: ["ignore", "inherit", "inherit"] });
  execFileSync(python, ["-m", "pip", "install", "--quiet", `feast[duckdb]==${version}`], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  writeFileSync(ready, "");
  return python;
}
